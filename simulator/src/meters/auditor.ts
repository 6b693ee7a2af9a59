import type { BlockStore } from "../double/block-store.ts";
import { summarize, type Summary } from "../report/summary.ts";
import type { GroundTruth, TrueEntity } from "./ground-truth.ts";
import { StalenessTally, type TierStaleness } from "./staleness.ts";
import { type Company, companyOf } from "./truth/company.ts";
import { type FactKind, groupFaults, type MemoryFault, statusFaults } from "./truth/faults.ts";
import { RULES } from "./truth/rules.ts";
import { type Tier, tierOf } from "./truth/tiers.ts";

export type LatencyKind = FactKind | "disconnect";

export interface Audit {
	readonly staleness: Readonly<Record<Tier, TierStaleness>> & {
		/** From the waking of an NPC whose block had long been wrong until that block was right. */
		readonly waking: Summary;
	};
	/** From a change in the world until the back end had accepted it, of NPCs that were awake all along. */
	readonly latency: Readonly<Partial<Record<LatencyKind, Summary>>>;
}

/** A block that has been wrong for less than this when its NPC wakes would have been put right in any case, seconds. */
const LONG_WRONG_SECONDS = 2;
/** The blocks of an NPC that are checked: its status and its group. */
const BLOCKS = 2;

/** A fault that is still there. */
interface Open {
	readonly kind: LatencyKind;
	/** The last moment at which it was not there: never later than its start. */
	readonly since: number;
	/** The tier that the NPC was in all the time; undefined once it has changed. */
	tier: Tier | undefined;
	/** Since when the NPC has been in `currentTier`. */
	tierSince: number;
	currentTier: Tier;
	wokeAt?: number;
}

/** An NPC at one look, and what is wrong with its memory. */
interface Finding {
	readonly npcId: string;
	readonly tier: Tier;
	readonly faults: ReadonlyArray<MemoryFault>;
}

/** Compares the back end's blocks with the world. It uses the engine's own numbers and none of the place's code. */
export class Auditor {
	private readonly open = new Map<string, Open>();
	private readonly left = new Map<string, number>();
	private readonly latencies = new Map<LatencyKind, number[]>();
	private readonly waking: number[] = [];
	private readonly crowdedAt = new Map<string, number>();
	private readonly staleness = new StalenessTally();
	private lastLook = -Infinity;
	private lastTiers = new Map<string, Tier>();
	private nextCheck = -Infinity;

	constructor(private readonly blocks: Pick<BlockStore, "get">) {}

	/** Compares. Call it often: latencies are as fine as these looks. Every full second counts for the shares. */
	look(truth: GroundTruth): void {
		const { at } = truth;
		const findings = this.findFaults(truth);
		const found = new Set<string>();
		for (const { npcId, tier, faults } of findings) {
			for (const fault of faults) {
				const key = `${npcId} ${fault.label} ${fault.kind} ${fault.about}`;
				found.add(key);
				const known = this.open.get(key);
				if (known !== undefined) this.goOn(known, tier, at);
				else this.begin(key, fault, this.lastTiers.get(npcId) ?? tier, at);
			}
		}
		this.check(findings, at);
		for (const [key, fault] of this.open) {
			if (!found.has(key)) this.end(key, fault, at);
			else this.staleness.wrong(fault.currentTier, fault.tierSince, at, key);
		}
		this.lastLook = at;
		this.lastTiers = new Map(findings.map(({ npcId, tier }) => [npcId, tier]));
	}

	/** A player left: a group that lists them is wrong from then on. */
	noteLeft(displayName: string, at: number): void {
		this.left.set(displayName, at);
	}

	result(): Audit {
		const { staleness, waking, latencies } = this;
		return {
			staleness: {
				awake: staleness.of("awake"),
				drowsy: staleness.of("drowsy"),
				asleep: staleness.of("asleep"),
				waking: summarize(waking),
			},
			latency: Object.fromEntries([...latencies].map(([kind, seconds]) => [kind, summarize(seconds)])),
		};
	}

	private findFaults(truth: GroundTruth): Finding[] {
		const companies = companyOf(truth.entities);
		const players = truth.entities.filter(({ kind }) => kind === "player");
		const npcs = truth.entities.filter(({ kind }) => kind === "npc");
		return npcs.map((npc) => ({
			npcId: npc.id,
			tier: tierOf(npc, players),
			faults: this.faultsOf(npc, companies.get(npc.id)!, truth),
		}));
	}

	private faultsOf(npc: TrueEntity, company: Company, truth: GroundTruth): MemoryFault[] {
		const valueOf = (label: string) => this.blocks.get(npc.id, label)?.value;
		return [
			...statusFaults(valueOf("status"), npc, truth),
			...groupFaults(valueOf("group_members"), this.settledCompany(npc.id, company, truth.at)),
		];
	}

	/** What an NPC's group must list. Nobody must be listed until a place in a cluster that was full is free. */
	private settledCompany(npcId: string, company: Company, at: number): Company {
		if (company.isCrowded) this.crowdedAt.set(npcId, at);
		const isSettled = at - (this.crowdedAt.get(npcId) ?? -Infinity) > RULES.freePlaceSeconds;
		return isSettled ? company : { ...company, must: new Map() };
	}

	/** Counts wrong blocks, once a second. */
	private check(findings: ReadonlyArray<Finding>, at: number): void {
		if (at < this.nextCheck) return;
		this.nextCheck = Math.floor(at) + 1;
		for (const { tier, faults } of findings)
			this.staleness.check(tier, BLOCKS, new Set(faults.map(({ label }) => label)).size);
	}

	private begin(key: string, fault: MemoryFault, tier: Tier, at: number): void {
		const leftAt = fault.kind === "departure" ? this.left.get(fault.about) : undefined;
		const isDisconnect = leftAt !== undefined && leftAt >= this.lastLook - 1;
		const notThere = isDisconnect ? leftAt : Math.max(this.lastLook, 0);
		const since = this.lastLook === -Infinity ? at : notThere;
		const kind = isDisconnect ? "disconnect" : fault.kind;
		this.open.set(key, { kind, since, tier, tierSince: since, currentTier: tier });
	}

	/** The fault is still there. Its NPC may have fallen asleep, or woken up. */
	private goOn(fault: Open, tier: Tier, at: number): void {
		if (tier === fault.currentTier) return;
		if (tier === "awake" && at - fault.since >= LONG_WRONG_SECONDS) fault.wokeAt ??= at;
		fault.tier = undefined;
		fault.currentTier = tier;
		fault.tierSince = at;
	}

	private end(key: string, fault: Open, at: number): void {
		this.open.delete(key);
		const [npcId, label] = key.split(" ", 2) as [string, string];
		const acceptedAt = this.blocks.get(npcId, label)?.acceptedAt ?? at;
		// Otherwise the world came back to what the block says.
		const isWritten = acceptedAt >= fault.since && acceptedAt <= at;
		const endedAt = isWritten ? acceptedAt : at;
		this.staleness.wrong(fault.currentTier, fault.tierSince, endedAt, key);
		if (!isWritten) return;
		if (fault.tier === "awake") {
			const seconds = this.latencies.get(fault.kind) ?? [];
			this.latencies.set(fault.kind, seconds);
			seconds.push(endedAt - fault.since);
		} else if (fault.wokeAt !== undefined && fault.currentTier === "awake") {
			this.waking.push(Math.max(0, endedAt - fault.wokeAt));
		}
	}
}
