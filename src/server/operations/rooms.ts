import type {
	ChatSource,
	Clock,
	HttpPort,
	LettaPort,
	NpcMotions,
	Profiler,
	TextFilter,
	WorldView,
} from "server/ports";
import type { BlockWriter } from "server/net/block-writer";

/** The same function, whose time counts as the room's. It must not yield. */
export function inRoom<Args extends Array<unknown>, Result>(
	profiler: Profiler,
	room: string,
	work: (...args: Args) => Result,
): (...args: Args) => Result {
	return (...args) => {
		profiler.begin(room);
		const result = work(...args);
		profiler.end();
		return result;
	};
}

/** The clock whose callbacks are the room's. */
export function clockOf(clock: Clock, profiler: Profiler, room: string): Clock {
	return {
		...clock,
		every: (seconds, callback) => clock.every(seconds, inRoom(profiler, room, callback)),
		after: (seconds, callback) => clock.after(seconds, inRoom(profiler, room, callback)),
	};
}

/** The engine's world, whose reading is a room of its own. A look at one body is too short for a span of its own. */
export function worldInRoom(world: WorldView, profiler: Profiler): WorldView {
	return {
		...world,
		players: inRoom(profiler, "world", world.players),
		zones: inRoom(profiler, "world", world.zones),
	};
}

/** The world that calls the room back when somebody has gone. */
export function worldOf(world: WorldView, profiler: Profiler, room: string): WorldView {
	return { ...world, onGone: (callback) => world.onGone(inRoom(profiler, room, callback)) };
}

export function chatInRoom(source: ChatSource, profiler: Profiler): ChatSource {
	return { onLine: (callback) => source.onLine(inRoom(profiler, "chat", callback)) };
}

export function filterInRoom(filter: TextFilter, profiler: Profiler): TextFilter {
	return {
		filter: (text, fromUserId, onResult) =>
			filter.filter(text, fromUserId, inRoom(profiler, "chat", onResult)),
	};
}

export function httpInRoom(http: HttpPort, profiler: Profiler): HttpPort {
	return { send: (request, onResult) => http.send(request, inRoom(profiler, "letta", onResult)) };
}

export function motionsInRoom(motions: NpcMotions, profiler: Profiler): NpcMotions {
	return {
		walk: inRoom(profiler, "motion", motions.walk),
		stop: inRoom(profiler, "motion", motions.stop),
		face: inRoom(profiler, "motion", motions.face),
		setDown: inRoom(profiler, "motion", motions.setDown),
	};
}

export function blocksInRoom(blocks: BlockWriter, profiler: Profiler): BlockWriter {
	return {
		...blocks,
		step: inRoom(profiler, "blocks", blocks.step),
		flush: inRoom(profiler, "blocks", blocks.flush),
		unhold: inRoom(profiler, "blocks", blocks.unhold),
	};
}

/** What the port does itself is the room `letta`; what it calls back with concerns agents and turns. */
export function lettaInRooms(letta: LettaPort, profiler: Profiler): LettaPort {
	return {
		...letta,
		ensureAgent: inRoom(profiler, "letta", (spec, onState) =>
			letta.ensureAgent(spec, inRoom(profiler, "npcs", onState)),
		),
		setBlock: inRoom(profiler, "letta", letta.setBlock),
		sendTurn: inRoom(profiler, "letta", (npcId, turn, onEvent) =>
			letta.sendTurn(npcId, turn, inRoom(profiler, "turns", onEvent)),
		),
	};
}
