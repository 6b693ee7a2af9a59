import { BEHAVIOUR } from "server/constants/rules";
import type { Routine } from "server/rules/behaviour/behaviour";

export interface RoutineResult {
	readonly routine: Routine;
	/** What is wrong, in words for the creator; empty if nothing is. */
	readonly problems: ReadonlyArray<string>;
}

const ALLOWED = '"Idle", "Wander" or "Patrol"';

function describe(value: unknown): string {
	return typeIs(value, "string") ? `"${value}"` : tostring(value);
}

/** Reads the attributes `Behaviour` and `WanderRadius` (studs). Without them, an NPC stays where it is. */
export function parseRoutine(attributes: ReadonlyMap<string, unknown>): RoutineResult {
	const problems = new Array<string>();
	const behaviour = attributes.get("Behaviour") ?? "Idle";
	const radius = attributes.get("WanderRadius") ?? BEHAVIOUR.wanderRadiusStuds;
	const isRadius = typeIs(radius, "number") && radius > 0 && radius <= BEHAVIOUR.maxWanderRadiusStuds;
	if (!isRadius) {
		const limit = BEHAVIOUR.maxWanderRadiusStuds;
		problems.push(
			`attribute WanderRadius is ${describe(radius)}, it has to be a number of studs above 0 and up to ${limit}`,
		);
	}
	let routine: Routine = { kind: "Idle" };
	if (behaviour === "Patrol") routine = { kind: "Patrol" };
	else if (behaviour === "Wander") routine = { kind: "Wander", radiusStuds: isRadius ? radius : 0 };
	else if (behaviour !== "Idle")
		problems.push(`attribute Behaviour is ${describe(behaviour)}, it has to be ${ALLOWED}`);
	return { routine: table.freeze(routine), problems };
}
