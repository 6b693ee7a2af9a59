import { STATUS } from "server/constants/rules";
import type { Entity, EntityId } from "server/rules/space/entity";
import { LateText } from "server/rules/text/late-text";
import { formatStatus, wholePercent } from "./status";

/** An NPC's `status` block needs writing. */
export interface StatusChange {
	readonly id: EntityId;
	readonly text: LateText;
	/**
	 * True if the write should not wait: health fell far, or the NPC is elsewhere. A place has to hold for a while before it
	 * counts, so this does not happen often.
	 */
	readonly urgent: boolean;
	/** True if nothing but the action is another. */
	readonly isActionOnly: boolean;
}

/** Keeps the last reported status of all NPCs. */
export interface StatusTracker {
	/** An NPC is like this now. First sight is a change. */
	readonly see: (
		npc: Pick<Entity, "id" | "healthPercent" | "action">,
		location: string,
	) => StatusChange | undefined;
	/** A missing NPC has lost its body: it is dead until it is there again, which is a change, too. */
	readonly miss: (id: EntityId) => StatusChange | undefined;
	/** The status as last reported. */
	readonly textOf: (id: EntityId) => LateText | undefined;
	readonly forget: (id: EntityId) => void;
}

/** Which changes of health an agent is told. `STATUS` has the numbers and their reasons. */
export interface StatusOptions {
	/** Percentage points since the last report that make a change. */
	readonly healthStep: number;
	/** Percentages; crossing one is a change, too. */
	readonly healthThresholds: ReadonlyArray<number>;
	/** A drop by more than this many points is urgent. */
	readonly urgentDrop: number;
}

interface Reported {
	readonly healthPercent: number;
	readonly location: string;
	readonly action: string;
	readonly text: LateText;
}

/** The action of an NPC without a body. */
const DEAD = "Dead";

function thresholdsReached(healthPercent: number, { healthThresholds }: StatusOptions): number {
	return healthThresholds.filter((threshold) => healthPercent >= threshold).size();
}

function healthToReport(before: number, actual: number, options: StatusOptions): number {
	const isStep = math.abs(actual - before) >= options.healthStep;
	const isCrossing = thresholdsReached(actual, options) !== thresholdsReached(before, options);
	return isStep || isCrossing ? actual : before;
}

/** Reports an NPC's status when it is worth writing again: small changes of health are not. */
export function createStatusTracker(options: StatusOptions = STATUS): StatusTracker {
	const reported = new Map<EntityId, Reported>();

	const report = (
		id: EntityId,
		shown: Omit<Reported, "text">,
		urgentFrom: number,
	): StatusChange | undefined => {
		const before = reported.get(id);
		const { healthPercent, location, action } = shown;
		if (before?.healthPercent === healthPercent && before.location === location && before.action === action)
			return undefined;
		const text = new LateText(() => formatStatus({ healthPercent, location, currentAction: action }));
		reported.set(id, { ...shown, text });
		const isElsewhere = before !== undefined && before.location !== location;
		const urgent = isElsewhere || urgentFrom - healthPercent > options.urgentDrop;
		const isActionOnly = before?.healthPercent === healthPercent && !isElsewhere;
		return { id, text, urgent, isActionOnly };
	};

	return {
		see: ({ id, healthPercent, action }, location) => {
			const before = reported.get(id);
			const actual = wholePercent(healthPercent);
			const reportedHealth =
				before === undefined ? actual : healthToReport(before.healthPercent, actual, options);
			const from = before?.healthPercent ?? reportedHealth;
			return report(id, { healthPercent: reportedHealth, location, action }, from);
		},
		// Roblox removes a body at the moment of death, so nobody ever sees it without health.
		miss: (id) => {
			const before = reported.get(id);
			if (before === undefined) return undefined;
			const { healthPercent, location } = before;
			return report(id, { healthPercent: 0, location, action: DEAD }, healthPercent);
		},
		textOf: (id) => reported.get(id)?.text,
		forget: (id) => {
			reported.delete(id);
		},
	};
}
