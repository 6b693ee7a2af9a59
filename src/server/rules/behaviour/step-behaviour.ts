import { BEHAVIOUR } from "server/constants/rules";
import { chooseActivity, restFrom } from "./activities";
import type { BehaviourInput, BehaviourOptions, BehaviourState, Decision, Grounds } from "./behaviour";
import { noteOnlooker } from "./onlooker";

/** After a walk an NPC rests; after a walk that failed it goes home. */
function settleWalk(
	state: BehaviourState,
	{ walkEnd, home, random }: BehaviourInput,
	now: number,
	options: BehaviourOptions,
): BehaviourState {
	const { walk } = state;
	if (walk === undefined || walkEnd === undefined) return state;
	// An NPC skips a waypoint that it cannot reach until the next round.
	const nextWaypoint = state.nextWaypoint + (walk.action === "Patrol" ? 1 : 0);
	const lostSince = walkEnd === "reached" ? undefined : state.lostSince;
	const over = { ...state, walk: undefined, nextWaypoint, lostSince };
	if (walk.action === "Return home") {
		if (walkEnd === "reached") return over;
		return { ...over, restUntil: now + options.homeRetrySeconds, lostSince: lostSince ?? now };
	}
	if (walkEnd === "failed") return { ...over, walk: { action: "Return home", to: home } };
	const rest = walk.action === "Patrol" ? options.patrolRest : options.wanderRest;
	return { ...over, restUntil: restFrom(now, rest, random) };
}

function isAlone({ partner, onlooker }: Grounds): boolean {
	return partner === undefined && onlooker === undefined;
}

/** It talks on with a partner where both are as they were. Nothing goes before a talk. */
function talksOn({ lookedAt }: BehaviourState, last: Grounds, present: Grounds): boolean {
	if (present.partner === undefined || present.partner !== last.partner) return false;
	return present.entity === last.entity && lookedAt === undefined;
}

/**
 * True if an NPC would decide as it did on the last grounds, so that it need not. `state` is that after the last decision;
 * no walk must have ended since.
 */
export function isSettled(state: BehaviourState, last: Grounds, present: Grounds): boolean {
	if (talksOn(state, last, present)) return true;
	// It turns to those who look at it as they move, and is set down at home after a while.
	if (!isAlone(last) || !isAlone(present) || state.lookedAt !== undefined) return false;
	if (state.lostSince !== undefined) return false;
	// A creator may give a patrol its waypoints, or take them away, at any time.
	if (last.isWatched !== present.isWatched || present.routine.kind === "Patrol") return false;
	if (state.walk !== undefined) return true;
	const hasRested = last.now < state.restUntil && present.now >= state.restUntil;
	return last.entity === present.entity && !hasRested;
}

/** Decides what an NPC does from now on. `now` in seconds. */
export function stepBehaviour(
	state: BehaviourState,
	input: BehaviourInput,
	now: number,
	options: BehaviourOptions = BEHAVIOUR,
): Decision {
	const settled = settleWalk(state, input, now, options);
	const hasOnlooker = input.onlooker !== undefined;
	// After a talk it is patient again.
	const lookedAt =
		input.partner === undefined ? noteOnlooker(settled.lookedAt, hasOnlooker, now, options) : undefined;
	return chooseActivity({ state: { ...settled, lookedAt }, input, now, options });
}
