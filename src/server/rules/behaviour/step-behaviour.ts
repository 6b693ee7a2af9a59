import { BEHAVIOUR } from "server/constants/rules";
import { chooseActivity, restFrom } from "./activities";
import type { BehaviourInput, BehaviourOptions, BehaviourState, Decision } from "./behaviour";
import { noteOnlooker } from "./onlooker";

/** Draws the consequence of a walk that has ended: a rest after it, or the way home where it could not be done. */
function settleWalk(
	state: BehaviourState,
	{ walkEnd, home, random }: BehaviourInput,
	now: number,
	options: BehaviourOptions,
): BehaviourState {
	const { walk } = state;
	if (walk === undefined || walkEnd === undefined) return state;
	// A waypoint that cannot be reached is not tried again before its next turn.
	const nextWaypoint = state.nextWaypoint + (walk.action === "Patrol" ? 1 : 0);
	const over = { ...state, walk: undefined, nextWaypoint };
	if (walk.action === "Return home") {
		return walkEnd === "reached" ? over : { ...over, restUntil: now + options.homeRetrySeconds };
	}
	if (walkEnd === "failed") return { ...over, walk: { action: "Return home", to: home } };
	const rest = walk.action === "Patrol" ? options.patrolRest : options.wanderRest;
	return { ...over, restUntil: restFrom(now, rest, random) };
}

/** What an NPC does now. `now` in seconds. */
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
