/**
 * What an agent's memory files should hold and what they do. A file's write is slow, so only the newest value of
 * each label is ever written, and only when it differs from the last one written.
 */
export class Memory {
	private readonly wanted = new Map<string, string>();
	private readonly written = new Map<string, string>();

	want(label: string, value: string): void {
		this.wanted.set(label, value);
	}

	/** The newest value of each label. */
	wantedValues(): Record<string, string> {
		return Object.fromEntries(this.wanted);
	}

	/** The file holds this now. */
	markWritten(label: string, value: string): void {
		this.written.set(label, value);
	}

	/** The agent was created with these values. */
	markAllWritten(values: Readonly<Record<string, string>>): void {
		for (const [label, value] of Object.entries(values)) this.markWritten(label, value);
	}

	/** The agent is made anew: nothing but these values is wanted, and nothing is written. */
	startAnew(values: Readonly<Record<string, string>>): void {
		this.wanted.clear();
		this.written.clear();
		for (const [label, value] of Object.entries(values)) this.want(label, value);
	}

	/** What the files hold is not known any more. */
	forgetWritten(): void {
		this.written.clear();
	}

	/** Labels whose file is behind, with the value it should have. */
	pending(): [label: string, value: string][] {
		return [...this.wanted].filter(([label, value]) => this.written.get(label) !== value);
	}
}
