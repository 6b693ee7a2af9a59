import { STATUS } from "server/constants/rules";
import type { Entity, EntityId } from "server/rules/space/entity";
import { formatStatus, wholePercent } from "./status";

/** An NPC's `status` block needs writing. */
export interface StatusChange {
	readonly id: EntityId;
	readonly text: string;
	/** True if health fell so far that the write should not wait. */
	readonly urgent: boolean;
}

/** Keeps the last reported status of all NPCs. */
export interface StatusTracker {
	/**
	 * Call with all entities; only NPCs have a status. First sight is a change. A missing NPC has lost its body: it is dead
	 * until it is there again, which is a change, too.
	 */
	readonly step: (
		entities: ReadonlyArray<Entity>,
		locationOf: (id: EntityId) => string,
	) => ReadonlyArray<StatusChange>;
	/** The status as last reported. */
	readonly textOf: (id: EntityId) => string | undefined;
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
	readonly text: string;
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

	function stepOne(npc: Entity, location: string): StatusChange | undefined {
		const before = reported.get(npc.id);
		const actual = wholePercent(npc.healthPercent);
		const healthPercent =
			before === undefined ? actual : healthToReport(before.healthPercent, actual, options);
		const text = formatStatus({ healthPercent, location, currentAction: npc.action });
		if (text === before?.text) return undefined;
		reported.set(npc.id, { healthPercent, location, text });
		const drop = before === undefined ? 0 : before.healthPercent - healthPercent;
		return { id: npc.id, text, urgent: drop > options.urgentDrop };
	}

	/** Roblox removes a body at the moment of death, so no sample ever shows it without health. */
	function stepMissing(id: EntityId, before: Reported): StatusChange | undefined {
		const { location } = before;
		const text = formatStatus({ healthPercent: 0, location, currentAction: DEAD });
		if (text === before.text) return undefined;
		reported.set(id, { healthPercent: 0, location, text });
		return { id, text, urgent: before.healthPercent > options.urgentDrop };
	}

	return {
		step: (entities, locationOf) => {
			const changes = new Array<StatusChange>();
			const seen = new Set<EntityId>();
			for (const entity of entities) {
				if (entity.kind !== "npc") continue;
				seen.add(entity.id);
				const change = stepOne(entity, locationOf(entity.id));
				if (change !== undefined) changes.push(change);
			}
			for (const [id, before] of reported) {
				const change = seen.has(id) ? undefined : stepMissing(id, before);
				if (change !== undefined) changes.push(change);
			}
			return changes;
		},
		textOf: (id) => reported.get(id)?.text,
		forget: (id) => {
			reported.delete(id);
		},
	};
}
