import type { Breathe } from "server/rules/load/in-pieces";
import { type Doubt, type Language, splitDoubt } from "./grammar";
import { isMeant, type Match, type Purpose } from "./judge";
import { plainLine } from "./plain-line";

/** One of these texts stands here; the empty one, if the group may be missing. */
type Choices = ReadonlyArray<string>;

interface TextPattern {
	readonly purpose: Purpose;
	readonly doubt: Doubt;
	readonly groups: ReadonlyArray<Choices>;
}

const compact = (text: string) => plainLine(text).gsub("[%s%p]", "")[0];

/** The groups of a text with `(a|b)` and `(a|b)?` in it. */
function groupsOf(text: string): ReadonlyArray<Choices> {
	const groups = new Array<Choices>();
	let rest = text;
	while (rest !== "") {
		const [from, to] = rest.find("%b()%??");
		if (from === undefined || to === undefined) break;
		if (from > 1) groups.push([compact(rest.sub(1, from - 1))]);
		const group = rest.sub(from, to);
		const texts = group.gsub("[()?]", "")[0].split("|").map(compact);
		groups.push(group.sub(-1) === "?" ? [...texts, ""] : texts);
		rest = rest.sub(to + 1);
	}
	if (rest !== "") groups.push([compact(rest)]);
	return groups;
}

const firstChar = (text: string) => text.sub(1, ((utf8.offset(text, 2) as number | undefined) ?? 2) - 1);

/** The last byte of a match whose group `index` begins at byte `at`; undefined if there is none. */
function lastOf(text: string, at: number, groups: ReadonlyArray<Choices>, index: number): number | undefined {
	if (index === groups.size()) return at - 1;
	for (const choice of groups[index]) {
		const past = at + choice.size();
		if (text.sub(at, past - 1) !== choice) continue;
		const last = lastOf(text, past, groups, index + 1);
		if (last !== undefined) return last;
	}
	return undefined;
}

/** Phrases in scripts that have no spaces between words, or that put endings on them. */
export class AnywhereBook {
	private readonly byFirst = new Map<string, Array<TextPattern>>();

	public learn(language: Language, breathe: Breathe): void {
		const add = (purpose: Purpose, texts: ReadonlyArray<string> | undefined) => {
			for (const text of texts ?? []) {
				this.add(purpose, text);
				breathe();
			}
		};
		add("earnest", language.earnestAnywhere);
		add("harmless", language.harmlessAnywhere);
		add("game", language.gameAnywhere);
		add("real", language.realAnywhere);
	}

	/** @param line a plain one */
	public isEarnest(line: string): boolean {
		if (line.match("[\x80-\xff]")[0] === undefined) return false;
		const text = line.gsub("[%s%p]", "")[0];
		const matches = new Array<Match>();
		for (const [at, codepoint] of utf8.codes(text)) {
			for (const pattern of this.byFirst.get(utf8.char(codepoint)) ?? []) {
				const last = lastOf(text, at, pattern.groups, 0);
				if (last !== undefined) matches.push({ ...pattern, first: at, last });
			}
		}
		return !matches.isEmpty() && isMeant(matches, { isGame: false, isOther: false });
	}

	private add(purpose: Purpose, text: string): void {
		const { doubt, rest } = splitDoubt(text);
		const groups = groupsOf(rest);
		const firsts = new Set(groups[0].map(firstChar));
		assert(!firsts.has(""), `${text}: the first group must not be missing`);
		for (const first of firsts) {
			const known = this.byFirst.get(first);
			const pattern = { purpose, doubt, groups };
			if (known === undefined) this.byFirst.set(first, [pattern]);
			else known.push(pattern);
		}
	}
}
