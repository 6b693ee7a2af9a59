import type { Script } from "./exchange.ts";

/** Of nine words each, as people talk. */
const SENTENCES = [
	(tale: number) => `That was the year when ${tale} carts came uphill.`,
	(tale: number) => `My aunt counted ${tale} geese beside the old mill.`,
	(tale: number) => `Nobody believed her until the miller found ${tale} feathers.`,
	(tale: number) => `We still laugh about it on night number ${tale}.`,
];

/** A line to an NPC, and a reply of up to four sentences. */
export type NextScript = (npcName: string, sentences: number) => Script;

/** Hands out lines and replies that were never said before in a run: an NPC does not repeat itself. */
export function createScripts(): NextScript {
	let tale = 100;
	return (npcName, sentences) => {
		tale += 1;
		return {
			line: `${npcName}, please tell me tale number ${tale}`,
			sentences: SENTENCES.slice(0, sentences).map((sentence) => sentence(tale)),
		};
	};
}
