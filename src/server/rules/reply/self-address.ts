import { CALLING } from "server/rules/talk/address-words";
import { plainLetters } from "server/rules/text/plain-letters";
import { plainWords } from "server/rules/text/words";
import { isBlank } from "shared/text/text";
import { joined } from "./marks";
import { nameAtStart, type ReplyNames } from "./reply-names";

/** Before a comma and the own name, these introduce: `It's me, Mara!` */
const INTRODUCING: ReadonlySet<string> = new Set("me i i'm myself am is name called".split(" "));

interface Address {
	readonly before: string;
	readonly after: string;
}

const isOver = (text: string) => text.match("^%s*[%.,!%?;…]")[0] !== undefined || isBlank(text);

function lastWord(text: string): string | undefined {
	const words = plainWords(text);
	return words[words.size() - 1] as string | undefined;
}

/** True if the words around the own name call it, as others do. */
function calls({ before, after }: Address): boolean {
	const last = lastWord(before);
	if (last === undefined || !isOver(after)) return false;
	if (before.match(",%s*$")[0] !== undefined) return !INTRODUCING.has(last);
	return before.match("[%a\x80-\xff]%s+$")[0] !== undefined && CALLING.has(plainLetters(last));
}

/** A name of two letters' cases is a word: `Sunny`, the NPC, and a sunny day. */
function isSpelled(found: string, text: string, names: ReplyNames): boolean {
	if (text === text.lower()) return true;
	return names.own.some((name) => name.sub(1, 1) === found.sub(1, 1));
}

/** Where a sentence first calls the NPC itself. */
function findAddress(text: string, names: ReplyNames): Address | undefined {
	let from = 1;
	for (;;) {
		const [start] = text.find("%f[%w\x80-\xff][%w\x80-\xff]", from);
		if (start === undefined) return undefined;
		const name = nameAtStart(text.sub(start), names.own);
		if (name !== undefined && isSpelled(name, text, names)) {
			const address = { before: text.sub(1, start - 1), after: text.sub(start + name.size()) };
			if (calls(address)) return address;
		}
		from = start + 1;
	}
}

/** Takes the NPC's own name from where it would call itself: `Hi, Mara! What can I do for you?` greets like a player. */
export function withoutSelfAddress(text: string, names: ReplyNames): string {
	const found = findAddress(text, names);
	if (found === undefined) return text;
	return joined(found.before.gsub(",%s*$", "")[0], found.after);
}

/** True for a question to the NPC itself: `Mara, can I have a scone?` */
export function asksItself(text: string, names: ReplyNames): boolean {
	const name = nameAtStart(text, names.own);
	if (name === undefined) return false;
	const [rest] = text.sub(name.size() + 1).match("^%s*,%s*(.*)$");
	if (rest === undefined || (rest as string).match("%?%s*$")[0] === undefined) return false;
	return (rest as string).lower().match("^and%f[%W]")[0] === undefined;
}
