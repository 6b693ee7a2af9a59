/**
 * What an agent's memory files hold and what they should hold. Writing a file is slow, so only the newest value of each
 * label is written, and only if it differs from the last value written.
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

	/** The file holds this value now. */
	markWritten(label: string, value: string): void {
		this.written.set(label, value);
	}

	/** The agent was created with these values. */
	markAllWritten(values: Readonly<Record<string, string>>): void {
		for (const [label, value] of Object.entries(values)) this.markWritten(label, value);
	}

	/** The agent is made anew: only these values are wanted, and no file is written yet. */
	startAnew(values: Readonly<Record<string, string>>): void {
		this.wanted.clear();
		this.written.clear();
		for (const [label, value] of Object.entries(values)) this.want(label, value);
	}

	/** The content of the files is unknown from now on. */
	forgetWritten(): void {
		this.written.clear();
	}

	/** Labels whose file is out of date, with the value that it should hold. */
	pending(): [label: string, value: string][] {
		return [...this.wanted].filter(([label, value]) => this.written.get(label) !== value);
	}
}
