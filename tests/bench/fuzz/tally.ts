/** What fuzzers saw. */
export class Tally {
	sent = 0;
	/** By what was sent and what came of it. */
	readonly outcomes = new Map<string, Map<string, number>>();
	/** Answers and closed sockets by which the gateway refused something. */
	refusals = 0;
	/** Answers of 500 and above, and answers that show the inside. */
	readonly faults: string[] = [];

	note(kind: string, outcome: string): void {
		this.sent += 1;
		const own = this.outcomes.get(kind) ?? new Map<string, number>();
		this.outcomes.set(kind, own.set(outcome, (own.get(outcome) ?? 0) + 1));
	}

	/** An answer's text, or what a socket said. */
	inspect(status: number, text: string): void {
		if (status >= 500) this.faults.push(`${status} ${text.slice(0, 100)}`);
		else if (/node_modules|\.ts:|Error:/.test(text)) this.faults.push(`a stack: ${text.slice(0, 100)}`);
		if (status >= 400) this.refusals += 1;
	}
}
