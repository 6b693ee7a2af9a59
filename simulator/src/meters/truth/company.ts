import type { TrueEntity } from "../ground-truth.ts";
import { RULES } from "./rules.ts";

/** Whom an NPC's group may and must list: display names with how many bear each. The NPC itself is in neither. */
export interface Company {
	readonly must: ReadonlyMap<string, number>;
	readonly may: ReadonlyMap<string, number>;
	/** More entities are near than a cluster holds. The cap decides who is in, so nobody must be. */
	readonly isCrowded: boolean;
}

/** A number for each entity: entities that a chain of links connects have the same. */
function components(entities: ReadonlyArray<TrueEntity>, isLinked: (studs: number) => boolean): number[] {
	const parents = entities.map((_, index) => index);
	const root = (index: number): number => {
		let at = index;
		while (parents[at] !== at) at = parents[at] = parents[parents[at]!]!;
		return at;
	};
	// Sorted from west to east, so that each entity is compared with its neighbours only.
	const order = entities.map((_, index) => index).sort((a, b) => entities[a]!.x - entities[b]!.x);
	for (let i = 0; i < order.length; i++) {
		const a = entities[order[i]!]!;
		for (let j = i + 1; j < order.length; j++) {
			const b = entities[order[j]!]!;
			if (b.x - a.x > RULES.partStuds) break;
			if (isLinked(Math.hypot(a.x - b.x, a.y - b.y, a.z - b.z))) parents[root(order[i]!)] = root(order[j]!);
		}
	}
	return entities.map((_, index) => root(index));
}

function byComponent(
	entities: ReadonlyArray<TrueEntity>,
	of: ReadonlyArray<number>,
): Map<number, TrueEntity[]> {
	const groups = new Map<number, TrueEntity[]>();
	for (const [index, entity] of entities.entries()) {
		const group = groups.get(of[index]!);
		if (group === undefined) groups.set(of[index]!, [entity]);
		else group.push(entity);
	}
	return groups;
}

export function countNames(names: Iterable<string>): Map<string, number> {
	const counts = new Map<string, number>();
	for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
	return counts;
}

function others(group: ReadonlyArray<TrueEntity>, self: TrueEntity): Map<string, number> {
	return countNames(group.filter((entity) => entity !== self).map(({ displayName }) => displayName));
}

/**
 * For each NPC, by id. Entities connected by steps below the join radius must be together; entities not connected even by
 * steps up to the leave radius must not. In between, and where the cap cuts, it depends on what was before.
 */
export function companyOf(entities: ReadonlyArray<TrueEntity>): ReadonlyMap<string, Company> {
	const near = components(entities, (studs) => studs < RULES.joinStuds);
	const wide = components(entities, (studs) => studs <= RULES.partStuds);
	const nearGroups = byComponent(entities, near);
	const wideGroups = byComponent(entities, wide);
	const companies = new Map<string, Company>();
	for (const [index, entity] of entities.entries()) {
		if (entity.kind !== "npc") continue;
		const widest = wideGroups.get(wide[index]!)!;
		const isCrowded = widest.length > RULES.maxMembers;
		const must = isCrowded ? [] : nearGroups.get(near[index]!)!;
		companies.set(entity.id, { must: others(must, entity), may: others(widest, entity), isCrowded });
	}
	return companies;
}
