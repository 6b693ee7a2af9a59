/** A text that is made when somebody first reads it: what nobody reads costs nothing. */
export class LateText {
	private made?: string;

	/** @param make makes it from what was so when the text was decided, whatever has changed since */
	constructor(private make: (() => string) | undefined) {}

	public static of(text: string): LateText {
		const known = new LateText(undefined);
		known.made = text;
		return known;
	}

	public read(): string {
		this.made ??= this.make?.() ?? "";
		// What it was made from is not needed any more.
		this.make = undefined;
		return this.made;
	}

	public isMade(): boolean {
		return this.made !== undefined;
	}

	/** True if both are known to say the same. Makes neither of them. */
	public isKnownAs(other: LateText | undefined): boolean {
		return other === this || (this.made !== undefined && this.made === other?.made);
	}
}

/** A text that was made already counts as one. */
export function lateText(text: string | LateText): LateText {
	return typeIs(text, "string") ? LateText.of(text) : text;
}
