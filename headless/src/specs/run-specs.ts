import type { PeerName } from "../host/protocol.ts";
import type { MountedInstance } from "../rojo/tree.ts";
import { createWorld } from "../world/create-world.ts";
import { formatLog } from "../world/format-log.ts";
import type { LogEvent, World } from "../world/world.ts";
import { disableScripts } from "./disable-scripts.ts";
import { specScript } from "./spec-script.ts";
import { addResults, NO_RESULTS, summarize, type PeerResults, type SpecResults } from "./spec-results.ts";

export interface RunSpecsOptions {
	/** A Rojo project with `Specs` folders and TestEZ. */
	readonly projectFile: string;
	/** Runs only spec files whose full name contains this, in any case. */
	readonly filter?: string;
	/** In the world's time, for one peer's specs; default 300. */
	readonly timeoutSeconds?: number;
	readonly onLog?: (event: LogEvent) => void;
	/** How events are delivered; as the project says if not given. */
	readonly signalBehavior?: "Immediate" | "Deferred";
}

const SERVER_ROOTS = [
	["ReplicatedStorage", "Specs"],
	["ServerScriptService", "Specs"],
];
const CLIENT_ROOTS = [["Players", "$LocalPlayer", "PlayerScripts", "Specs"]];
const CLIENT_NAME = "SpecPlayer";
const DEFAULT_TIMEOUT_SECONDS = 300;
/** A project need not name it. */
const EMPTY_WORKSPACE = { name: "Workspace", className: "Workspace", attributes: {}, tags: [], children: [] };

/**
 * Runs a project's TestEZ specs: those of ReplicatedStorage and ServerScriptService on the server, and those of
 * StarterPlayerScripts on a client. The place's own scripts stay off. An error that no spec catches is a failure.
 */
export async function runSpecs(options: RunSpecsOptions): Promise<SpecResults> {
	const world = await createWorld({
		projectFile: options.projectFile,
		clock: "virtual",
		prepare: (tree) => {
			disableScripts(tree);
			if (options.signalBehavior !== undefined) setSignalBehavior(tree, options.signalBehavior);
		},
	});
	const strayErrors: LogEvent[] = [];
	world.on("log", (event) => {
		options.onLog?.(event);
		if (event.level === "error") strayErrors.push(event);
	});
	try {
		await world.start();
		const onServer = await runPeer(world, "server", SERVER_ROOTS, options);
		await world.join({ name: CLIENT_NAME });
		const onClient = await runPeer(world, CLIENT_NAME, CLIENT_ROOTS, options);
		return withStrayErrors(addResults(onServer, onClient), strayErrors);
	} finally {
		await world.shutdown();
	}
}

function setSignalBehavior(tree: MountedInstance, name: string): void {
	const SignalBehavior = { type: "Enum", value: `Enum.SignalBehavior.${name}` };
	const workspace = tree.children.find(({ className }) => className === "Workspace");
	if (workspace !== undefined) Object.assign(workspace.properties, { SignalBehavior });
	else tree.children.push({ ...EMPTY_WORKSPACE, properties: { SignalBehavior } });
}

async function runPeer(
	world: World,
	peer: PeerName,
	roots: string[][],
	options: RunSpecsOptions,
): Promise<SpecResults> {
	const timeoutSeconds = options.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS;
	const script = await specScript({ roots, filter: options.filter });
	let results: SpecResults | undefined;
	let problem: unknown;
	void world.evaluate(peer, script).then(
		(value) => (results = summarize(value as PeerResults, world.annotate)),
		(error: unknown) => (problem = error),
	);
	await world.runUntil(() => results !== undefined || problem !== undefined, timeoutSeconds);
	if (results !== undefined) return results;
	const message =
		problem === undefined
			? `not done after ${timeoutSeconds} s of the world`
			: world.annotate(problem instanceof Error ? problem.message : String(problem));
	return { ...NO_RESULTS, failed: 1, failures: [{ name: `the specs of ${peer}`, message }] };
}

/** Adds errors that no spec caught. A spec file that does not load logs its own error, which replaces that of `require`. */
function withStrayErrors(results: SpecResults, errors: ReadonlyArray<LogEvent>): SpecResults {
	const failures = [...results.failures];
	for (const event of errors) {
		const broken = failures.findIndex(({ name }) => event.message.startsWith(`${name}:`));
		const name = broken < 0 ? `an error on ${event.peer} that no spec caught` : failures[broken].name;
		failures.splice(broken < 0 ? failures.length : broken, 1, { name, message: formatLog(event) });
	}
	return { ...results, failed: failures.length, failures };
}
