import { REQUEST_CLASSES } from "./request-class.ts";

/** Requests a minute. */
export interface RequestRate {
	readonly mean: number;
	/** In the busiest sliding minute. */
	readonly max: number;
}

export interface RequestRates extends RequestRate {
	/** Each class has a busiest minute of its own, so that these `max` may add up to more than the total's. */
	readonly byClass: Readonly<Record<string, RequestRate>>;
}

interface Sent {
	readonly at: number;
	readonly requestClass: string;
}

const WINDOW_SECONDS = 60;

/** Counts the game's requests, as Roblox does: when they are sent. */
export class RequestMeter {
	private readonly sent: Sent[] = [];

	/** `classes`: in the order of the report. */
	constructor(private readonly classes: ReadonlyArray<string> = REQUEST_CLASSES) {}

	/** In order of time. */
	add(requestClass: string, at: number): void {
		this.sent.push({ at, requestClass });
	}

	count(from: number, to: number): number {
		return this.within(from, to).length;
	}

	/** Rates from `from` to `to`, seconds. The busiest minute of a shorter time is all of it, in proportion. */
	rates(from: number, to: number): RequestRates {
		const all = this.within(from, to);
		const rate = (requests: ReadonlyArray<Sent>): RequestRate => {
			const mean = requests.length / ((to - from) / WINDOW_SECONDS);
			return { mean, max: to - from < WINDOW_SECONDS ? mean : busiestWindow(requests) };
		};
		const byClass = this.classes.map((name) => {
			const own = all.filter(({ requestClass }) => requestClass === name);
			return [name, rate(own)] as const;
		});
		return { ...rate(all), byClass: Object.fromEntries(byClass) };
	}

	private within(from: number, to: number): ReadonlyArray<Sent> {
		return this.sent.filter(({ at }) => at >= from && at < to);
	}
}

function busiestWindow(requests: ReadonlyArray<Sent>): number {
	let most = 0;
	let first = 0;
	for (let last = 0; last < requests.length; last++) {
		while (requests[last]!.at - requests[first]!.at >= WINDOW_SECONDS) first += 1;
		most = Math.max(most, last - first + 1);
	}
	return most;
}
