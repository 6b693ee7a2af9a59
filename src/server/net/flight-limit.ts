export interface FlightLimitOptions {
	/** Never more. */
	readonly max: number;
	/** Seconds within which refusals are about the same burst, and halve once. */
	readonly burstSeconds: number;
	/** Answers without a refusal after which one more is tried. */
	readonly answersToGrow: number;
	/** Seconds for which it does not grow to where it was refused. */
	readonly ceilingSeconds: number;
}

/**
 * How many requests may be under way at once. Nobody documents what the engine allows, and other scripts of the game use it as
 * well, so it is learned: halved when a request is refused for this reason, and tried higher again after a while.
 */
export class FlightLimit {
	private limit: number;
	private ceiling: number;
	private refusedAt = -math.huge;
	private answers = 0;

	constructor(private readonly options: FlightLimitOptions) {
		this.limit = options.max;
		this.ceiling = options.max;
	}

	public current(): number {
		return this.limit;
	}

	/** A request was refused because too many are under way. `underWay`: ours, with this one. */
	public noteRefused(underWay: number, now: number): void {
		this.answers = 0;
		if (now - this.refusedAt < this.options.burstSeconds) return;
		this.refusedAt = now;
		this.ceiling = math.max(1, math.min(this.limit, underWay) - 1);
		this.limit = math.max(1, math.floor(math.min(this.limit, underWay) / 2));
	}

	public noteAnswer(now: number): void {
		const { max, answersToGrow, ceilingSeconds } = this.options;
		if (now - this.refusedAt >= ceilingSeconds) this.ceiling = max;
		if (this.limit >= this.ceiling) return;
		this.answers += 1;
		if (this.answers < answersToGrow) return;
		this.answers = 0;
		this.limit += 1;
	}
}
