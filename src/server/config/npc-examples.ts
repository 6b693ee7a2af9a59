import { CHARACTER } from "server/constants/rules";
import type { Example } from "server/rules/talk/character";
import { stripControl, trim } from "shared/text/text";

export interface ExamplesResult {
	readonly examples: ReadonlyArray<Example>;
	/** What is wrong, in words for the creator; empty if nothing is. */
	readonly problems: ReadonlyArray<string>;
}

/** Between what somebody says and what the NPC answers. */
const SEPARATOR = "|";

const FORM = `what somebody says ${SEPARATOR} what it answers`;

/** A side without quotation marks round it, or in it: the agent reads it between some. */
function side(text: string): string {
	return trim(stripControl(text).gsub('"', "'")[0]);
}

/** What is wrong with one line, if anything. */
function problemOf(sides: ReadonlyArray<string>): string | undefined {
	const { maxExampleBytes } = CHARACTER;
	if (sides.size() !== 2 || sides.includes("")) return `has to be: ${FORM}`;
	return sides.some((text) => text.size() > maxExampleBytes)
		? `has a side that is longer than ${maxExampleBytes} bytes`
		: undefined;
}

/** Reads the text of `Examples`: a line for each exchange. Empty lines do not count. */
export function parseExamples(text: string): ExamplesResult {
	const { maxExamples } = CHARACTER;
	const examples = new Array<Example>();
	const problems = new Array<string>();
	const lines = text.split("\n").filter((line) => trim(line) !== "");
	lines.forEach((line, index) => {
		const sides = line.split(SEPARATOR).map(side);
		const problem = problemOf(sides);
		if (problem === undefined) examples.push({ heard: sides[0], answer: sides[1] });
		else problems.push(`line ${index + 1} of Examples ${problem}`);
	});
	if (lines.size() > maxExamples)
		problems.push(`Examples has ${lines.size()} lines, at most ${maxExamples} are allowed`);
	return { examples, problems };
}
