const OPEN = "<think>";
const CLOSE = "</think>";

/** The length of the longest end of `text` that `tag` begins with: it may become the tag. */
function partialTagLength(text: string, tag: string): number {
	const longest = Math.min(text.length, tag.length - 1);
	for (let length = longest; length > 0; length -= 1) {
		if (tag.startsWith(text.slice(-length))) return length;
	}
	return 0;
}

/**
 * Takes `<think>…</think>` out of a streamed text. Some local models write their reasoning into the answer
 * itself; an NPC must not say it aloud.
 */
export class ThoughtFilter {
	private pending = "";
	private isThinking = false;

	/** What of `text` may be said; the start of a tag is held back until it is known to be one or not. */
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

	/** The text is over: what was held back and is no tag. A thought that was never closed stays unsaid. */
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
