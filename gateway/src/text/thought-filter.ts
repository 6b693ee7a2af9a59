const OPEN = "<think>";
const CLOSE = "</think>";

/** The length of the longest ending of `text` that `tag` starts with: more text may complete the tag. */
function partialTagLength(text: string, tag: string): number {
	const longest = Math.min(text.length, tag.length - 1);
	for (let length = longest; length > 0; length -= 1) {
		if (tag.startsWith(text.slice(-length))) return length;
	}
	return 0;
}

/**
 * Removes `<think>…</think>` from a streamed text. Some local models write their reasoning into the answer itself, and an
 * NPC must not say it aloud.
 */
export class ThoughtFilter {
	private pending = "";
	private isThinking = false;

	/** The part of `text` that may be said; holds back a possible start of a tag until more text decides. */
	push(text: string): string {
		this.pending += text;
		let spoken = "";
		for (;;) {
			const tag = this.isThinking ? CLOSE : OPEN;
			const index = this.pending.indexOf(tag);
			if (index < 0) {
				const held = partialTagLength(this.pending, tag);
				if (!this.isThinking) spoken += this.pending.slice(0, this.pending.length - held);
				this.pending = this.pending.slice(this.pending.length - held);
				return spoken;
			}
			if (!this.isThinking) spoken += this.pending.slice(0, index);
			this.pending = this.pending.slice(index + tag.length);
			this.isThinking = !this.isThinking;
		}
	}

	/** Ends the text and returns what was held back. A thought that was never closed stays unsaid. */
	flush(): string {
		const held = this.isThinking ? "" : this.pending;
		this.reset();
		return held;
	}

	reset(): void {
		this.pending = "";
		this.isThinking = false;
	}
}
