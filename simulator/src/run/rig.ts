import type { World } from "@townsfolk/headless";
import { NO_RATE_LIMITS } from "../../../gateway/src/guard/rate-limits.ts";
import { createGateway } from "../../../gateway/src/server.ts";
import type { Scenario } from "../../scenarios/index.ts";
import { type BackendDouble, createBackendDouble } from "../double/backend-double.ts";
import type { DoubleEvent } from "../double/double-event.ts";
import type { DoubleModel } from "../double/double-model.ts";
import { createGatewayLink, type ExchangedFrames, type GatewayLink } from "../double/gateway-link.ts";
import { mountPlace } from "./mount-place.ts";
import type { Spots } from "./prepare-place.ts";
import type { Random } from "../repeatable/random.ts";
import { createVirtualClock } from "../repeatable/virtual-clock.ts";

export interface RigListeners {
	readonly onRequest: (requestClass: string, at: number) => void;
	readonly onBackend: (event: DoubleEvent, at: number) => void;
	/** An error of a script: no run is good that has one. */
	readonly onProblem: (problem: string) => void;
	readonly onFrames?: (frames: ExchangedFrames) => void;
}

export interface RigOptions {
	/** Frames a second; default 30. */
	readonly fps?: number | undefined;
	/** Measure what the place costs. */
	readonly withCost?: boolean | undefined;
	/** What the NPCs' agents think with; default: by chance. */
	readonly model?: DoubleModel;
}

/** The place and what it is connected with, wired and on one clock. */
export interface Rig {
	readonly world: World;
	readonly spots: Spots;
	readonly double: Pick<BackendDouble, "blocks" | "readyCount" | "setUp">;
	readonly link: Pick<GatewayLink, "setReachable">;
	readonly close: () => Promise<void>;
}

const TOKEN = "token-of-the-instrument";

/** Mounts the place with the scenario's people, connected with the gateway and a double of Letta. Nothing runs yet. */
export async function createRig(
	scenario: Scenario,
	random: Random,
	listeners: RigListeners,
	{ fps, withCost, model }: RigOptions = {},
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
		onFrames: listeners.onFrames,
	});
	const gateway = createGateway({
		token: TOKEN,
		backend: double.backend,
		clock: link.gatewayClock,
		rates: NO_RATE_LIMITS,
	});
	await gateway.ready();
	link.connect(gateway);

	const { world, spots } = await mountPlace(scenario, random, {
		clock,
		link,
		secrets: { townsfolk_gateway_token: TOKEN },
		fps,
		withCost,
		onProblem: listeners.onProblem,
	});
	return {
		world,
		spots,
		double,
		link,
		close: async () => {
			await world.shutdown();
			await gateway.close();
		},
	};
}
