import { isLetter } from "server/rules/text/script-tables";
import { fold } from "server/rules/text/words";

/** Who may stand before a colon. Longest names first: `Alex (2)` before `Alex`. */
export interface ReplyNames {
	/** The NPC's display name, and the shorter forms that models write for it. */
	readonly own: ReadonlyArray<string>;
	/** NPCs and players in company, as the agent knows them. */
	readonly others: ReadonlyArray<string>;
}

/** Parts of a name that are nobody's name. */
const NO_NAMES = new Set(
	"the a an of and old young big little great good mr mrs ms miss dr doctor prof captain sir lady lord king queen uncle aunt auntie father mother sister brother saint st von van de la le el der die das".split(
		" ",
	),
);
const MIN_PART_BYTES = 3;

/** `Dr. Finch` is also `Dr Finch` and `Finch`. */
function formsOf(name: string): ReadonlyArray<string> {
	const forms = new Set([name, name.gsub("%.", "")[0]]);
	for (const [part] of name.gmatch("[^%s%.,%(%)]+")) {
		const word = part as string;
		if (word.size() >= MIN_PART_BYTES && !NO_NAMES.has(word.lower())) forms.add(word);
	}
	return [...forms];
}

const longestFirst = (names: ReadonlyArray<string>) => [...names].sort((a, b) => a.size() > b.size());

/** `others` may hold the NPC itself, which counts as own. */
export function replyNames(displayName: string, others: ReadonlyArray<string>): ReplyNames {
	const own = fold(displayName);
	const theirs = others.filter((name) => name !== "" && fold(name) !== own);
	const taken = new Set<string>();
	for (const name of theirs) for (const form of formsOf(name)) taken.add(fold(form));
	const forms = formsOf(displayName).filter((form) => fold(form) === own || !taken.has(fold(form)));
	const mine = new Set(forms.map(fold));
	const shared = new Set<string>();
	for (const name of theirs) for (const form of formsOf(name)) if (!mine.has(fold(form))) shared.add(form);
	return { own: longestFirst(forms), others: longestFirst([...shared]) };
}

/** The name of a list that `text` begins with, as `text` spells it. */
export function nameAtStart(text: string, names: ReadonlyArray<string>): string | undefined {
	if (text === "") return undefined;
	const [first] = text.lower().byte();
	for (const name of names) {
		// A town may have hundreds of names: fold few of them.
		if (first !== name.lower().byte()[0] && first < 0x80) continue;
		const found = text.sub(1, name.size());
		if (fold(found) !== fold(name)) continue;
		if (!goesOn(text, name.size() + 1)) return found;
	}
	return undefined;
}

/** True if a letter stands at a byte: a longer word only begins like the name. */
function goesOn(text: string, at: number): boolean {
	if (text.sub(at).match("^[%w_]")[0] !== undefined) return true;
	return at <= text.size() && utf8.len(text, at)[1] === undefined && isLetter(utf8.codepoint(text, at)[0]);
}
