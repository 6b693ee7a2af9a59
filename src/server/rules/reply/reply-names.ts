import { isLetter } from "server/rules/text/script-tables";
import { fold } from "server/rules/text/words";

/** Who may stand before a colon. */
export interface ReplyNames {
	/** The NPC's display name, and the shorter forms that models write for it. The longest first: `Dr. Finch` before `Finch`. */
	readonly own: ReadonlyArray<string>;
	/** NPCs and players in company, as the agent knows them, and all townsfolk. */
	readonly others: OtherNames;
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

const isLonger = (a: string, b: string) => a.size() > b.size();

/** True for a name that looks like one in code. */
export const isCodeLike = (text: string) => text.find("_", 1, true)[0] !== undefined;

/** Forms of one length, folded, each with how many names have it. */
interface SameSize {
	readonly size: number;
	readonly counts: Map<string, number>;
}

/** The byte by which a form is found; a name and a text that begins with it have the same. */
const firstByteOf = (text: string) => text.lower().byte()[0];

/** Forms by their first byte and length: a sentence is compared with few of them, however many there are. */
class FormIndex {
	/** By first byte; of each, the longest first. */
	private readonly byFirst = new Map<number, Array<SameSize>>();

	public add({ text, folded }: Form): void {
		if (text === "") return;
		const { counts } = this.groupOf(text);
		counts.set(folded, (counts.get(folded) ?? 0) + 1);
	}

	public remove({ text, folded }: Form): void {
		if (text === "") return;
		const { counts } = this.groupOf(text);
		const count = (counts.get(folded) ?? 0) - 1;
		if (count > 0) counts.set(folded, count);
		else counts.delete(folded);
	}

	/** The length of the longest wanted form that `text` begins with; 0 if it begins with none. */
	public sizeAtStart(text: string, isWanted: (folded: string) => boolean): number {
		const first = firstByteOf(text);
		// A text that does not begin in ASCII may begin with any name: `Éva` is Eva.
		if (first < 0x80) return FormIndex.longest(text, this.byFirst.get(first) ?? [], isWanted);
		let longest = 0;
		for (const [, groups] of this.byFirst)
			longest = math.max(longest, FormIndex.longest(text, groups, isWanted));
		return longest;
	}

	private static longest(
		text: string,
		groups: ReadonlyArray<SameSize>,
		isWanted: (folded: string) => boolean,
	): number {
		for (const { size, counts } of groups) {
			const folded = fold(text.sub(1, size));
			if (counts.has(folded) && isWanted(folded) && !goesOn(text, size + 1)) return size;
		}
		return 0;
	}

	private groupOf(text: string): SameSize {
		const first = firstByteOf(text);
		const groups = this.byFirst.get(first) ?? new Array<SameSize>();
		this.byFirst.set(first, groups);
		const size = text.size();
		const known = groups.find((group) => group.size === size);
		if (known !== undefined) return known;
		const created: SameSize = { size, counts: new Map() };
		const at = groups.findIndex((group) => group.size < size);
		groups.insert(at === -1 ? groups.size() : at, created);
		return created;
	}
}

/** The names of all townsfolk. There may be hundreds: each is read once, when it comes. */
export class TownNames {
	private readonly index = new FormIndex();
	/** By name, its forms, and how many townsfolk are called so. */
	private readonly byName = new Map<string, { readonly forms: ReadonlyArray<Form>; count: number }>();
	/** By form, how many names have it. */
	private readonly counts = new Map<string, number>();
	/** By folded form, whose it is: folded names, each with how many townsfolk are called so. */
	private readonly holders = new Map<string, Map<string, number>>();
	/** The forms that look like names in code. */
	private readonly codeLike = new Set<string>();

	constructor(names: ReadonlyArray<string>) {
		for (const name of names) this.add(name);
	}

	public add(name: string): void {
		const forms = this.formsOf(name);
		this.byName.set(name, { forms, count: (this.byName.get(name)?.count ?? 0) + 1 });
		for (const form of forms) {
			const holders = this.holders.get(form.folded) ?? new Map<string, number>();
			const whose = forms[0].folded;
			this.holders.set(form.folded, holders.set(whose, (holders.get(whose) ?? 0) + 1));
			this.counts.set(form.text, (this.counts.get(form.text) ?? 0) + 1);
			this.index.add(form);
			if (isCodeLike(form.text)) this.codeLike.add(form.text);
		}
	}

