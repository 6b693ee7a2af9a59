import type { EngineHost } from "../host/engine-host.ts";
import type { PathAnswer, PlayerState, StepResponse } from "../host/protocol.ts";
import type { CommandQueue } from "./commands.ts";
import type { Emitter } from "./emitter.ts";
import type { HttpClient } from "./http-client.ts";
import { createNavigator, type Navigator } from "../navigation/navigator.ts";
import type { SourceLocator } from "./source-locator.ts";
import type { StreamClient } from "./stream-client.ts";
import type { WorldEvents } from "./world.ts";

export interface FrameDeps {
	readonly host: EngineHost;
	readonly commands: CommandQueue;
	readonly http: HttpClient;
	readonly streams: StreamClient;
	readonly events: Emitter<WorldEvents>;
	readonly locator: SourceLocator;
	/** Awaited before the frame that ends at `now`. */
	readonly beforeFrame: ((now: number) => Promise<void>) | undefined;
}

/** The exchange with the engine: once per frame, commands and HTTP answers go in, and events come out. */
export interface FrameExchange {
	/** Computes the frame that ends at `now`, seconds since boot. */
	readonly compute: (now: number, dt: number) => Promise<void>;
	/** The players as of the last frame. */
	readonly players: () => ReadonlyArray<PlayerState>;
	readonly destroy: () => void;
}

/** Finds a frame's paths for the next one. The library behind it loads with the first path. */
class Paths {
	private navigator: Navigator | undefined;
	private answers: PathAnswer[] = [];

	async find({ solids = [], paths = [] }: StepResponse): Promise<void> {
		if (paths.length === 0) return;
		const navigator = (this.navigator ??= await createNavigator());
		for (const change of solids) navigator.update(change);
		this.answers = paths.map(navigator.find);
	}

	takeAnswers(): PathAnswer[] {
		const taken = this.answers;
		this.answers = [];
		return taken;
	}

	destroy(): void {
		this.navigator?.destroy();
	}
}

export function createFrameExchange(deps: FrameDeps): FrameExchange {
	const { host, commands, http, streams, events, locator, beforeFrame } = deps;
	let players: ReadonlyArray<PlayerState> = [];
	const paths = new Paths();

	async function compute(now: number, dt: number): Promise<void> {
		await beforeFrame?.(now);
		const outcome = {
			commands: commands.take(),
			httpResponses: http.takeOutcomes(now),
			streamEvents: streams.takeEvents(),
			paths: paths.takeAnswers(),
		};
		const response = await host.step({ now, dt, ...outcome });
		players = response.players ?? [];
		for (const request of response.http ?? []) http.send(request, now);
		for (const request of response.streams ?? []) streams.carryOut(request);
		if (response.httpUse !== undefined) events.emit("httpUse", response.httpUse);
		for (const log of response.logs ?? []) {
			events.emit("log", { ...log, source: locator.locate(`${log.message}\n${log.trace ?? ""}`) });
		}
		for (const shown of response.display ?? []) events.emit("display", shown);
		for (const label of response.labels ?? []) events.emit("label", label);
		if (response.costs !== undefined) events.emit("costs", response.costs);
		await paths.find(response);
		commands.settle(response.results ?? []);
	}

	return { compute, players: () => players, destroy: () => paths.destroy() };
}
