import type { Entity, EntityId } from "server/rules/space/entity";
import { cleanAppearance, GroupNames, type NameReader, nameOfPlayer, RECENTLY_LEFT_KEY } from "./group-names";
import { jsonArray, jsonObject, jsonString } from "server/rules/text/json";
import { LateText } from "server/rules/text/late-text";

/** What a `group_members` block keeps of who left. */
export interface GroupOptions {
	/** Seconds that a departed member stays listed as recently left. */
	readonly recentlyLeftSeconds: number;
	/** Entries of that list; the newest stay. */
	readonly maxRecentlyLeft: number;
}

/** An entity in an NPC's company. */
export interface GroupMember {
	readonly id: EntityId;
	/** What the agent knows them by: the display name, with a number if another member has it already. */
	readonly key: string;
	readonly name: string;
	readonly kind: "npc" | "player";
	readonly appearance: string;
}

/** A `group_members` block that needs writing. */
export interface GroupText {
	/** JSON. */
	readonly text: LateText;
	/** Why: a member left (most urgent), a member came or changed, or an old departure expired. */
	readonly urgency: "departure" | "change" | "expiry";
}

/** A member, and what its entity was called and looked like before these words were cleaned. */
interface Present extends GroupMember {
	readonly seenName: string;
	readonly seenAppearance: string;
}

interface Departure {
	readonly id: EntityId;
	readonly key: string;
	/** ISO-8601. */
	readonly lastSeen: string;
	readonly at: number;
}

/** All entities, and how the NPCs' names read. */
export interface GroupWorld {
	readonly entityOf: (id: EntityId) => Entity | undefined;
	readonly npcNames: ReadonlySet<string>;
	readonly names: NameReader;
}

/** When something is so: the wall clock for the agent to read (ISO-8601), and seconds. */
export interface Moment {
	readonly iso: () => string;
	readonly now: number;
}

/** The block of a group that was so at a moment. */
function encode(
	members: ReadonlyArray<GroupMember>,
	departures: ReadonlyArray<Departure>,
	isoNow: string,
): string {
	const entries = members.map(({ key, name, appearance }): [string, string] => [
		key,
		jsonObject([
			["name", jsonString(name)],
			["appearance", jsonString(appearance)],
			["last_seen", jsonString(isoNow)],
		]),
	]);
	if (!departures.isEmpty()) {
		const listed = departures.map(({ key, lastSeen }) =>
			jsonObject([
				["name", jsonString(key)],
				["last_seen", jsonString(lastSeen)],
			]),
		);
		entries.push([RECENTLY_LEFT_KEY, jsonArray(listed)]);
	}
	return jsonObject(entries);
}

/** A clean name, in which no player passes for an NPC. */
function clearName({ kind, displayName }: Entity, { names, npcNames }: GroupWorld): string {
	const name = names.read(displayName);
	return kind === "player" ? nameOfPlayer(name, npcNames) : name.clean;
}

/** One NPC's company: the present members under their names, and recent departures. */
export class GroupView {
	private readonly names: GroupNames;
	private readonly present = new Map<EntityId, Present>();
	/** Newest first. */
	private departures: ReadonlyArray<Departure> = [];
	private isNew = true;

	/** @param ownName the NPC's; no member gets it as a key */
	constructor(
		private readonly options: GroupOptions,
		ownName?: string,
	) {
		this.names = new GroupNames(ownName);
	}

	public keyOf(id: EntityId): string | undefined {
		return this.names.keyOf(id);
	}

	/** What the agent may call somebody who is no member: a name that no member has. */
	public nameForOther(entity: Entity, world: GroupWorld): string {
		return this.names.freeKey(clearName(entity, world));
	}

	/** Sorted by key. */
	public members(): ReadonlyArray<GroupMember> {
		return this.unsorted().sort((a, b) => a.key < b.key);
	}

	/**
	 * Forgets this member and any departure of theirs; returns whether there was anything. A member who is still there is new
	 * at the next update.
	 */
	public forget(id: EntityId): boolean {
		const departures = this.departures.filter((departure) => departure.id !== id);
		const wasListed = departures.size() < this.departures.size();
		this.departures = departures;
		this.names.release(id);
		const isAffected = this.present.delete(id) || wasListed;
		if (isAffected) this.isNew = true;
		return isAffected;
	}

	/** @param ids the members now; a member whom the world lacks keeps their known name and appearance */
	public update(ids: ReadonlyArray<EntityId>, world: GroupWorld, moment: Moment): GroupText | undefined {
		const left = this.dropMissing(new Set(ids), moment);
		const changed = this.takeIn(ids, world);
		const expired = this.expire(moment.now);
		if (!left && !changed && !expired && !this.isNew) return undefined;
		const urgency = left ? "departure" : changed || this.isNew ? "change" : "expiry";
		this.isNew = false;
		return { text: this.textAt(moment.iso()), urgency };
	}

	/** The block as it is now, to be encoded when it is sent. */
	private textAt(isoNow: string): LateText {
		const members = this.unsorted();
		const { departures } = this;
		return new LateText(() => encode(members, departures, isoNow));
	}

	private unsorted(): Array<GroupMember> {
		const members = new Array<GroupMember>();
		for (const [, member] of this.present) members.push(member);
		return members;
	}

	private dropMissing(ids: ReadonlySet<EntityId>, moment: Moment): boolean {
		const left = new Array<GroupMember>();
		for (const [id, member] of this.present) {
			if (!ids.has(id)) left.push(member);
		}
		if (left.isEmpty()) return false;
		left.sort((a, b) => a.key < b.key);
		for (const { id } of left) {
			this.present.delete(id);
			this.names.release(id);
		}
		const lastSeen = moment.iso();
		const departures = left.map(({ id, key }) => ({ id, key, lastSeen, at: moment.now }));
		this.departures = [...departures, ...this.departures].filter(
			(_, index) => index < this.options.maxRecentlyLeft,
		);
		return true;
	}

	private takeIn(ids: ReadonlyArray<EntityId>, world: GroupWorld): boolean {
		let changed = false;
		for (const id of ids) {
			const entity = world.entityOf(id);
			if (entity !== undefined && this.takeInOne(entity, world)) changed = true;
		}
		return changed;
	}

	private takeInOne(entity: Entity, world: GroupWorld): boolean {
		const { id, kind, displayName: seenName, appearance: seenAppearance } = entity;
		const known = this.present.get(id);
		if (known?.seenName === seenName && known.seenAppearance === seenAppearance) return false;
		const name = world.names.read(seenName).clean;
		if (known?.name !== name) {
			this.names.release(id);
			this.names.take(id, clearName(entity, world));
		}
		this.departures = this.departures.filter((departure) => departure.id !== id);
		const key = this.names.keyOf(id) ?? name;
		const appearance = cleanAppearance(seenAppearance);
		this.present.set(id, { id, key, name, kind, appearance, seenName, seenAppearance });
		return known?.name !== name || known.appearance !== appearance;
	}

	private expire(now: number): boolean {
		const before = this.departures.size();
		this.departures = this.departures.filter(({ at }) => now - at < this.options.recentlyLeftSeconds);
		return this.departures.size() < before;
	}
}
