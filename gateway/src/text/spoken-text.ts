import { SentenceSplitter } from "./sentence-splitter.ts";
import { ThoughtFilter } from "./thought-filter.ts";

/** A streamed reply on its way to being spoken: thoughts taken out, cut into sentences. */
export class SpokenText {
	private readonly thoughts = new ThoughtFilter();
	private readonly splitter: SentenceSplitter;
	private part: string | undefined;

	constructor(maxSentenceChars: number) {
		this.splitter = new SentenceSplitter(maxSentenceChars);
	}

	/** The sentences that are complete now. Text of another `part` does not continue the one before. */
	push(part: string, text: string): string[] {
		const before = part === this.part ? [] : this.flush();
		this.part = part;
		return [...before, ...this.splitter.push(this.thoughts.push(text))];
	}

	/** The reply is over: what is left. */
	flush(): string[] {
		const held = this.splitter.push(this.thoughts.flush());
		return [...held, ...this.splitter.flush()];
	}

	/** Forgets what has not been given out. */
	reset(): void {
		this.thoughts.reset();
		this.splitter.reset();
		this.part = undefined;
	}
}
