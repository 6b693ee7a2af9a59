import { type Entity, npcEntityId, playerEntityId, type Point } from "server/rules/space/entity";

/** A place on the ground plane. */
export function at(x: number, z = 0, y = 0): Point {
	return { x, y, z };
}

/** An NPC that stands idle in full health. */
export function npc(npcId: string, position: Point, rest: Partial<Entity> = {}): Entity {
	return {
		id: npcEntityId(npcId),
		kind: "npc",
		displayName: npcId,
		position,
		healthPercent: 100,
		action: "Idle",
		appearance: "",
		...rest,
	};
}

/** A player who stands idle in full health. */
export function player(userId: number, position: Point, rest: Partial<Entity> = {}): Entity {
	return {
		id: playerEntityId(userId),
		kind: "player",
		displayName: `Player${userId}`,
		position,
		healthPercent: 100,
		action: "Idle",
		appearance: "",
		...rest,
	};
}
