import type { Clock } from "server/ports";

interface Timer {
	at: number;
	readonly callback: () => void;
	readonly every?: number;
	cancelled: boolean;
}

export interface FakeClock extends Clock {
	/** Lets `seconds` pass and runs what falls due, in order. */
	readonly advance: (seconds: number) => void;
	/** How many callbacks run again and again. */
	readonly repeating: () => number;
}

/** A clock that stands still until it is told to advance. */
export function createFakeClock(): FakeClock {
	let now = 1000;
	let timers = new Array<Timer>();

	const schedule = (timer: Timer) => {
		timers.push(timer);
		return () => {
			timer.cancelled = true;
		};
	};

	const nextDue = (deadline: number): Timer | undefined => {
		timers = timers.filter((timer) => !timer.cancelled);
		let due: Timer | undefined;
		for (const timer of timers)
			if (timer.at <= deadline && (due === undefined || timer.at < due.at)) due = timer;
		return due;
	};

	return {
		now: () => now,
		repeating: () => timers.filter((timer) => timer.every !== undefined && !timer.cancelled).size(),
		isoNow: () => `T${now}`,
		after: (seconds, callback) => schedule({ at: now + seconds, callback, cancelled: false }),
		every: (seconds, callback) => schedule({ at: now + seconds, callback, every: seconds, cancelled: false }),
		advance: (seconds) => {
			const deadline = now + seconds;
			let timer = nextDue(deadline);
			while (timer !== undefined) {
				now = math.max(now, timer.at);
				if (timer.every === undefined) timer.cancelled = true;
				else timer.at += timer.every;
				timer.callback();
				timer = nextDue(deadline);
			}
			now = deadline;
		},
	};
}
