import type { TurnReading } from "./read-turn.ts";
import { replyContextOf } from "./reply-context.ts";
import type { ReplyContext } from "./reply-context.ts";

/**
 * The scripted model's wit: what was said picks a rule, what the turn holds fills it in. The same request
 * always gets the same reply.
 */
interface Rule {
	readonly when: RegExp;
	readonly say: (context: ReplyContext) => string;
}

function sentences(...parts: ReadonlyArray<string | false | undefined>): string {
	return parts.filter((part) => typeof part === "string" && part !== "").join(" ");
}

function listed(names: ReadonlyArray<string>): string {
	return names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

function feeling({ turn }: ReplyContext): string {
	const health = turn.healthPercent ?? 100;
	if (health >= 90) return "I'm well, thank you.";
	return health >= 50 ? "I've had better days, but I'll manage." : "Badly hurt, to tell the truth.";
}

function greeting({ turn, to, name, place, pick }: ReplyContext): string {
	if (turn.earlierReplies > 0) return `Good to see you again, ${to}. What can I do for you?`;
	const introduction = name !== undefined && `I'm ${name}.`;
	const opening = `${pick(["Hello", "Good day", "Welcome"])}, ${to}!`;
	return sentences(opening, introduction, `What brings you ${place.replace(/^at /, "to ")}?`);
}

const RULES: ReadonlyArray<Rule> = [
	{
		when: /\b(are you|you're|you are)\b.*\b(ai|a\.i\.|robot|bot|real|human|model|machine)\b|\b(language model|chatgpt|llm)\b/i,
		say: () =>
			"I'm played by a scripted model: a few rules and no mind. Connect a real one and I'll have more to say.",
	},
	{
		when: /\b(bye|goodbye|farewell|see you|good night|take care|(got|have) to go)\b/i,
		say: ({ to, place, pick }) =>
			`${pick(["Goodbye", "Farewell", "Safe travels"])}, ${to}. You'll find me ${place}.`,
	},
	{
		when: /\b(who are you|your name|what are you called|what do you do|about yourself)\b/i,
		say: ({ name, fact }) =>
			sentences(name !== undefined && `The name's ${name}.`, fact || "Just one of the townsfolk."),
	},
	{
		when: /\bwhere\b.*\b(are|am|is this)\b|\bwhat (is this )?place\b|\bwhat'?s this place\b/i,
		say: ({ to, place, fact }) => sentences(`We're ${place}, ${to}.`, fact),
	},
	{
		when: /\bwho\b.*\b(here|near|around|with (you|us)|else)\b|\bare (you|we) alone\b/i,
		say: ({ to, place, others }) =>
			others.length === 0
				? `Only you and me ${place}, ${to}.`
				: `${listed([...others, "you"])}, as far as I can see.`,
	},
	{
		when: /\bhow are you\b|\bhow('s| is) it going\b|\bhow do you (do|feel)\b|\bare you (ok|okay|well|hurt)\b/i,
		say: (context) => sentences(feeling(context), `And how are you, ${context.to}?`),
	},
	{
		when: /\bwhat are you (doing|up to)\b/i,
		say: ({ turn, place, fact }) => {
			const action = turn.currentAction?.replaceAll("your", "my");
			const doing = action === undefined ? "Nothing much just now" : `I'm ${action}, as you see`;
			return sentences(`${doing}, ${place}.`, fact);
		},
	},
	{ when: /\b(thanks|thank you|cheers)\b/i, say: ({ to }) => `You're welcome, ${to}. Any time.` },
];

const GREETING = /\b(hello|hi|hey|hiya|good (morning|day|evening|afternoon)|greetings|howdy)\b/i;

/** A greeting; but one that leads up to a question is answered by answering the question. */
function isGreeting({ words, factFits }: ReplyContext): boolean {
	return GREETING.test(words) && !(words.includes("?") && factFits);
}

/** No rule fits: what the persona says to the matter, or else a polite nothing and something of its own. */
function chat({ to, place, fact, factFits, pick }: ReplyContext): string {
	if (factFits) return sentences(pick([`Since you ask, ${to}.`, `I'll tell you, ${to}.`, "Ah, well."]), fact);
	const opening = pick([
		`I couldn't tell you much about that, ${to}.`,
		`That's beyond me, ${to}.`,
		`Is that so, ${to}?`,
	]);
	return sentences(opening, fact || `It's quiet ${place} today.`);
}

/** Nobody said anything: a player has come up to the NPC, or has pressed *Talk*. */
function unasked({ turn, to, place, fact, pick }: ReplyContext): string {
	if (/\bwants to hear more\b/.test(turn.text)) return sentences(fact || `It's quiet ${place} today.`);
	if (/\bwants to talk\b/.test(turn.text))
		return sentences(`${pick(["Hello", "Good day", "Welcome"])}, ${to}!`, fact);
	return `A fine day ${place}.`;
}

/** What the NPC says to a turn, in persona and from nothing but the request. */
export function scriptedReply(turn: TurnReading): string {
	const context = replyContextOf(turn);
	if (turn.heard.length === 0) return unasked(context);
	const rule = RULES.find(({ when }) => when.test(context.words));
	return (rule?.say ?? (isGreeting(context) ? greeting : chat))(context);
}
