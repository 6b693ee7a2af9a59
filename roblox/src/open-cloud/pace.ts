const WINDOW_SECONDS = 60;

/** Keeps requests to a number in any minute. */
export class Pace {
	/** When the last requests went out, or will. */
	private readonly times: number[] = [];

	constructor(private readonly perMinute: number) {}

	/** Books the next request and returns the seconds until it may go. */
	book(now: number): number {
		const before = this.times.at(-this.perMinute);
		const at = Math.max(now, before === undefined ? now : before + WINDOW_SECONDS);
		this.times.push(at);
		if (this.times.length > this.perMinute) this.times.shift();
		return at - now;
	}
}
