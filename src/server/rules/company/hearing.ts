import { HEARING } from "server/constants/rules";
import type { Cluster } from "./clusters";
import type { Entity, EntityId, Point } from "server/rules/space/entity";
import { distanceBetween } from "server/rules/space/geometry";

/** An entity that hears a line. */
export interface Heard {
	readonly id: EntityId;
	/** Studs from the speaker. */
	readonly distance: number;
}

/** A line's speaker, and all entities. */
export interface HearingInput {
	readonly speakerId: EntityId;
	/** Where the speaker is. */
	readonly position: Point;
	readonly entities: ReadonlyArray<Entity>;
	readonly clusterOf: (id: EntityId) => Cluster | undefined;
}

/** How far a line reaches. `HEARING` has the numbers and their reasons. */
export interface HearingOptions {
	/** Studs within which members of one cluster hear one another. */
	readonly earshotStuds: number;
	/** Studs within which all entities hear one another, in one cluster or not; at most `earshotStuds`. */
	readonly alwaysStuds: number;
}

function inEarshot(
	kind: Entity["kind"],
	{ speakerId, position, entities, clusterOf }: HearingInput,
	options: HearingOptions,
): ReadonlyArray<Heard> {
	const cluster = clusterOf(speakerId);
	const heard = new Array<Heard>();
	const farthest = math.max(options.earshotStuds, options.alwaysStuds);
	for (const entity of entities) {
		if (entity.kind !== kind || entity.id === speakerId) continue;
		const distance = distanceBetween(position, entity.position);
		if (distance > farthest) continue;
		if (distance > options.alwaysStuds && (cluster === undefined || clusterOf(entity.id) !== cluster))
			continue;
		heard.push({ id: entity.id, distance });
	}
	return heard.sort((a, b) => (a.distance === b.distance ? a.id < b.id : a.distance < b.distance));
}

/** The NPCs that hear a line, nearest first, without the speaker. */
export function whoHears(input: HearingInput, options: HearingOptions = HEARING): ReadonlyArray<Heard> {
	return inEarshot("npc", input, options);
}

/** The players that hear a line, nearest first, without the speaker. */
export function playersInEarshot(
	input: HearingInput,
	options: HearingOptions = HEARING,
): ReadonlyArray<Heard> {
	return inEarshot("player", input, options);
}