	/** Takes out one of those that have been added under this name. */
	public remove(name: string): void {
		const forms = this.formsOf(name);
		const known = this.byName.get(name);
		if (known !== undefined) known.count -= 1;
		if (known?.count === 0) this.byName.delete(name);
		for (const form of forms) {
			this.release(form.folded, forms[0].folded);
			this.index.remove(form);
			const count = (this.counts.get(form.text) ?? 0) - 1;
			if (count > 0) this.counts.set(form.text, count);
			else {
				this.counts.delete(form.text);
				this.codeLike.delete(form.text);
			}
		}
	}

	/** The forms of anybody's name; those of townsfolk are known. */
	public formsOf(name: string): ReadonlyArray<Form> {
		return this.byName.get(name)?.forms ?? formsOf(name);
	}

	/** Whether a form is that of a name other than `ownName`, both folded. */
	public isTaken(folded: string, ownName: string): boolean {
		const holders = this.holders.get(folded);
		return holders !== undefined && holders.size() > (holders.has(ownName) ? 1 : 0);
	}

	public has(text: string): boolean {
		return this.counts.has(text);
	}

	public hasFolded(folded: string): boolean {
		return this.holders.has(folded);
	}

	/** See `FormIndex`. */
	public sizeAtStart(text: string, isWanted: (folded: string) => boolean): number {
		return this.index.sizeAtStart(text, isWanted);
	}

	/** Forms that look like names in code, in no particular order. */
	public likeCode(): ReadonlyArray<string> {
		return [...this.codeLike];
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

/** Names that are not the NPC's own: the town's, and those of the few others around it. None of them reads like its own. */
export class OtherNames {
	constructor(
		private readonly town: TownNames,
		/** The longest first. */
		private readonly few: ReadonlyArray<Form>,
		/** Folded. */
		private readonly own: ReadonlySet<string>,
	) {}

	/** The longest name that `text` begins with, as `text` spells it. */
	public atStart(text: string): string | undefined {
		if (text === "") return undefined;
		const inTown = this.town.sizeAtStart(text, (folded) => !this.own.has(folded));
		const near = nameAtStart(
			text,
			this.few.map((form) => form.text),
		);
		const size = math.max(inTown, near?.size() ?? 0);
		return size === 0 ? undefined : text.sub(1, size);
	}

	/** Whether a name is spelled so. */
	public has(text: string): boolean {
		if (this.few.some((form) => form.text === text)) return true;
		return this.town.has(text) && !this.own.has(fold(text));
	}

	/** Whether a name reads so. */
	public hasFolded(folded: string): boolean {
		if (this.own.has(folded)) return false;
		return this.town.hasFolded(folded) || this.few.some((form) => form.folded === folded);
	}

	/** Names that look like names in code, the longest first. */
	public likeCode(): ReadonlyArray<string> {
		const texts = this.town.likeCode().filter((text) => !this.own.has(fold(text)));
		for (const { text } of this.few) if (isCodeLike(text)) texts.push(text);
		return texts.sort(isLonger);
	}
}

/** Each text once, the longest first, and of equal length the last first. */
function sorted(forms: ReadonlyArray<Form>): ReadonlyArray<string> {
	const texts = new Array<string>();
	for (const { text } of forms) {
		if (texts.includes(text)) continue;
		const at = texts.findIndex((other) => !isLonger(other, text));
		texts.insert(at === -1 ? texts.size() : at, text);
	}
	return texts;
}

/** `others` may hold the NPC itself, which counts as own, and townsfolk. */
export function replyNames(displayName: string, others: ReadonlyArray<string>, town: TownNames): ReplyNames {
	const own = fold(displayName);
	const theirs = new Array<Form>();
	for (const name of new Set(others)) {
		if (name !== "" && fold(name) !== own) for (const form of town.formsOf(name)) theirs.push(form);
	}
	const taken = new Set(theirs.map(({ folded }) => folded));
	const mine = town
		.formsOf(displayName)
		.filter(({ folded }) => folded === own || !(taken.has(folded) || town.isTaken(folded, own)));
	const mineFolded = new Set(mine.map(({ folded }) => folded));
	const few = theirs.filter(({ text, folded }) => !mineFolded.has(folded) && !town.has(text));
	few.sort((a, b) => isLonger(a.text, b.text));
	return { own: sorted(mine), others: new OtherNames(town, few, mineFolded) };
}

/** True if somebody's name, own or another's, reads so. */
export function isNameRead(folded: string, { own, others }: ReplyNames): boolean {
	return own.some((name) => fold(name) === folded) || others.hasFolded(folded);
}

/** The name of a list that `text` begins with, as `text` spells it. */
export function nameAtStart(text: string, names: ReadonlyArray<string>): string | undefined {
	if (text === "") return undefined;
	const [first] = text.lower().byte();
	for (const name of names) {
		// Most names begin with another letter: fold only the others.
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
