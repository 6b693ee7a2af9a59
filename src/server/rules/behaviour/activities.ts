import type {
	Action,
	BehaviourInput,
	BehaviourOptions,
	BehaviourState,
	Decision,
	Movement,
	Rest,
	Walk,
} from "./behaviour";
import { groundDistance } from "server/rules/space/geometry";
import { isWaiting } from "./onlooker";
import { pickWanderPoint } from "./wander";

/** What an activity decides from. */
export interface Situation {
	readonly state: BehaviourState;
	readonly input: BehaviourInput;
	/** Seconds. */
	readonly now: number;
	readonly options: BehaviourOptions;
}

/** One thing that an NPC can do; undefined without a cause for it. */
type Activity = (situation: Situation) => Decision | undefined;

const STAND: Movement = { kind: "stand" };

/** The end of a rest that begins now, seconds. `random` is uniform in [0, 1). */
export function restFrom(now: number, rest: Rest, random: () => number): number {
	return now + rest.minSeconds + random() * (rest.maxSeconds - rest.minSeconds);
}

function act(state: BehaviourState, action: Action, movement: Movement): Decision {
	return { state, intent: { action, movement } };
}

function goOn(state: BehaviourState, walk: Walk): Decision {
	return act(state, walk.action, { kind: "walk", to: walk.to });
}

function setOut(state: BehaviourState, walk: Walk): Decision {
	return goOn({ ...state, walk }, walk);
}

/** A patrol needs two waypoints. */
function isPatrol({ routine, waypoints }: BehaviourInput): boolean {
	return routine.kind === "Patrol" && waypoints.size() >= 2;
}

/** What its status says while it stands still for a moment. */
function presentAction({ state, input }: Situation): Action {
	if (state.walk !== undefined) return state.walk.action;
	if (input.routine.kind === "Wander") return "Wander";
	return isPatrol(input) ? "Patrol" : "Idle";
}

const talk: Activity = ({ state, input }) =>
	input.partner && act(state, "Talk", { kind: "face", toward: input.partner });

const waitForOnlooker: Activity = (situation) => {
	const { state, input, now, options } = situation;
	if (!isWaiting(state.lookedAt, now, options)) return undefined;
	const { onlooker } = input;
	const movement: Movement = onlooker === undefined ? STAND : { kind: "face", toward: onlooker };
	return act(state, presentAction(situation), movement);
};

/** Without a player near, nobody would see it walk. */
const standUnseen: Activity = (situation) =>
	situation.input.isWatched ? undefined : act(situation.state, presentAction(situation), STAND);

function isAstray({ home, position, routine }: BehaviourInput, { strayStuds }: BehaviourOptions): boolean {
	const reach = (routine.kind === "Wander" ? routine.radiusStuds : 0) + strayStuds;
	return groundDistance(position, home) > reach;
}

/** Even unseen: better nobody sees it vanish. */
const setDownAtHome: Activity = ({ state, input, now, options }) => {
	const { lostSince } = state;
	if (lostSince === undefined || now - lostSince < options.homeBoundSeconds) return undefined;
	if (!isAstray(input, options)) return undefined;
	const found = { ...state, walk: undefined, lostSince: undefined };
	return act(found, "Return home", { kind: "setDown", at: input.home });
};

const returnHome: Activity = ({ state, input, now, options }) => {
	const { walk, restUntil } = state;
	if (walk?.action === "Return home") return goOn(state, walk);
	// A patrol may lead far from home.
	if (walk !== undefined || now < restUntil || isPatrol(input)) return undefined;
	if (!isAstray(input, options)) return undefined;
	return setOut(state, { action: "Return home", to: input.home });
};

const patrol: Activity = ({ state, input, now }) => {
	if (!isPatrol(input)) return undefined;
	if (state.walk !== undefined) return goOn(state, state.walk);
	if (now < state.restUntil) return act(state, "Patrol", STAND);
	const to = input.waypoints[state.nextWaypoint % input.waypoints.size()];
	return setOut(state, { action: "Patrol", to });
};

const wander: Activity = ({ state, input, now, options }) => {
	const { routine, home, position, isAllowed, random } = input;
	if (routine.kind !== "Wander") return undefined;
	if (state.walk !== undefined) return goOn(state, state.walk);
	if (now < state.restUntil) return act(state, "Wander", STAND);
	const to = pickWanderPoint({ home, radiusStuds: routine.radiusStuds, isAllowed }, position, random);
	if (to !== undefined) return setOut(state, { action: "Wander", to });
	return act({ ...state, restUntil: restFrom(now, options.wanderRest, random) }, "Wander", STAND);
};

function idle({ state, input }: Situation): Decision {
	const { outlook } = input;
	return act(state, "Idle", outlook === undefined ? STAND : { kind: "face", toward: outlook });
}

/** The first activity with a cause wins. What it interrupts stays in the state and goes on after it. */
const BY_PRIORITY: ReadonlyArray<Activity> = [
	talk,
	waitForOnlooker,
	setDownAtHome,
	standUnseen,
	returnHome,
	patrol,
	wander,
];

/** Decides which of all possible activities an NPC does now. */
export function chooseActivity(situation: Situation): Decision {
	for (const activity of BY_PRIORITY) {
		const decision = activity(situation);
		if (decision !== undefined) return decision;
	}
	return idle(situation);
}
