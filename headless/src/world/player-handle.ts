import type { CommandBody, PlayerState, Position } from "../host/protocol.ts";

/** A player who has joined. Each call reaches the engine in the next frame and waits for it. */
export interface PlayerHandle {
	readonly name: string;
	readonly userId: number;
	/** Types a line into the chat box. */
	readonly chat: (text: string) => Promise<void>;
	/** Walks towards a place at the character's WalkSpeed; resolves when it sets out. */
	readonly moveTo: (target: Position) => Promise<void>;
	readonly stop: () => Promise<void>;
	readonly teleport: (target: Position) => Promise<void>;
	readonly leave: () => Promise<void>;
	/** As of the last frame. */
	readonly isMoving: () => boolean;
	/** The position of the character's root part after the last frame, studs; undefined without a character. */
	readonly position: () => Position | undefined;
}

export function createPlayerHandle(
	identity: { name: string; userId: number },
	perform: (command: CommandBody) => Promise<unknown>,
	stateOf: (name: string) => PlayerState | undefined,
): PlayerHandle {
	const player = identity.name;
	return {
		...identity,
		chat: async (text) => void (await perform({ kind: "chat", player, text })),
		moveTo: async ({ x, y, z }) => void (await perform({ kind: "moveTo", player, x, y, z })),
		stop: async () => void (await perform({ kind: "stop", player })),
		teleport: async ({ x, y, z }) => void (await perform({ kind: "teleport", player, x, y, z })),
		leave: async () => void (await perform({ kind: "leave", player })),
		isMoving: () => stateOf(player)?.moving ?? false,
		position: () => {
			const { x, y, z } = stateOf(player) ?? {};
			return x === undefined || y === undefined || z === undefined ? undefined : { x, y, z };
		},
	};
}
