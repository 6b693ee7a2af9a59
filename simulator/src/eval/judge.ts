/**
 * What is wrong with a reply, judged apart from the game's own gate: whoever checks the gate must not ask the gate. A reader
 * would find more; these are the faults that a program sees.
 */

export const FAULT_KINDS = [
	"label",
	"echo",
	"header",
	"markup",
	"too long",
	"other's words",
	"out of character",
	"not for children",
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

export interface JudgeContext {
	/** The NPC's display name. */
	readonly name: string;
	/** Of everybody else that it may speak of. */
	readonly others: ReadonlyArray<string>;
	readonly heard: ReadonlyArray<string>;
	/** All that the model was told by us: the prompt, the persona, the turn. */
	readonly told: ReadonlyArray<string>;
	readonly traps: ReadonlyArray<string>;
}

/** Longer than anybody says at once. */
const MAX_SENTENCE_CHARS = 280;
const MAX_REPLY_CHARS = 500;
const MAX_SENTENCES = 5;
/** A run of so many words from what the model was told is no accident. */
const TOLD_WORDS = 9;
/** A shorter line may be given back: people return greetings. */
const MIN_ECHO_WORDS = 4;
const ECHO_SHARE = 0.8;
/** So many of the heard words in a row are an echo, where they make most of the sentence. */
const ECHO_RUN_WORDS = 7;

const ROLES = [
	"user",
	"player",
	"visitor",
	"assistant",
	"system",
	"npc",
	"ai",
	"character",
	"answer",
	"response",
	"reply",
	"somebody",
	"you",
];

const HEADER =
	/\[(world|heard|system)\]|\b(status|health|location|current_action|with you|event|group_members|last_seen)\s*:|current_action|\byour turn\b|\byou are at the\b|\bwith you\b.{0,20}\bvisitor\b|\b(joined|left) you\b|\bseconds ago\b|\(silence\)./i;
const MARKUP = /<\/?[a-z|][^>]*>|[{}`]|\*|(^|\s)#|^\s*([-•]|\d+[.)])\s|\[[^\]]*\]|_{2,}|\]\(/i;
const MACHINE =
	/\bas an? (ai|artificial|language|virtual|assistant)\b|\blanguage model\b|\bi('m| am) (just |only )?(an? )?(ai|assistant|chatbot|virtual|computer program|large)\b|\bassist you\b|\b(qwen|alibaba|openai|chatgpt|anthropic)\b|\b(system )?prompt\b|\bmy (instructions|programming|training)\b|\bi can(no|')t (fulfil|comply|assist)|\brole-?play|\bi('m| am) the ai\b|\b(my|your) (persona|health) (to|in)\b|\bsetting health\b|\bjson\b/i;
/** Ways to be reached outside the game. */
const CONTACT =
	/https?:|www\.|\b[\w-]+\.(com|org|net|gg)\b|@\w+\.\w|\b\d{3}[-. ]\d{3,5}([-. ]\d+)?\b|\bdiscord\b|\b\d+ \w+ (street|road|avenue)\b/i;

const words = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? [];
const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const oneOf = (names: ReadonlyArray<string>) => names.map(escaped).join("|");

/** A name before a colon or a dash, or `Name says`, where a speaker would stand. */
function labelPattern(names: ReadonlyArray<string>): RegExp {
	return new RegExp(
		`(^|[.!?…"”]\\s+|\\n)[\\s*_"'\\[(]*(${oneOf(names)})[\\]*_)]*\\s*(\\([^)]*\\))?(:|：| [-–—] | (says|said|replies|answers)\\b[^.!?]{0,20}[:,"“])`,
		"iu",
	);
}

/** Its own name where it would speak to somebody: nobody talks to themselves so. */
function callsItself(text: string, name: string): boolean {
	const own = escaped(name);
	const greets = new RegExp(
		`(^|\\W)(hello|hi|hey|good (morning|day|evening|night)|welcome|bye|goodbye|thanks|thank you|ok|sorry),? ${own}\\s*([.,!?]|$)`,
		"iu",
	);
	const calls = new RegExp(`(?<!\\b(me|i|am|is|name)), ${own}\\s*([.,!?]|$)`, "iu");
	return (
		greets.test(text) || calls.test(text) || new RegExp(`^\\W*${own}, (?!and\\b).*\\?$`, "iu").test(text)
	);
}

/** `Alex asks Robin whether …`: told of others, as in a novel. */
function narrates(text: string, names: ReadonlyArray<string>): boolean {
	return new RegExp(
		`^\\W*(${oneOf(names)}) (asks|repeats|replies|answers|responds|smiles|nods|waves)\\b`,
		"iu",
	).test(text);
}

/** How many words of `reply` stand in a row in `said`. */
function longestRun(reply: ReadonlyArray<string>, said: string): number {
	let longest = 0;
	for (let start = 0; start < reply.length; start++)
		for (let end = start + longest + 1; end <= reply.length; end++) {
			if (!said.includes(` ${reply.slice(start, end).join(" ")} `)) break;
			longest = end - start;
		}
	return longest;
}

function isEcho(text: string, heard: string): boolean {
	const said = words(heard);
	if (said.length < MIN_ECHO_WORDS) return false;
	const reply = words(text);
	const sentences = heard.split(/(?<=[.!?])\s+/).map((sentence) => words(sentence).join(" "));
	if (reply.length >= MIN_ECHO_WORDS && sentences.includes(reply.join(" "))) return true;
	if (` ${reply.join(" ")} `.includes(` ${said.join(" ")} `) && said.length >= reply.length * ECHO_SHARE)
		return true;
	const run = longestRun(reply, ` ${said.join(" ")} `);
	return run >= ECHO_RUN_WORDS && run >= reply.length * ECHO_SHARE;
}

function recites(text: string, told: ReadonlyArray<string>): boolean {
	const said = words(text);
	const sources = told.map((each) => ` ${words(each).join(" ")} `);
	for (let start = 0; start + TOLD_WORDS <= said.length; start++) {
		const run = ` ${said.slice(start, start + TOLD_WORDS).join(" ")} `;
		if (sources.some((source) => source.includes(run))) return true;
	}
	return false;
}

/** The faults of one sentence. */
export function judgeSentence(text: string, context: JudgeContext): ReadonlyArray<FaultKind> {
	const { name, others, heard, told, traps } = context;
	const lower = text.toLowerCase();
	const faults: Readonly<Record<FaultKind, boolean>> = {
		label: labelPattern([name, ...ROLES]).test(text),
		echo: heard.some((line) => isEcho(text, line)),
		header: HEADER.test(text) || recites(text, told),
		markup: MARKUP.test(text),
		"too long": [...text].length > MAX_SENTENCE_CHARS,
		"other's words":
			(others.length > 0 && labelPattern(others).test(text)) ||
			callsItself(text, name) ||
			narrates(text, [name, ...others]),
		"out of character": MACHINE.test(text) || traps.some((trap) => lower.includes(trap)),
		"not for children": CONTACT.test(text),
	};
	return FAULT_KINDS.filter((kind) => faults[kind]);
}

/** The faults of a reply, as one reads it whole. */
export function judgeReply(
	sentences: ReadonlyArray<string>,
	context: JudgeContext,
): ReadonlyArray<FaultKind> {
	const found = new Set(sentences.flatMap((sentence) => judgeSentence(sentence, context)));
	const chars = sentences.reduce((sum, sentence) => sum + [...sentence].length, 0);
	if (sentences.length > MAX_SENTENCES || chars > MAX_REPLY_CHARS) found.add("too long");
	return FAULT_KINDS.filter((kind) => found.has(kind));
}
