import { SentenceSplitter } from "./sentence-splitter.ts";
import { ThoughtFilter } from "./thought-filter.ts";

/** Turns a streamed reply into speech: removes thoughts and cuts the rest into sentences. */
export class SpokenText {
	private readonly thoughts = new ThoughtFilter();
	private readonly splitter: SentenceSplitter;
	private part: string | undefined;

	constructor(maxSentenceChars: number) {
		this.splitter = new SentenceSplitter(maxSentenceChars);
	}

	/** Returns the sentences that are complete now. Text of another `part` begins a new sentence. */
	push(part: string, text: string): string[] {
		const before = part === this.part ? [] : this.flush();
		this.part = part;
		return [...before, ...this.splitter.push(this.thoughts.push(text))];
	}

	/** Ends the reply and returns the rest: no half sentence, if the model's token limit cut the reply off. */
	flush(isCutOff = false): string[] {
		const held = this.splitter.push(this.thoughts.flush());
		return [...held, ...this.splitter.flush(isCutOff)];
	}

	/** Drops the text that has not come out yet. */
	reset(): void {
		this.thoughts.reset();
		this.splitter.reset();
		this.part = undefined;
	}
}
