import type { BlockStore } from "../double/block-store.ts";
import type { TrueEntity } from "./ground-truth.ts";
import { listedNames } from "./truth/faults.ts";
import { tierOf } from "./truth/tiers.ts";

export interface CompanyCounts {
	/** Members that came into or went out of an NPC's group, for each NPC and minute. */
	readonly changesPerNpcMinute: number;
	/** Of these, members that were back within `RETURN_SECONDS`: flapping. */
	readonly returnsPerNpcMinute: number;
	/** The longest time that an awake NPC listed another one that did not list it, seconds. */
	readonly longestDisagreementSeconds: number;
}

/** A member that is back within this time was never really away, seconds. */
const RETURN_SECONDS = 3;

/** Watches the groups in NPCs' memory for flapping members, and for NPCs that disagree on being together. */
export class CompanyMeter {
	private readonly groups = new Map<string, ReadonlySet<string>>();
	private readonly leftAt = new Map<string, number>();
	private readonly disagreeSince = new Map<string, number>();
	private changes = 0;
	private returns = 0;
	private npcSeconds = 0;
	private longest = 0;

	/** A group block was accepted. */
	group(npcId: string, value: string, at: number): void {
		const before = this.groups.get(npcId);
		const after = new Set(listedNames(value) ?? []);
		this.groups.set(npcId, after);
		if (before === undefined) return;
		for (const name of before) {
			if (after.has(name)) continue;
			this.changes += 1;
			this.leftAt.set(`${npcId} ${name}`, at);
		}
		for (const name of after) {
			if (before.has(name)) continue;
			this.changes += 1;
			if (at - (this.leftAt.get(`${npcId} ${name}`) ?? -Infinity) < RETURN_SECONDS) this.returns += 1;
		}
	}

	/** Call every second. */
	look(entities: ReadonlyArray<TrueEntity>, blocks: Pick<BlockStore, "get">, at: number): void {
		const players = entities.filter(({ kind }) => kind === "player");
		const all = entities.filter(({ kind }) => kind === "npc");
		const npcs = all.filter((npc) => tierOf(npc, players) === "awake");
		this.npcSeconds += all.length;
		const byName = new Map(npcs.map(({ id, displayName }) => [displayName, id]));
		const groups = new Map(
			npcs.map(({ id }) => [id, new Set(listedNames(blocks.get(id, "group_members")?.value) ?? [])]),
		);
		const found = new Set<string>();
		for (const { id, displayName } of npcs) {
			for (const name of groups.get(id)!) {
				const other = byName.get(name);
				if (other === undefined || groups.get(other)!.has(displayName)) continue;
				const pair = `${id} ${other}`;
				found.add(pair);
				this.disagreeSince.set(pair, this.disagreeSince.get(pair) ?? at);
				this.longest = Math.max(this.longest, at - this.disagreeSince.get(pair)!);
			}
		}
		for (const pair of this.disagreeSince.keys()) if (!found.has(pair)) this.disagreeSince.delete(pair);
	}

	counts(): CompanyCounts {
		const minutes = Math.max(1, this.npcSeconds) / 60;
		return {
			changesPerNpcMinute: this.changes / minutes,
			returnsPerNpcMinute: this.returns / minutes,
			longestDisagreementSeconds: this.longest,
		};
	}
}
