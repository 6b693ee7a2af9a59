import { STATUS } from "server/constants/rules";
import type { Entity, EntityId } from "server/rules/space/entity";
import { formatStatus, wholePercent } from "./status";

/** An NPC's status block has to be written. */
export interface StatusChange {
	readonly id: EntityId;
	readonly text: string;
	/** Health fell so far that the write should not wait. */
	readonly urgent: boolean;
}

/** Keeps every NPC's status as last reported. */
export interface StatusTracker {
	/**
	 * Call with everybody there is; only NPCs have a status. First sight is a change. Who is missing has lost its body,
	 * which is a change, too: it is dead until it is seen again.
	 */
	readonly step: (
		entities: ReadonlyArray<Entity>,
		locationOf: (id: EntityId) => string,
	) => ReadonlyArray<StatusChange>;
	/** The status as last reported. */
	readonly textOf: (id: EntityId) => string | undefined;
	readonly forget: (id: EntityId) => void;
}

/** The numbers of `STATUS`. */
export type StatusOptions = Readonly<typeof STATUS>;

interface Reported {
	readonly healthPercent: number;
	readonly location: string;
	readonly text: string;
}

/** What an NPC without a body is doing. */
const DEAD = "Dead";

/** Says when an NPC's status is worth writing again: small changes of health are not. */
export function createStatusTracker(options: StatusOptions = STATUS): StatusTracker {
	const reported = new Map<EntityId, Reported>();

	/** How many of the thresholds a health is at or above. */
	function band(healthPercent: number): number {
		return options.healthThresholds.filter((threshold) => healthPercent >= threshold).size();
	}

	function healthToReport(before: number, actual: number): number {
		const stepped = math.abs(actual - before) >= options.healthStep;
		return stepped || band(actual) !== band(before) ? actual : before;
	}

	function stepOne(npc: Entity, location: string): StatusChange | undefined {
		const before = reported.get(npc.id);
		const actual = wholePercent(npc.healthPercent);
		const healthPercent = before === undefined ? actual : healthToReport(before.healthPercent, actual);
		const text = formatStatus({ healthPercent, location, currentAction: npc.action });
		if (text === before?.text) return undefined;
		reported.set(npc.id, { healthPercent, location, text });
		const drop = before === undefined ? 0 : before.healthPercent - healthPercent;
		return { id: npc.id, text, urgent: drop > options.urgentDrop };
	}

	/** The body goes in the moment of death, before anybody can see it without health. */
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
