import { createWorld, formatLog, setAttribute, type MountedInstance } from "@townsfolk/headless";
import type { Scenario } from "../../scenarios/index.ts";
import type { CloudRequest, CloudResponse } from "../../letta-cloud/wire.ts";
import { DEFAULT_MODEL, type FakeLettaCloud } from "../../letta-cloud/fake-letta-cloud.ts";
import { preparePlace, type Stage } from "../prepare-place.ts";
import type { Random } from "../random.ts";
import { PROJECT_FILE, type Rig, type RigListeners, START_TIME } from "../rig.ts";
import { createVirtualClock } from "../virtual-clock.ts";
import { createCloudDouble } from "./cloud-double.ts";
import { createCloudLink } from "./cloud-link.ts";

/** The place and the fake of Letta Cloud, with nothing between them. */
export interface DirectRig extends Rig {
	readonly cloud: FakeLettaCloud;
}

export const KEY = "sk-key-of-the-instrument";
/** What the place is told, as an operator would; its requests are carried out in this process. */
const SETTINGS = { Backend: "cloud", LettaUrl: "https://api.letta.com", LettaModel: DEFAULT_MODEL };
const SECRET_NAME = "letta_api_key";

function configure(tree: MountedInstance, settings: Readonly<Record<string, string>>): void {
	for (const [name, value] of Object.entries(settings)) {
		setAttribute(tree, "ServerStorage/LettaConfig", name, value);
	}
}

export interface DirectListeners extends RigListeners {
	readonly onExchange?: (request: CloudRequest, response: CloudResponse) => void;
}

/** Mounts the place with the scene's people; `settings` are further attributes of LettaConfig. Nothing runs yet. */
export async function createDirectRig(
	scenario: Scenario,
	random: Random,
	listeners: DirectListeners,
	settings: Readonly<Record<string, string>> = {},
): Promise<DirectRig> {
	const clock = createVirtualClock();
	const { cloud, blocks, readyCount } = createCloudDouble({
		clock,
		random: random.fork("letta"),
		key: KEY,
		epoch: START_TIME,
		onEvent: (event) => listeners.onBackend(event, clock.now()),
	});
	const link = createCloudLink({
		clock,
		random: random.fork("wire"),
		cloud,
		...(listeners.onExchange === undefined ? {} : { onExchange: listeners.onExchange }),
		onRequest: (requestClass) => listeners.onRequest(requestClass, clock.now()),
	});
	let stage: Stage | undefined;
	const world = await createWorld({
		projectFile: PROJECT_FILE,
		clock: "virtual",
		http: link.transport,
		// The answers come on the clock that the frames move.
		waitForHttp: false,
		beforeFrame: (now) => clock.advanceTo(now, link.settle),
		secrets: { [SECRET_NAME]: KEY },
		seed: Math.floor(random.fork("world").between(1, 2 ** 31)),
		startTime: START_TIME,
		prepare: (tree) => {
			stage = preparePlace(tree, scenario, random.fork("place"));
			configure(tree, { ...SETTINGS, ...settings });
		},
	});
	world.on("log", (event) => {
		if (event.level === "error" || event.message.startsWith("ERROR")) listeners.onProblem(formatLog(event));
	});
	return {
		world,
		stage: stage!,
		double: { blocks, readyCount, setUp: link.setUp },
		link,
		cloud,
		close: world.shutdown,
	};
}
