import type { Random } from "./random.ts";

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

/** What the double's model says to a turn: one to three sentences that hold a word of its own, so that none repeats. */
export function scriptedReply(content: string, random: Random): ReadonlyArray<string> {
	const mark = content.length + Math.floor(random.between(0, 10_000));
	const all = [
		`${random.pick(OPENINGS)}, number ${mark}.`,
		`By the way, ${random.pick(MIDDLES)}, ${mark} times over.`,
		`${random.pick(CLOSINGS)}, friend ${mark}.`,
	];
	return all.slice(0, 1 + Math.floor(random.between(0, all.length)));
}
