import { describeExit } from "./process.ts";
import type { AppServer } from "./process.ts";

/** What happened to the App Server, for the one who watches. */
export type SupervisorEvent =
	| { readonly kind: "died"; readonly how: string; readonly restart: number; readonly maxRestarts: number }
	| { readonly kind: "restarted"; readonly pid: number | undefined; readonly seconds: number }
	/** It is not started again. */
	| { readonly kind: "gaveUp"; readonly reason: string };

export interface SupervisorOptions {
	/** Within the window; 0 gives up at the first end. */
	readonly maxRestarts: number;
	/** Older restarts do not count: an evening's play may see more than a crash loop. */
	readonly windowSeconds: number;
	readonly onEvent: (event: SupervisorEvent) => void;
	/** Monotonic seconds. */
	readonly now?: () => number;
}

/**
 * Starts the App Server again when it ends on its own. Agents live in its state folder and are the same
 * afterwards. Ends with `AppServer.stop`, which is no end of its own.
 */
export function superviseAppServer(
	server: Pick<AppServer, "onExit" | "restart" | "pid">,
	options: SupervisorOptions,
): void {
	const { maxRestarts, windowSeconds, onEvent, now = () => performance.now() / 1000 } = options;
	let restarts: number[] = [];

	server.onExit((exit) => {
		const diedAt = now();
		restarts = restarts.filter((time) => diedAt - time < windowSeconds);
		if (restarts.length >= maxRestarts) {
			const count = restarts.length === 0 ? "" : `, after ${restarts.length} restarts`;
			onEvent({ kind: "gaveUp", reason: `it ended with ${describeExit(exit)}${count}` });
			return;
		}
		restarts.push(diedAt);
		onEvent({ kind: "died", how: describeExit(exit), restart: restarts.length, maxRestarts });
		server.restart().then(
			() => onEvent({ kind: "restarted", pid: server.pid(), seconds: now() - diedAt }),
			(error: unknown) => onEvent({ kind: "gaveUp", reason: (error as Error).message }),
		);
	});
}
