import type { Point } from "server/rules/space/entity";
import type { LookedAt, OnlookerOptions } from "./onlooker";

/** What an NPC does when nothing else is on, as its definition says. */
export type Routine =
	| { readonly kind: "Idle" }
	/** Strolls round its home, and does not leave its home's zone. */
	| { readonly kind: "Wander"; readonly radiusStuds: number }
	/** Walks from waypoint to waypoint, round and round. */
	| { readonly kind: "Patrol" };

/** What an NPC's status calls what it does. */
export type Action = "Idle" | "Wander" | "Patrol" | "Talk" | "Return home";

/** A walk that has been begun: it goes on after whatever interrupts it. */
export interface Walk {
	readonly action: "Wander" | "Patrol" | "Return home";
	readonly to: Point;
}

export interface BehaviourState {
	readonly walk?: Walk;
	/** It sets out on no new walk before then, seconds. */
	readonly restUntil: number;
	/** Counts up from 0; the waypoint is this, modulo how many there are. */
	readonly nextWaypoint: number;
	/** How long an onlooker has kept it; undefined without one. */
	readonly lookedAt?: LookedAt;
}

/** What an NPC knows when it decides. */
export interface BehaviourInput {
	readonly routine: Routine;
	readonly home: Point;
	/** What it looks at when it stands at home with nothing to do. */
	readonly outlook?: Point;
	readonly position: Point;
	/** In walking order; a patrol needs two. */
	readonly waypoints: ReadonlyArray<Point>;
	/** Where the one is whom it talks with. */
	readonly partner?: Point;
	/** Where a player is who stands before it and looks at it. */
	readonly onlooker?: Point;
	/** False: nobody is near enough to see it. */
	readonly isWatched: boolean;
	/** How the walk of the last intent ended, if it has; said once. */
	readonly walkEnd?: "reached" | "failed";
	/** False for a point outside the zone that it must not leave. */
	readonly isAllowed: (point: Point) => boolean;
	/** Uniform in [0, 1). */
	readonly random: () => number;
}

export type Movement =
	| { readonly kind: "stand" }
	| { readonly kind: "face"; readonly toward: Point }
	| { readonly kind: "walk"; readonly to: Point };

/** What an NPC does from now on. */
export interface Intent {
	readonly action: Action;
	readonly movement: Movement;
}

export interface Decision {
	readonly state: BehaviourState;
	readonly intent: Intent;
}

/** How long an NPC stands between two walks: drawn from this range. */
export interface Rest {
	readonly minSeconds: number;
	readonly maxSeconds: number;
}

/** `BEHAVIOUR` has the numbers and their reasons. */
export interface BehaviourOptions extends OnlookerOptions {
	readonly wanderRest: Rest;
	readonly patrolRest: Rest;
	/** Studs beyond where its routine takes it after which an NPC goes home. */
	readonly strayStuds: number;
	/** Seconds after a way home that could not be walked, before it is tried again. */
	readonly homeRetrySeconds: number;
}

/** @param restUntil so that not all NPCs of a new server set out in the same moment; seconds */
export function newBehaviour(restUntil: number): BehaviourState {
	return { restUntil, nextWaypoint: 0 };
}
