import type { GroupMember } from "shared/core/groups";

function names(members: ReadonlyArray<GroupMember>, others: ReadonlyArray<GroupMember>): string {
	return members
		.filter((member) => !others.some((other) => other.id === member.id))
		.map((member) => member.name)
		.join(", ");
}

/** Who came and who left between two looks at an NPC's company, in words for its next turn; empty for nobody. */
export function describeCompanyChange(
	before: ReadonlyArray<GroupMember>,
	after: ReadonlyArray<GroupMember>,
): { readonly arrival: string; readonly departure: string } {
	const arrived = names(after, before);
	const left = names(before, after);
	return {
		arrival: arrived === "" ? "" : `joined you: ${arrived}`,
		departure: left === "" ? "" : `left you: ${left}`,
	};
}
