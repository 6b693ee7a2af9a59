import type { BlockStore } from "../double/block-store.ts";
import type { GroundTruth } from "./ground-truth.ts";
import { summarize, type Summary } from "../report/summary.ts";
import { type Company, companyOf } from "./truth/company.ts";
import { type FactKind, groupFaults, type MemoryFault, statusFaults } from "./truth/faults.ts";
import { RULES } from "./truth/rules.ts";
import { type Tier, tierOf, TIERS } from "./truth/tiers.ts";

/** How far the memory of the NPCs of one tier was from the truth. */
export interface TierStaleness {
	/** Blocks looked at, once a second each. */
	readonly checks: number;
	/** Of these, what share was wrong. */
	readonly wrongShare: number;
	/** The longest time that any block was wrong while its NPC was in the tier, seconds. */
	readonly longestSeconds: number;
	/** Which one that was: `npc-3 group_members departure Visitor 2 at 61.2`. */
	readonly longest: string;
}

export type LatencyKind = FactKind | "disconnect";

export interface Audit {
	readonly staleness: Readonly<Record<Tier, TierStaleness>> & {
		/** From an NPC's waking up with a block that had long been wrong until that was right. */
		readonly waking: Summary;
	};
	/** From a change in the world until the back end had accepted it, of NPCs that were awake all along. */
	readonly latency: Readonly<Partial<Record<LatencyKind, Summary>>>;
}

export interface Auditor {
	/** Compares; call it often: latencies are as fine as these looks. Every full second counts for the shares. */
	readonly look: (truth: GroundTruth) => void;
	/** A player left: whoever lists them is wrong from then on. */
	readonly noteLeft: (displayName: string, at: number) => void;
	readonly result: () => Audit;
}

/** A wrong block younger than this at waking was about to be put right in any case, seconds. */
const LONG_WRONG_SECONDS = 2;

/** A fault that is still there. */
interface Open {
	readonly kind: LatencyKind;
	/** When it was last not there yet: never later than it began. */
	readonly since: number;
	/** The tier that the NPC was in all the time; undefined once it has changed. */
	tier: Tier | undefined;
	/** Since when it has been in the tier that it is in. */
	tierSince: number;
	currentTier: Tier;
	wokeAt?: number;
}

interface Tally {
	checks: number;
	wrong: number;
	longestSeconds: number;
	longest: string;
}

