import { REQUEST_CLASSES } from "./request-class.ts";

export interface RequestRates {
	/** Requests a minute, over all. */
	readonly mean: number;
	/** In the busiest sliding minute. */
	readonly max: number;
	readonly byClass: Readonly<Record<string, { readonly mean: number; readonly atBusiest: number }>>;
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

	/** Rates from `from` to `to`, seconds. The busiest minute of a shorter time is all of it. */
	rates(from: number, to: number): RequestRates {
		const all = this.within(from, to);
		const minutes = (to - from) / 60;
		const busiest = busiestWindow(all);
		const byClass = this.classes.map((name) => {
			const count = (requests: ReadonlyArray<Sent>) =>
				requests.filter(({ requestClass }) => requestClass === name).length;
			return [name, { mean: count(all) / minutes, atBusiest: count(busiest) }] as const;
		});
		return {
			mean: all.length / minutes,
			max: busiest.length,
			byClass: Object.fromEntries(byClass),
		};
	}

	private within(from: number, to: number): ReadonlyArray<Sent> {
		return this.sent.filter(({ at }) => at >= from && at < to);
	}
}

function busiestWindow(requests: ReadonlyArray<Sent>): ReadonlyArray<Sent> {
	let best: ReadonlyArray<Sent> = [];
	let first = 0;
	for (let last = 0; last < requests.length; last++) {
		while (requests[last]!.at - requests[first]!.at >= WINDOW_SECONDS) first += 1;
		if (last - first + 1 > best.length) best = requests.slice(first, last + 1);
	}
	return best;
}
