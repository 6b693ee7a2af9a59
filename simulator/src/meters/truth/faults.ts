import type { GroundTruth, TrueEntity } from "../ground-truth.ts";
import { type Company, countNames } from "./company.ts";
import { mayBeCalled } from "./place.ts";
import { RULES } from "./rules.ts";

/** What a fault is about; each is a latency of its own. */
export type FactKind = "departure" | "join" | "location" | "health" | "action" | "form";

/** Something that an NPC's memory says and that is not true, or something true that it does not say. */
export interface MemoryFault {
	readonly label: "status" | "group_members";
	readonly kind: FactKind;
	/** Whom or what the fault is about. Two faults with the same kind and text are the same. */
	readonly about: string;
}

const STATUS_FORM = /^health: (\d+) \| location: (.+) \| current_action: (.+)$/;
const STANDING = ["Idle", "Talk"];

function unescape(value: string): string {
	return value.replace(/\\(.)/g, "$1");
}

function healthBand(percent: number): number {
	return RULES.healthThresholds.filter((threshold) => percent >= threshold).length;
}

/** What is wrong with a status block. A resting NPC may have any action; a moving one may not be `Idle` or `Talk`. */
export function statusFaults(text: string | undefined, npc: TrueEntity, truth: GroundTruth): MemoryFault[] {
	const fault = (kind: FactKind): MemoryFault => ({ label: "status", kind, about: kind });
	const match = STATUS_FORM.exec(text ?? "");
	if (match === null) return [fault("form")];
	const [, health, location, action] = match as unknown as [string, string, string, string];
	const actual = Math.max(1, Math.round(npc.health));
	const faults: MemoryFault[] = [];
	const isOff = Math.abs(actual - Number(health)) >= RULES.healthStep;
	if (isOff || healthBand(actual) !== healthBand(Number(health))) faults.push(fault("health"));
	if (!mayBeCalled(unescape(location), npc, truth.zones)) faults.push(fault("location"));
	if (npc.isMoving && STANDING.includes(action)) faults.push(fault("action"));
	return faults;
}

/** The names in a group block without `recently_left`; undefined when the block cannot be read. */
export function listedNames(text: string | undefined): string[] | undefined {
	try {
		const block = JSON.parse(text ?? "") as Record<string, { name: string }>;
		return Object.entries(block)
			.filter(([key]) => key !== "recently_left")
			.map(([, { name }]) => name);
	} catch {
		return undefined;
	}
}

/** What is wrong with a group block. */
export function groupFaults(text: string | undefined, company: Company): MemoryFault[] {
	const names = listedNames(text);
	if (names === undefined) return [{ label: "group_members", kind: "form", about: "form" }];
	const listed = countNames(names);
	const faults: MemoryFault[] = [];
	for (const [about, count] of listed) {
		if (count > (company.may.get(about) ?? 0))
			faults.push({ label: "group_members", kind: "departure", about });
	}
	for (const [about, count] of company.must) {
		if (count > (listed.get(about) ?? 0)) faults.push({ label: "group_members", kind: "join", about });
	}
	if (names.length >= RULES.maxMembers) faults.push({ label: "group_members", kind: "form", about: "cap" });
	return faults;
}
