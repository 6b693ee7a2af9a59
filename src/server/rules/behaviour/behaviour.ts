import type { Entity, Point } from "server/rules/space/entity";
import type { LookedAt, OnlookerOptions } from "./onlooker";

/** What an NPC does when nothing else is on; its definition says which. */
export type Routine =
	| { readonly kind: "Idle" }
	/** Strolls round its home, and stays in its home's zone. */
	| { readonly kind: "Wander"; readonly radiusStuds: number }
	/** Walks from waypoint to waypoint, round and round. */
	| { readonly kind: "Patrol" };

/** What an NPC does, in its status's words. */
export type Action = "Idle" | "Wander" | "Patrol" | "Talk" | "Return home";

/** A walk under way: it goes on after an interruption. */
export interface Walk {
	readonly action: "Wander" | "Patrol" | "Return home";
	readonly to: Point;
}

export interface BehaviourState {
	readonly walk?: Walk;
	/** It starts no new walk before this time, seconds. */
	readonly restUntil: number;
	/** Counts up from 0; modulo the number of waypoints, it is the index of the next. */
	readonly nextWaypoint: number;
	/** Undefined while nobody looks at it. */
	readonly lookedAt?: LookedAt;
	/** When a walk home failed first, seconds; undefined while it gets about. */
	readonly lostSince?: number;
}

/** What may change at any time of what an NPC decides by. */
export interface Grounds {
	readonly routine: Routine;
	/** The NPC: the same object while nothing about it changes. */
	readonly entity: Entity;
	/** Where its talk's partner is; undefined without a talk. */
	readonly partner?: Point;
	/** Where a player is that stands in front of it and looks at it. */
	readonly onlooker?: Point;
	/** False if no player is near enough to see it. */
	readonly isWatched: boolean;
	/** Seconds. */
	readonly now: number;
}

/** What an NPC knows when it decides. */
export interface BehaviourInput {
	readonly routine: Routine;
	readonly home: Point;
	/** What it looks at while it stands at home with nothing to do. */
	readonly outlook?: Point;
	readonly position: Point;
	/** In walking order; a patrol needs two. */
	readonly waypoints: ReadonlyArray<Point>;
	/** Where its talk's partner is; undefined without a talk. */
	readonly partner?: Point;
	/** Where a player is that stands in front of it and looks at it. */
	readonly onlooker?: Point;
	/** False if no player is near enough to see it. */
	readonly isWatched: boolean;
	/** How the walk of the last intent ended; given once, after its end. */
	readonly walkEnd?: "reached" | "failed";
	/** False for a point outside the zone that it must stay in. */
	readonly isAllowed: (point: Point) => boolean;
	/** Uniform in [0, 1). */
	readonly random: () => number;
}

export type Movement =
	| { readonly kind: "stand" }
	| { readonly kind: "face"; readonly toward: Point }
	| { readonly kind: "walk"; readonly to: Point }
	/** There was no way to walk. */
	| { readonly kind: "setDown"; readonly at: Point };

/** What an NPC does from now on. */
export interface Intent {
	readonly action: Action;
	readonly movement: Movement;
}

export interface Decision {
	readonly state: BehaviourState;
	readonly intent: Intent;
}

/** How long an NPC stands between two walks; chance picks a length from this range. */
export interface Rest {
	readonly minSeconds: number;
	readonly maxSeconds: number;
}

/** How NPCs rest, stray and return. `BEHAVIOUR` has the numbers and their reasons. */
export interface BehaviourOptions extends OnlookerOptions {
	readonly wanderRest: Rest;
	readonly patrolRest: Rest;
	/** An NPC goes home when it is this many studs beyond where its routine takes it. */
	readonly strayStuds: number;
	/** Seconds until an NPC that found no way home tries again. */
	readonly homeRetrySeconds: number;
	/** Seconds after the first failure to get home after which it is set down there. */
	readonly homeBoundSeconds: number;
}

/** @param restUntil seconds; spread these, or all NPCs of a new server set out at the same moment */
export function newBehaviour(restUntil: number): BehaviourState {
	return { restUntil, nextWaypoint: 0 };
}
