import type { Script } from "./exchange.ts";

/** Of nine words each, as people talk. */
const SENTENCES = [
	(tale: number) => `That was the year when ${tale} carts came uphill.`,
	(tale: number) => `My aunt counted ${tale} geese beside the old mill.`,
	(tale: number) => `Nobody believed her until the miller found ${tale} feathers.`,
	(tale: number) => `We still laugh about it on night number ${tale}.`,
];

/** What is answered to the line of this number. */
export const sentencesOf = (tale: number, sentences: number): ReadonlyArray<string> =>
	SENTENCES.slice(0, sentences).map((sentence) => sentence(tale));

/** The number in the last of these lines in a text; undefined if there is none. */
export function taleIn(text: string): number | undefined {
	const last = [...text.matchAll(/tale number (\d+)/g)].at(-1)?.[1];
	return last === undefined ? undefined : Number(last);
}

export interface NumberedScript extends Script {
	readonly tale: number;
}

/** A line to an NPC, and a reply of up to four sentences. */
export type NextScript = (npcName: string, sentences: number) => NumberedScript;

/** Hands out lines and replies that were never said before in a run: an NPC does not repeat itself. */
export function createScripts(): NextScript {
	let tale = 100;
	return (npcName, sentences) => {
		tale += 1;
		const line = `${npcName}, please tell me tale number ${tale}`;
		return { tale, line, sentences: sentencesOf(tale, sentences) };
	};
}
