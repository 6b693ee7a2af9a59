import type { Random } from "../repeatable/random.ts";

const OPENINGS = [
	"Good to see you",
	"Well, hello there",
	"What a day it is",
	"You have come at the right time",
];
const MIDDLES = [
	"the market has been busy since the morning",
	"I was just about to put the kettle on",
	"nobody has asked me that for a long while",
	"the wind turned before noon",
];
const CLOSINGS = [
	"Mind the step on your way",
	"Come by again when you like",
	"Ask me anything you want to know",
];

/** A model's bad habits, as shares of replies. */
const HABITS = { callsSomebody: 0.08, keepsSilent: 0.03, echoes: 0.02, marksUp: 0.01 };

/** The other NPCs that a turn says are with its NPC. */
function otherNpcs(content: string): string[] {
	return [...content.matchAll(/(Folk \d+), a neighbour/g)].map((match) => match[1]!);
}

function lastLine(content: string): string | undefined {
	return [...content.matchAll(/says: "(.*)"$/gm)].at(-1)?.[1];
}

/**
 * The double's answer to a turn: one to three sentences with a number of their own, so that none repeats. Sometimes it
 * calls another NPC, keeps silent, repeats what it was told, or writes markup.
 */
export function scriptedReply(content: string, random: Random): ReadonlyArray<string> {
	const mark = content.length + Math.floor(random.between(0, 10_000));
	const habit = random.next();
	const { callsSomebody, keepsSilent, echoes, marksUp } = HABITS;
	const all = [
		`${random.pick(OPENINGS)}, number ${mark}.`,
		`By the way, ${random.pick(MIDDLES)}, ${mark} times over.`,
		`${random.pick(CLOSINGS)}, friend ${mark}.`,
	];
	const reply = all.slice(0, 1 + Math.floor(random.between(0, all.length)));
	const others = otherNpcs(content);
	const line = lastLine(content);
	if (habit < keepsSilent) return ["(silence)"];
	if (habit < keepsSilent + echoes && line !== undefined) return [line];
	if (habit < keepsSilent + echoes + marksUp) return [`<b>${reply[0]}</b>`];
	if (habit > 1 - callsSomebody && others.length > 0) {
		return [...reply.slice(0, 1), `${random.pick(others)}, what do you say to that, ${mark}?`];
	}
	return reply;
}
