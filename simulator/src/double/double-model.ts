import type { Range } from "../../scenarios/index.ts";
import type { Random } from "../repeatable/random.ts";
import { scriptedReply } from "./scripted-reply.ts";

/** What the double's agents think with. */
export interface DoubleModel {
	/** The sentences that answer a turn. */
	readonly reply: (content: string, npcId: string) => ReadonlyArray<string>;
	/** From a turn's start to its first sentence, and from each sentence to the next or to the end. */
	readonly firstSentenceSeconds: Range;
	readonly nextSentenceSeconds: Range;
}

/** As long as a hosted model takes. */
export const chanceModel = (random: Random): DoubleModel => ({
	reply: (content) => scriptedReply(content, random),
	firstSentenceSeconds: [0.5, 1.6],
	nextSentenceSeconds: [0.3, 0.9],
});
