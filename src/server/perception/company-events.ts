import type { GroupMember } from "server/rules/company/groups";

function names(members: ReadonlyArray<GroupMember>, others: ReadonlyArray<GroupMember>): string {
	return members
		.filter((member) => !others.some((other) => other.id === member.id))
		.map((member) => member.name)
		.join(", ");
}

/** Who left and who came between two moments of an NPC's company, in words for its next turn; nothing where nobody did. */
export function describeCompanyChange(
	before: ReadonlyArray<GroupMember>,
	after: ReadonlyArray<GroupMember>,
): ReadonlyArray<string> {
	const left = names(before, after);
	const arrived = names(after, before);
	return [
		...(left === "" ? [] : [`left you: ${left}`]),
		...(arrived === "" ? [] : [`joined you: ${arrived}`]),
	];
}
