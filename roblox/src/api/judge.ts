import { type DumpIndex, type DumpMember, hasTag } from "./dump.ts";
import type { Use } from "./uses.ts";

/** What a script of a game may not do, and what it should not. */
export type Verdict =
	"missing" | "restricted" | "not scriptable" | "read only" | "not creatable" | "deprecated";

/** A dump older than the class `Object` has its members in `Instance`. */
const NAMES: Readonly<Record<string, ReadonlyArray<string>>> = { RBXObject: ["Object", "Instance"] };

const OPEN_TO_SCRIPTS = "None";

function securityOf({ Security = OPEN_TO_SCRIPTS }: DumpMember, isWritten: boolean): string {
	if (typeof Security === "string") return Security;
	return isWritten ? Security.Write : Security.Read;
}

function judgeMember(use: Extract<Use, { kind: "member" }>, dump: DumpIndex): Verdict | undefined {
	const names = NAMES[use.className] ?? [use.className];
	const member = names.map((name) => dump.member(name, use.name)).find((found) => found !== undefined);
	if (member === undefined) return "missing";
	if (hasTag(member, "NotScriptable")) return "not scriptable";
	if (securityOf(member, use.isWritten) !== OPEN_TO_SCRIPTS) return "restricted";
	if (use.isWritten && hasTag(member, "ReadOnly")) return "read only";
	return hasTag(member, "Deprecated") ? "deprecated" : undefined;
}

function judgeClass(
	{ className, isCreated }: Extract<Use, { kind: "class" }>,
	dump: DumpIndex,
): Verdict | undefined {
	const found = dump.class(className);
	if (found === undefined) return "missing";
	if (isCreated && hasTag(found, "NotCreatable")) return "not creatable";
	return hasTag(found, "Deprecated") ? "deprecated" : undefined;
}

/** Undefined where the dump lets the place do it. */
export function judge(use: Use, dump: DumpIndex): Verdict | undefined {
	if (use.kind === "member") return judgeMember(use, dump);
	if (use.kind === "class") return judgeClass(use, dump);
	const item = dump.enumItem(use.enumName, use.name);
	if (item === undefined) return "missing";
	return hasTag(item, "Deprecated") ? "deprecated" : undefined;
}
