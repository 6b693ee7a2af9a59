import { join } from "node:path";
import { createWorld, formatLog, type World } from "@townsfolk/headless";
import { createGateway } from "../../gateway/src/server.ts";
import type { Scenario } from "../scenarios/index.ts";
import {
	type BackendDouble,
	createBackendDouble,
	type DoubleEvent,
	type DoubleModel,
} from "./backend-double.ts";
import { createGatewayLink, type GatewayLink } from "./gateway-link.ts";
import { preparePlace, type Stage } from "./prepare-place.ts";
import type { Random } from "./random.ts";
import { createVirtualClock } from "./virtual-clock.ts";

export interface RigListeners {
	readonly onRequest: (requestClass: string, at: number) => void;
	readonly onBackend: (event: DoubleEvent, at: number) => void;
	/** An error of a script: no run is good that has one. */
	readonly onProblem: (problem: string) => void;
}

export interface RigOptions {
	/** Frames a second; default 30. */
	readonly fps?: number | undefined;
	/** What the NPCs' agents think with; default: by chance. */
	readonly model?: DoubleModel;
}

/** The place and what it is connected with, wired and on one clock. */
export interface Rig {
	readonly world: World;
	readonly stage: Stage;
	readonly double: Pick<BackendDouble, "blocks" | "readyCount" | "setUp">;
	readonly link: Pick<GatewayLink, "setReachable">;
	readonly close: () => Promise<void>;
}

export const PROJECT_FILE = join(import.meta.dirname, "../../default.project.json");
/** The wall clock when a run begins, Unix seconds: 2026-06-01, noon. */
export const START_TIME = 1_780_315_200;
const TOKEN = "token-of-the-instrument";

/** Mounts the place with the scene's people, connected with the gateway and a double of Letta. Nothing runs yet. */
export async function createRig(
	scenario: Scenario,
	random: Random,
	listeners: RigListeners,
	{ fps, model }: RigOptions = {},
): Promise<Rig> {
	const clock = createVirtualClock();
	const double = createBackendDouble({
		clock,
		random: random.fork("letta"),
		onEvent: (event) => listeners.onBackend(event, clock.now()),
		...(model === undefined ? {} : { model }),
	});
	const link = createGatewayLink({
		clock,
		random: random.fork("wire"),
		onRequest: (requestClass) => listeners.onRequest(requestClass, clock.now()),
	});
	const gateway = createGateway({ token: TOKEN, backend: double.backend, clock: link.gatewayClock });
	await gateway.ready();
	link.connect(gateway);

	let stage: Stage | undefined;
	const world = await createWorld({
		projectFile: PROJECT_FILE,
		clock: "virtual",
		http: link.transport,
		// The answers come on the clock that the frames move.
		waitForHttp: false,
		beforeFrame: (now) => clock.advanceTo(now, link.settle),
		secrets: { townsfolk_gateway_token: TOKEN },
		seed: Math.floor(random.fork("world").between(1, 2 ** 31)),
		startTime: START_TIME,
		...(fps === undefined ? {} : { stepSeconds: 1 / fps }),
		prepare: (tree) => (stage = preparePlace(tree, scenario, random.fork("place"))),
	});
	world.on("log", (event) => {
		if (event.level === "error" || event.message.startsWith("ERROR")) listeners.onProblem(formatLog(event));
	});
	return {
		world,
		stage: stage!,
		double,
		link,
		close: async () => {
			await world.shutdown();
			await gateway.close();
		},
	};
}
