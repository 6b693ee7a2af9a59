import type { EngineHost } from "../host/engine-host.ts";
import type { PlayerState } from "../host/protocol.ts";
import type { CommandQueue } from "./commands.ts";
import type { Emitter } from "./emitter.ts";
import type { HttpClient } from "./http-client.ts";
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
}

export function createFrameExchange(deps: FrameDeps): FrameExchange {
	const { host, commands, http, streams, events, locator, beforeFrame } = deps;
	let players: ReadonlyArray<PlayerState> = [];

	async function compute(now: number, dt: number): Promise<void> {
		await beforeFrame?.(now);
		const outcome = {
			commands: commands.take(),
			httpResponses: http.takeOutcomes(now),
			streamEvents: streams.takeEvents(),
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
		if (response.costs !== undefined) events.emit("costs", response.costs);
		commands.settle(response.results ?? []);
	}

	return { compute, players: () => players };
}
