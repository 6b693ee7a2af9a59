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

/** A form of a name, as it is written and folded. */
interface Form {
	readonly text: string;
	readonly folded: string;
}

/** `Dr. Finch` is also `Dr Finch` and `Finch`. */
function formsOf(name: string): ReadonlyArray<Form> {
	const forms = [name];
	const add = (form: string) => {
		if (!forms.includes(form)) forms.push(form);
	};
	add(name.gsub("%.", "")[0]);
	for (const [part] of name.gmatch("[^%s%.,%(%)]+")) {
		const word = part as string;
		if (word.size() >= MIN_PART_BYTES && !NO_NAMES.has(word.lower())) add(word);
	}
	return forms.map((text) => ({ text, folded: fold(text) }));
}

const isLonger = (a: Form, b: Form) => a.text.size() > b.text.size();

/** Where a form goes into a list that has the longest first: behind all that are as long. */
function placeOf(form: Form, forms: ReadonlyArray<Form>): number {
	let [from, to] = [0, forms.size()];
	while (from < to) {
		const middle = math.floor((from + to) / 2);
		if (isLonger(form, forms[middle])) to = middle;
		else from = middle + 1;
	}
	return from;
}

/** The names of all townsfolk. There may be hundreds: each is read once, when it comes. */
export class TownNames {
	/** Each once, the longest first. */
	public readonly forms: ReadonlyArray<Form>;
	private readonly sorted = new Array<Form>();
	/** By form, how many names have it. */
	private readonly counts = new Map<string, number>();
	/** By folded form, whose it is: folded names, each with how many townsfolk are called so. */
	private readonly holders = new Map<string, Map<string, number>>();

	constructor(names: ReadonlyArray<string>) {
		this.forms = this.sorted;
		for (const name of names) this.add(name);
	}

	public add(name: string): void {
		const folded = fold(name);
		for (const form of formsOf(name)) {
			const holders = this.holders.get(form.folded) ?? new Map<string, number>();
			this.holders.set(form.folded, holders.set(folded, (holders.get(folded) ?? 0) + 1));
			const count = this.counts.get(form.text) ?? 0;
			this.counts.set(form.text, count + 1);
			if (count === 0) this.sorted.insert(placeOf(form, this.sorted), form);
		}
	}

	/** Takes out one of those that have been added under this name. */
	public remove(name: string): void {
		const folded = fold(name);
		for (const form of formsOf(name)) {
			this.release(form.folded, folded);
			const count = (this.counts.get(form.text) ?? 0) - 1;
			if (count > 0) this.counts.set(form.text, count);
			else if (this.counts.delete(form.text))
				this.sorted.remove(this.sorted.findIndex(({ text }) => text === form.text));
		}
	}

	/** Whether a form is that of a name other than `ownName`, both folded. */
	public isTaken(folded: string, ownName: string): boolean {
		const holders = this.holders.get(folded);
		return holders !== undefined && holders.size() > (holders.has(ownName) ? 1 : 0);
	}

	public has({ text }: Form): boolean {
		return this.counts.has(text);
	}

	private release(form: string, name: string): void {
		const holders = this.holders.get(form);
		if (holders === undefined) return;
		const count = (holders.get(name) ?? 0) - 1;
		if (count > 0) holders.set(name, count);
		else holders.delete(name);
		if (holders.isEmpty()) this.holders.delete(form);
	}
}

/** Each form once, the longest first. Few: a town's are sorted already. */
function sorted(forms: ReadonlyArray<Form>): ReadonlyArray<Form> {
	const all = new Array<Form>();
	const added = new Set<string>();
	for (const form of forms) {
		if (added.has(form.text)) continue;
		added.add(form.text);
		const at = all.findIndex((other) => !isLonger(other, form));
		all.insert(at === -1 ? all.size() : at, form);
	}
	return all;
}

/** The texts of two sorted lists as one. Of equal length, `few` go first. */
function merged(many: ReadonlyArray<Form>, few: ReadonlyArray<Form>, isWanted: (form: Form) => boolean) {
	const texts = new Array<string>();
	let placed = 0;
	for (const form of many) {
		while (placed < few.size() && !isLonger(form, few[placed])) {
			texts.push(few[placed].text);
			placed += 1;
		}
		if (isWanted(form)) texts.push(form.text);
	}
	for (; placed < few.size(); placed++) texts.push(few[placed].text);
	return texts;
}

/** `others` may hold the NPC itself, which counts as own, and townsfolk. */
export function replyNames(displayName: string, others: ReadonlyArray<string>, town: TownNames): ReplyNames {
	const own = fold(displayName);
	const theirs = new Array<Form>();
	for (const name of others) {
		if (name !== "" && fold(name) !== own) for (const form of formsOf(name)) theirs.push(form);
	}
	const taken = new Set(theirs.map(({ folded }) => folded));
	const mine = formsOf(displayName).filter(
		({ folded }) => folded === own || !(taken.has(folded) || town.isTaken(folded, own)),
	);
	const mineFolded = new Set(mine.map(({ folded }) => folded));
	const isOthers = ({ folded }: Form) => !mineFolded.has(folded);
	const further = theirs.filter((form) => isOthers(form) && !town.has(form));
	return {
		own: sorted(mine).map(({ text }) => text),
		others: merged(town.forms, sorted(further), isOthers),
	};
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
