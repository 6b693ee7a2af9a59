/** A place in the world, studs. */
export interface Point {
	readonly x: number;
	readonly y: number;
	readonly z: number;
}

/** `npc:<npcId>` or `player:<userId>`: unique on a game server while the entity is there. */
export type EntityId = string;

/** An NPC or a player at one moment, as the rules see it. */
export interface Entity {
	readonly id: EntityId;
	readonly kind: "npc" | "player";
	readonly displayName: string;
	readonly position: Point;
	/** Where it looks, as a vector of length 1 along the ground; undefined if unknown. */
	readonly facing?: Point;
	/** 0–100. */
	readonly healthPercent: number;
	/** What it is doing, in a word or two: `Idle`, `Talk`, `Walk`. */
	readonly action: string;
	/** What it looks like, in a sentence. */
	readonly appearance: string;
}

/** An NPC's entity id. */
export function npcEntityId(npcId: string): EntityId {
	return `npc:${npcId}`;
}

/** A player's entity id. */
export function playerEntityId(userId: number): EntityId {
	return `player:${userId}`;
}

/** The `npcId` in an entity id; undefined for a player's. */
export function npcIdOf(id: EntityId): string | undefined {
	return id.sub(1, 4) === "npc:" ? id.sub(5) : undefined;
}

export function isPlayerId(id: EntityId): boolean {
	return id.sub(1, 7) === "player:";
}

/** The `userId` in an entity id; undefined for an NPC's. */
export function userIdOf(id: EntityId): number | undefined {
	return id.sub(1, 7) === "player:" ? tonumber(id.sub(8)) : undefined;
}
