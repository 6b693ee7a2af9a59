import { setAttribute, type MountedInstance } from "@townsfolk/headless";
import type { Scenario } from "../../scenarios/index.ts";
import type { CloudRequest, CloudResponse } from "../letta-cloud/wire.ts";
import { DEFAULT_MODEL, type FakeLettaCloud } from "../letta-cloud/fake-letta-cloud.ts";
import { mountPlace, START_TIME } from "../run/mount-place.ts";
import type { Random } from "../repeatable/random.ts";
import type { Rig, RigListeners } from "../run/rig.ts";
import { createVirtualClock } from "../repeatable/virtual-clock.ts";
import { createCloudDouble } from "./cloud-double.ts";
import { createCloudLink } from "./cloud-link.ts";

/** The place and the fake of Letta Cloud, with nothing between them. */
export interface DirectRig extends Rig {
	readonly cloud: FakeLettaCloud;
}

export const KEY = "sk-key-of-the-instrument";
/** An operator's settings. This process carries the place's requests out. */
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

export interface DirectOptions {
	/** Frames a second; default 30. */
	readonly fps?: number | undefined;
	/** Measure what the place costs. */
	readonly withCost?: boolean | undefined;
	/** Further attributes of LettaConfig. */
	readonly settings?: Readonly<Record<string, string>>;
}

/** Mounts the place with the scenario's people. Nothing runs yet. */
export async function createDirectRig(
	scenario: Scenario,
	random: Random,
	listeners: DirectListeners,
	{ fps, withCost, settings }: DirectOptions = {},
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
	const { world, spots } = await mountPlace(scenario, random, {
		clock,
		link,
		secrets: { [SECRET_NAME]: KEY },
		fps,
		withCost,
		configure: (tree) => configure(tree, { ...SETTINGS, ...settings }),
		onProblem: listeners.onProblem,
	});
	return {
		world,
		spots,
		double: { blocks, readyCount, setUp: link.setUp },
		link,
		cloud,
		close: world.shutdown,
	};
}
