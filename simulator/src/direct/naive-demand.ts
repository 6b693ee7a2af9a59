import type { GroundTruth, TrueEntity, TrueZone } from "../meters/ground-truth.ts";
import { companyOf } from "../meters/truth/company.ts";

/** The purpose of a naive client's request. */
export const NAIVE_CLASSES = ["status", "group", "heard"] as const;

export type NaiveClass = (typeof NAIVE_CLASSES)[number];

/**
 * The client that one writes first. It writes the status whenever an NPC's health, location or action changes, writes the
 * group whenever somebody comes or goes, and sends every line to every NPC within earshot. It has no attention, no
 * merging and no queue. Still it sends nothing while nothing changes.
 */
export interface NaiveDemand {
	/** The requests that have become due since the last look; none at the first. */
	readonly look: (truth: GroundTruth) => ReadonlyArray<NaiveClass>;
	/** Somebody said something, by display name. */
	readonly line: (speaker: string) => void;
}

/** Studs at which Roblox's bubbles minimise. */
const EARSHOT_STUDS = 40;

function locationOf({ x, y, z }: TrueEntity, zones: ReadonlyArray<TrueZone>): string {
	const isIn = ({ center, size }: TrueZone) =>
		[x, y, z].every((value, axis) => Math.abs(value - center[axis]!) <= size[axis]! / 2);
	const volume = ({ size }: TrueZone) => size[0] * size[1] * size[2];
	return zones.filter(isIn).sort((a, b) => volume(a) - volume(b))[0]?.name ?? "Outdoors";
}

function statusOf(npc: TrueEntity, zones: ReadonlyArray<TrueZone>): string {
	return `${Math.round(npc.health)} ${locationOf(npc, zones)} ${npc.isMoving}`;
}

export function createNaiveDemand(): NaiveDemand {
	const known = new Map<string, { readonly status: string; readonly group: string }>();
	let speakers: string[] = [];

	return {
		line: (speaker) => void speakers.push(speaker),
		look: ({ entities, zones }) => {
			const due: NaiveClass[] = [];
			const npcs = entities.filter(({ kind }) => kind === "npc");
			const companies = companyOf(entities);
			for (const npc of npcs) {
				const status = statusOf(npc, zones);
				const group = [...companies.get(npc.id)!.may.keys()].sort().join("|");
				const before = known.get(npc.id);
				known.set(npc.id, { status, group });
				if (before === undefined) continue;
				if (before.status !== status) due.push("status");
				if (before.group !== group) due.push("group");
			}
			for (const name of speakers) {
				const speaker = entities.find(({ displayName }) => displayName === name);
				if (speaker === undefined) continue;
				for (const npc of npcs) {
					const studs = Math.hypot(npc.x - speaker.x, npc.y - speaker.y, npc.z - speaker.z);
					if (npc !== speaker && studs <= EARSHOT_STUDS) due.push("heard");
				}
			}
			speakers = [];
			return due;
		},
	};
}
