import type { After, CaptionDisplay } from "client/ports";
import { charCount } from "shared/text/text";

export interface CaptionsDeps {
	readonly display: CaptionDisplay;
	readonly after: After;
}

/** `CAPTIONS` has the numbers and their reasons. */
export interface CaptionsOptions {
	readonly maxLines: number;
	readonly leastSeconds: number;
	readonly secondsPerChar: number;
	readonly mostSeconds: number;
}

interface Caption {
	readonly richText: string;
}

/** The last few lines, each for as long as it takes to read. */
export class Captions {
	private lines: ReadonlyArray<Caption> = [];

	constructor(
		private readonly deps: CaptionsDeps,
		private readonly options: CaptionsOptions,
	) {}

	/** @param text what there is to read of it */
	public add(richText: string, text: string): void {
		const { leastSeconds, mostSeconds, secondsPerChar, maxLines } = this.options;
		const caption: Caption = { richText };
		const surplus = this.lines.size() + 1 - maxLines;
		this.show([...this.lines.filter((_, index) => index >= surplus), caption]);
		const seconds = math.clamp(charCount(text) * secondsPerChar, leastSeconds, mostSeconds);
		this.deps.after(seconds, () => this.remove(caption));
	}

	private remove(caption: Caption): void {
		if (this.lines.includes(caption)) this.show(this.lines.filter((line) => line !== caption));
	}

	private show(lines: ReadonlyArray<Caption>): void {
		this.lines = lines;
		this.deps.display.show(lines.map(({ richText }) => richText));
	}
}
