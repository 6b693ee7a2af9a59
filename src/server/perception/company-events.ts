import type { GroupMember } from "server/rules/company/groups";
import { nameInTurn } from "server/rules/talk/turn-content";

type Company = ReadonlyArray<GroupMember>;

function namesOnlyIn(members: Company, others: Company): ReadonlyArray<string> {
	return members
		.filter((member) => !others.some((other) => other.id === member.id))
		.map((member) => nameInTurn(member.key));
}

/** `Alex, Sam have left you`; nothing for nobody. */
function told(names: ReadonlyArray<string>, what: string): ReadonlyArray<string> {
	return names.isEmpty() ? [] : [`${names.join(", ")} ${names.size() === 1 ? "has" : "have"} ${what} you`];
}

/** Who joined and who left each NPC's company since its last turn, in words for its next one. */
export class CompanyEvents {
	/** By NPC id: the company as its agent was last told, or as it first was. */
	private readonly told = new Map<string, Company>();

	constructor(private readonly companyOf: (npcId: string) => Company) {}

	/** The NPC was seen. Its first company is no event. */
	public begin(npcId: string): void {
		if (!this.told.has(npcId)) this.told.set(npcId, this.companyOf(npcId));
	}

	public take(npcId: string): ReadonlyArray<string> {
		const company = this.companyOf(npcId);
		const known = this.told.get(npcId) ?? company;
		this.told.set(npcId, company);
		return [...told(namesOnlyIn(known, company), "left"), ...told(namesOnlyIn(company, known), "joined")];
	}

	public forget(npcId: string): void {
		this.told.delete(npcId);
	}
}
