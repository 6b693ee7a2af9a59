import { BEHAVIOUR } from "server/constants/rules";
import { chooseActivity, restFrom } from "./activities";
import type { BehaviourInput, BehaviourOptions, BehaviourState, Decision } from "./behaviour";
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
