import { BUBBLES } from "../../../src/shared/constants.ts";
import { summarize, type Summary } from "../report/summary.ts";

/** What the way to the model and back adds to an answer, seconds. */
export interface ChainTimes {
	/** From a player's line to the turn that tells it, at the back end. */
	readonly asked: Summary;
	/** From a turn's first sentence, at the back end, to its bubble on the first client. */
	readonly firstSentence: Summary;
	/** The same for the sentences after it. They also wait until players have read the one before. */
	readonly laterSentences: Summary;
}

/** A later match, seconds, belongs to something else. */
const MATCH_SECONDS = 15;

interface Sentence {
	readonly text: string;
	readonly index: number;
	readonly at: number;
}

/** Measures the way of lines to the model, and of its sentences to players. */
export class ChainMeter {
	/** Lines that no turn has told, by their text: nobody types one twice. */
	private readonly lines = new Map<string, number>();
	/** By speaker, what no client has shown, oldest first. */
	private readonly sentences = new Map<string, Sentence[]>();
	private readonly asked: number[] = [];
	private readonly first: number[] = [];
	private readonly later: number[] = [];

	/** A player typed this, which an NPC can hear. */
	line(text: string, at: number): void {
		this.lines.set(text, at);
	}

	/** A turn reached the back end. */
	turn(content: string, at: number): void {
		for (const [text, since] of this.lines) {
			const isTold = content.includes(text);
			if (isTold && at - since <= MATCH_SECONDS) this.asked.push(at - since);
			if (isTold || at - since > MATCH_SECONDS) this.lines.delete(text);
		}
	}

	/** The model said this in a turn, as its sentence number `index`. */
	sentence(speaker: string, text: string, index: number, at: number): void {
		this.sentences.set(speaker, [...(this.sentences.get(speaker) ?? []), { text, index, at }]);
	}

	/** A client shows this over the speaker's head: a sentence, or the beginning of a long one. */
	bubble(speaker: string, text: string, at: number): void {
		const words = text.startsWith(BUBBLES.aiMark) ? text.slice(BUBBLES.aiMark.length) : text;
		const known = (this.sentences.get(speaker) ?? []).filter((sentence) => at - sentence.at <= MATCH_SECONDS);
		const said = known.find((sentence) => sentence.text.startsWith(words));
		this.sentences.set(
			speaker,
			known.filter((sentence) => sentence !== said),
		);
		if (said !== undefined) (said.index === 0 ? this.first : this.later).push(at - said.at);
	}

	result(): ChainTimes {
		return {
			asked: summarize(this.asked),
			firstSentence: summarize(this.first),
			laterSentences: summarize(this.later),
		};
	}
}