/** Compares what the back end has with the world. From the engine's own numbers; none of the place's code is used. */
export function createAuditor(blocks: Pick<BlockStore, "get">): Auditor {
	const open = new Map<string, Open>();
	const left = new Map<string, number>();
	const latencies = new Map<LatencyKind, number[]>();
	const waking: number[] = [];
	const crowdedAt = new Map<string, number>();
	const tallies = new Map<Tier, Tally>(
		TIERS.map((tier) => [tier, { checks: 0, wrong: 0, longestSeconds: 0, longest: "" }]),
	);
	let lastLook = -Infinity;
	let lastTiers = new Map<string, Tier>();
	let nextCheck = -Infinity;

	function noteWrong(tier: Tier, from: number, to: number, what: string): void {
		const tally = tallies.get(tier)!;
		if (to - from <= tally.longestSeconds) return;
		tally.longestSeconds = to - from;
		tally.longest = `${what} at ${from.toFixed(1)}`;
	}

	function begin(key: string, fault: MemoryFault, tier: Tier, at: number): void {
		const leftAt = fault.kind === "departure" ? left.get(fault.about) : undefined;
		const isDisconnect = leftAt !== undefined && leftAt >= lastLook - 1;
		const since = isDisconnect ? leftAt : Math.max(lastLook, 0);
		open.set(key, {
			kind: isDisconnect ? "disconnect" : fault.kind,
			since: lastLook === -Infinity ? at : since,
			tier,
			tierSince: lastLook === -Infinity ? at : since,
			currentTier: tier,
		});
	}

	/** The fault is still there; its NPC may have fallen asleep, or woken up. */
	function goOn(fault: Open, tier: Tier, at: number): void {
		if (tier === fault.currentTier) return;
		if (tier === "awake" && at - fault.since >= LONG_WRONG_SECONDS) fault.wokeAt ??= at;
		fault.tier = undefined;
		fault.currentTier = tier;
		fault.tierSince = at;
	}

	function end(key: string, fault: Open, at: number): void {
		open.delete(key);
		const [npcId, label] = key.split(" ", 2) as [string, string];
		const acceptedAt = blocks.get(npcId, label)?.acceptedAt ?? at;
		// Not accepted since: the world came back to what the block says.
		const isWritten = acceptedAt >= fault.since && acceptedAt <= at;
		const endedAt = isWritten ? acceptedAt : at;
		noteWrong(fault.currentTier, fault.tierSince, endedAt, key);
		if (!isWritten) return;
		if (fault.tier === "awake") {
			const seconds = latencies.get(fault.kind) ?? [];
			latencies.set(fault.kind, seconds);
			seconds.push(endedAt - fault.since);
		} else if (fault.wokeAt !== undefined && fault.currentTier === "awake") {
			waking.push(Math.max(0, endedAt - fault.wokeAt));
		}
	}

	/** What an NPC's group must list; nobody while a place in a cluster that was full is not free yet. */
	function settledCompany(npcId: string, company: Company, at: number): Company {
		if (company.isCrowded) crowdedAt.set(npcId, at);
		const isSettled = at - (crowdedAt.get(npcId) ?? -Infinity) > RULES.freePlaceSeconds;
		return isSettled ? company : { ...company, must: new Map() };
	}

	function look(truth: GroundTruth): void {
		const { at, entities } = truth;
		const companies = companyOf(entities);
		const players = entities.filter(({ kind }) => kind === "player");
		const isCheck = at >= nextCheck;
		if (isCheck) nextCheck = Math.floor(at) + 1;
		const found = new Set<string>();
		const tiers = new Map<string, Tier>();
		for (const npc of entities) {
			if (npc.kind !== "npc") continue;
			const tier = tierOf(npc, players);
			tiers.set(npc.id, tier);
			const faults = [
				...statusFaults(blocks.get(npc.id, "status")?.value, npc, truth),
				...groupFaults(
					blocks.get(npc.id, "group_members")?.value,
					settledCompany(npc.id, companies.get(npc.id)!, at),
				),
			];
			for (const fault of faults) {
				const key = `${npc.id} ${fault.label} ${fault.kind} ${fault.about}`;
				found.add(key);
				const known = open.get(key);
				if (known !== undefined) goOn(known, tier, at);
				else begin(key, fault, lastTiers.get(npc.id) ?? tier, at);
			}
			if (!isCheck) continue;
			const tally = tallies.get(tier)!;
			tally.checks += 2;
			tally.wrong += new Set(faults.map(({ label }) => label)).size;
		}
		for (const [key, fault] of open) {
			if (!found.has(key)) end(key, fault, at);
			else noteWrong(fault.currentTier, fault.tierSince, at, key);
		}
		lastLook = at;
		lastTiers = tiers;
	}

	const staleness = (tier: Tier): TierStaleness => {
		const { checks, wrong, longestSeconds, longest } = tallies.get(tier)!;
		const rounded = Math.round(longestSeconds * 1000) / 1000;
		return { checks, wrongShare: checks === 0 ? 0 : wrong / checks, longestSeconds: rounded, longest };
	};

	return {
		look,
		noteLeft: (displayName, at) => void left.set(displayName, at),
		result: () => ({
			staleness: {
				awake: staleness("awake"),
				drowsy: staleness("drowsy"),
				asleep: staleness("asleep"),
				waking: summarize(waking),
			},
			latency: Object.fromEntries([...latencies].map(([kind, seconds]) => [kind, summarize(seconds)])),
		}),
	};
}
