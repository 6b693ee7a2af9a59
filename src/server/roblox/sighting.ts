import type { Entity } from "server/rules/space/entity";
import { alongGround, type Character, healthPercentOf } from "./character";

/** Bodies sway: less than this many studs is no movement, and less than this cosine's angle (3 degrees) no turn. */
const STILL_STUDS = 0.05;
const STILL_COSINE = 0.9986;

/** What a look at a body finds out. */
export type Sighting = Pick<Entity, "position" | "facing" | "healthPercent">;

function isSameFacing(a: Entity["facing"], b: Entity["facing"]): boolean {
	if (a === undefined || b === undefined) return a === b;
	return a.x * b.x + a.z * b.z >= STILL_COSINE;
}

/** True if nobody would see a difference. Compares with what was last seen, so that slow movement adds up. */
function isSameSighting(before: Sighting, { position, facing, healthPercent }: Sighting): boolean {
	const { x, y, z } = before.position;
	return (
		math.abs(position.x - x) < STILL_STUDS &&
		math.abs(position.y - y) < STILL_STUDS &&
		math.abs(position.z - z) < STILL_STUDS &&
		healthPercent === before.healthPercent &&
		isSameFacing(before.facing, facing)
	);
}

function sightingAt({ Position, LookVector }: CFrame, healthPercent: number): Sighting {
	return {
		position: { x: Position.X, y: Position.Y, z: Position.Z },
		facing: alongGround(LookVector),
		healthPercent,
	};
}

/** One body, looked at again and again. Most bodies stand still: a look at one of these makes nothing new. */
export class BodySightings {
	private cframe?: CFrame;
	private last?: Sighting;

	constructor(public readonly character: Character) {}

	/** The same object while nobody would see a difference. */
	public look(): Sighting {
		const { CFrame: cframe } = this.character.root;
		const healthPercent = healthPercentOf(this.character);
		const { last } = this;
		if (last !== undefined && this.cframe === cframe && last.healthPercent === healthPercent) return last;
		this.cframe = cframe;
		const sighting = sightingAt(cframe, healthPercent);
		if (last !== undefined && isSameSighting(last, sighting)) return last;
		this.last = sighting;
		return sighting;
	}
}

/** True if an entity was made of this sighting. */
export function isOfSighting(entity: Entity, sighting: Sighting): boolean {
	return entity.position === sighting.position;
}
