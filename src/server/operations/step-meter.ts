import type { Clock, Profiler } from "server/ports";
import { MONITOR } from "server/constants/operations";

/** The longest that one of the server's threads worked without a break. */
export interface LargestStep {
	/** Where it began. */
	readonly room: string;
	readonly seconds: number;
}

/** A profiler that also knows the last minute's largest step. */
export interface StepMeter extends Profiler {
	/** Undefined before the first step. */
	readonly largest: () => LargestStep | undefined;
}

interface Step extends LargestStep {
	readonly endedAt: number;
}

/** Steps, the longest first; each ended later than the ones before it. */
class LargestFirst {
	private readonly steps = new Array<Step>();

	/** There are a hundred steps a second, and most are shorter than one that has just ended: these leave nothing. */
	public note(room: string, seconds: number, endedAt: number): void {
		const { steps } = this;
		const last = steps[steps.size() - 1];
		if (last !== undefined && seconds <= last.seconds && endedAt - last.endedAt < MONITOR.stepGrainSeconds)
			return;
		while (!steps.isEmpty() && steps[steps.size() - 1].seconds <= seconds) steps.pop();
		steps.push({ room, seconds, endedAt });
		this.largest(endedAt);
	}

	public largest(now: number): LargestStep | undefined {
		while (!this.steps.isEmpty() && now - this.steps[0].endedAt > MONITOR.stepSeconds) this.steps.shift();
		return this.steps[0];
	}
}

/** False for a thread that has yielded or ended in the midst of a step. */
function isAtWork(thread: thread): boolean {
	const status = coroutine.status(thread);
	return status === "running" || status === "normal";
}

export function createStepMeter(profiler: Profiler, clock: Pick<Clock, "now">): StepMeter {
	const steps = new LargestFirst();
	/** The step under way: of which thread, in which room, since when, and how many spans are open in it. */
	let worker: thread | undefined;
	let outermost = "";
	let startedAt = 0;
	let depth = 0;

	return {
		begin: (room) => {
			profiler.begin(room);
			if (worker !== undefined && isAtWork(worker)) {
				depth += 1;
				return;
			}
			worker = coroutine.running();
			outermost = room;
			startedAt = clock.now();
			depth = 1;
		},
		end: () => {
			profiler.end();
			if (worker === undefined || !isAtWork(worker)) return;
			depth -= 1;
			if (depth > 0) return;
			worker = undefined;
			const endedAt = clock.now();
			steps.note(outermost, endedAt - startedAt, endedAt);
		},
		largest: () => steps.largest(clock.now()),
	};
}
