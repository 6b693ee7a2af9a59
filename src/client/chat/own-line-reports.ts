export interface OwnLineReportsDeps {
	/** Monotonic seconds. */
	readonly now: () => number;
	/** Tells the server. */
	readonly report: () => void;
}

/**
 * Tells the server, now and then, that the chat has delivered a line of this player's. A server that is told so but hears no
 * lines knows that another script has taken its place at the channel.
 */
export class OwnLineReports {
	private reportedAt = -math.huge;

	constructor(
		private readonly deps: OwnLineReportsDeps,
		/** Between two reports. */
		private readonly gapSeconds: number,
	) {}

	/** The chat has delivered a line of this player's. */
	public noteLine(): void {
		const now = this.deps.now();
		if (now - this.reportedAt < this.gapSeconds) return;
		this.reportedAt = now;
		this.deps.report();
	}
}
