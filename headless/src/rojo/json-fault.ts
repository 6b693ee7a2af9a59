/** Sticky: each matches at the reader's position. */
const SPACE = /[ \t\r\n]*/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/y;
const ATOM = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/** Reads JSON as far as it is right. Node says for some faults only what is wrong, and not where. */
class Reader {
	public at = 0;

	constructor(private readonly text: string) {}

	public end(): boolean {
		this.skip(SPACE);
		return this.at === this.text.length;
	}

	public value(): boolean {
		if (this.take("{")) return this.items("}", () => this.skip(STRING) && this.take(":") && this.value());
		if (this.take("[")) return this.items("]", () => this.value());
		return this.skip(STRING) || this.skip(ATOM);
	}

	private items(close: string, item: () => boolean): boolean {
		if (this.take(close)) return true;
		do {
			this.skip(SPACE);
			if (!item()) return false;
		} while (this.take(","));
		return this.take(close);
	}

	private take(sign: string): boolean {
		this.skip(SPACE);
		if (this.text[this.at] !== sign) return false;
		this.at += 1;
		this.skip(SPACE);
		return true;
	}

	private skip(pattern: RegExp): boolean {
		pattern.lastIndex = this.at;
		if (!pattern.test(this.text)) return false;
		this.at = pattern.lastIndex;
		return true;
	}
}

/** Where `text` stops being JSON, as `line:column`; both count from 1. */
export function jsonFaultAt(text: string): string {
	const reader = new Reader(text);
	if (reader.value()) reader.end();
	const lines = text.slice(0, reader.at).split("\n");
	return `${lines.length}:${lines.at(-1)!.length + 1}`;
}
