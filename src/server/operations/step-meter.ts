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

/** A step under way. */
interface Outermost {
	readonly thread: thread;
	readonly room: string;
	readonly startedAt: number;
	depth: number;
}

/** Steps, the longest first; each ended later than the ones before it. */
class LargestFirst {
	private readonly steps = new Array<Step>();

	public note(step: Step): void {
		const { steps } = this;
		while (!steps.isEmpty() && steps[steps.size() - 1].seconds <= step.seconds) steps.pop();
		steps.push(step);
	}

	public largest(now: number): LargestStep | undefined {
		while (!this.steps.isEmpty() && now - this.steps[0].endedAt > MONITOR.stepSeconds) this.steps.shift();
		return this.steps[0];
	}
}

/** False for a thread that has yielded or ended in the midst of a step. */
function isAtWork({ thread }: Outermost): boolean {
	const status = coroutine.status(thread);
	return status === "running" || status === "normal";
}

export function createStepMeter(profiler: Profiler, clock: Pick<Clock, "now">): StepMeter {
	const steps = new LargestFirst();
	let outermost: Outermost | undefined;

	return {
		begin: (room) => {
			profiler.begin(room);
			if (outermost !== undefined && isAtWork(outermost)) outermost.depth += 1;
			else outermost = { thread: coroutine.running(), room, startedAt: clock.now(), depth: 1 };
		},
		end: () => {
			profiler.end();
			if (outermost === undefined || !isAtWork(outermost)) return;
			outermost.depth -= 1;
			if (outermost.depth > 0) return;
			const { room, startedAt } = outermost;
			outermost = undefined;
			const endedAt = clock.now();
			steps.note({ room, seconds: endedAt - startedAt, endedAt });
			steps.largest(endedAt);
		},
		largest: () => steps.largest(clock.now()),
	};
}
