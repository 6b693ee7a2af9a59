import { setImmediate as macrotask } from "node:timers/promises";
import type { Clock } from "../../../gateway/src/timing/clock.ts";

/** A request in the gateway that has no answer yet. */
interface Call {
	/** For so long the gateway may hold it. */
	readonly pollSeconds: number;
	/** The timer that ends the poll at the latest: the gateway holds the poll while it runs. */
	hold?: { isRunning: boolean };
}

/** A request that is neither answered nor held after this many turns of the event loop never will be. */
const MAX_TURNS = 10_000;

/** Knows which requests in the gateway are still being worked on, and which the gateway only holds open. */
export class OpenCalls {
	private readonly calls = new Set<Call>();
	private newest: Call | undefined;

	/** The gateway must be made with this clock: it shows when the gateway begins to hold a poll. */
	readonly gatewayClock: Clock;

	constructor(clock: Clock) {
		this.gatewayClock = {
			now: clock.now,
			after: (seconds, callback) => {
				const timer = { isRunning: true };
				// Requests begin one after the other, and the timer that ends a poll runs for as long as the poll may be held.
				if (seconds > 0 && seconds === this.newest?.pollSeconds) this.newest.hold ??= timer;
				const cancel = clock.after(seconds, () => {
					timer.isRunning = false;
					callback();
				});
				return () => {
					timer.isRunning = false;
					cancel();
				};
			},
		};
	}

	/** Resolves as `work` does, which hands the request to the gateway. */
	async run<T>(pollSeconds: number, work: () => Promise<T>): Promise<T> {
		const call: Call = { pollSeconds };
		this.calls.add(call);
		this.newest = call;
		try {
			return await work();
		} finally {
			this.calls.delete(call);
		}
	}

	/** Resolves when each request is either answered or held open. */
	async settle(): Promise<void> {
		const isBusy = () => [...this.calls].some((call) => call.hold?.isRunning !== true);
		for (let turn = 0; turn < MAX_TURNS; turn++) {
			await macrotask();
			if (!isBusy()) return;
		}
		throw new Error("the gateway neither answers a request nor holds it open");
	}
}
