import type { FastifyInstance } from "fastify";
import type { Log } from "./logging.ts";
import { systemClock, type Clock } from "./timing/clock.ts";

/** Added to the time for turns: polls, sessions and sockets close within moments. */
const MARGIN_SECONDS = 5;

/**
 * The terminal sends Ctrl-C to the whole process group, and a parent (tsx, a supervisor) may pass its own copy on. A repeat of
 * the signal within this time is that copy, not a user who has lost patience.
 */
const ECHO_SECONDS = 1;

interface StopOptions {
	/** How long turns in flight may go on. */
	readonly shutdownSeconds: number;
	readonly clock?: Clock;
}

/**
 * Closes the gateway in order on SIGTERM and SIGINT, and ends the process with 0. The process ends with 1 if closing takes
 * too long, or at a second signal.
 */
export function stopOnSignals(
	gateway: FastifyInstance,
	log: Log,
	{ shutdownSeconds, clock = systemClock }: StopOptions,
): void {
	let first: { readonly signal: NodeJS.Signals; readonly at: number } | undefined;

	function giveUp(reason: string): void {
		log.error({ reason }, "the gateway stops before everything is closed");
		process.exit(1);
	}

	function stop(signal: NodeJS.Signals): void {
		const at = clock.now();
		if (first !== undefined) {
			if (signal === first.signal && at - first.at < ECHO_SECONDS) return;
			return giveUp(`second signal, ${signal}`);
		}
		first = { signal, at };
		log.info({ signal, shutdownSeconds }, "stopping");
		clock.after(shutdownSeconds + MARGIN_SECONDS, () => giveUp("out of time"));
		gateway.close().then(
			() => {
				log.info("stopped");
				process.exit(0);
			},
			(error: unknown) => giveUp((error as Error).message),
		);
	}

	process.on("SIGTERM", stop);
	process.on("SIGINT", stop);
}
