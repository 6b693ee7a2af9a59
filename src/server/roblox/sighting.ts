import type { Entity } from "server/rules/space/entity";
import { alongGround, type Character, healthPercentOf } from "./character";

/** Bodies sway: less than this many studs is no movement, and less than this cosine's angle (3 degrees) no turn. */
const STILL_STUDS = 0.05;
const STILL_COSINE = 0.9986;

/** What a look at a body finds out. */
export type Sighting = Pick<Entity, "position" | "facing" | "healthPercent">;

export function sightingOf(character: Character): Sighting {
	const { Position, LookVector } = character.root.CFrame;
	return {
		position: { x: Position.X, y: Position.Y, z: Position.Z },
		facing: alongGround(LookVector),
		healthPercent: healthPercentOf(character),
	};
}

function isSameFacing(a: Entity["facing"], b: Entity["facing"]): boolean {
	if (a === undefined || b === undefined) return a === b;
	return a.x * b.x + a.z * b.z >= STILL_COSINE;
}

/** True if nobody would see a difference. Compares with what was last seen, so that slow movement adds up. */
export function isSameSighting(before: Sighting, { position, facing, healthPercent }: Sighting): boolean {
	const { x, y, z } = before.position;
	return (
		math.abs(position.x - x) < STILL_STUDS &&
		math.abs(position.y - y) < STILL_STUDS &&
		math.abs(position.z - z) < STILL_STUDS &&
		healthPercent === before.healthPercent &&
		isSameFacing(before.facing, facing)
	);
}
