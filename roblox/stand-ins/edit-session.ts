import { createWorld, disableScripts, type LogEvent } from "@townsfolk/headless";

export interface Execution {
	/** What the script printed and what went wrong, in order. */
	readonly log: ReadonlyArray<LogEvent>;
	readonly outcome:
		| { readonly kind: "done"; readonly value: unknown }
		| { readonly kind: "error"; readonly message: string }
		/** The script ran longer than it may, in the world's time. */
		| { readonly kind: "timeout" };
}

export interface ExecuteOptions {
	readonly projectFile: string;
	readonly luau: string;
	readonly timeoutSeconds: number;
}

/** Runs a script in the headless engine as Studio's command bar and Open Cloud do: the place's own scripts stay off. */
export async function executeLuau({ projectFile, luau, timeoutSeconds }: ExecuteOptions): Promise<Execution> {
	const world = await createWorld({ projectFile, clock: "virtual", prepare: disableScripts });
	const log: LogEvent[] = [];
	world.on("log", (event) => log.push(event));
	let outcome: Execution["outcome"] | undefined;
	try {
		void world.evaluate("server", luau).then(
			(value) => (outcome = { kind: "done", value }),
			(error: unknown) => (outcome = { kind: "error", message: String(error) }),
		);
		await world.runUntil(() => outcome !== undefined, timeoutSeconds);
		return { log, outcome: outcome ?? { kind: "timeout" } };
	} finally {
		await world.shutdown();
	}
}
