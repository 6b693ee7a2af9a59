import type { AgentLimits } from "../../limits.ts";
import type { Clock } from "../../timing/clock.ts";
import type { Memory } from "./memory.ts";

export interface MemoryScheduleDeps {
	readonly memory: Memory;
	readonly clock: Clock;
	/** Runs a job when it is this agent's turn to be written. */
	readonly inTurn: (job: () => Promise<void>) => Promise<void>;
	/** Writes pending blocks if the agent is free; false if it is not. */
	readonly tryWrite: () => Promise<boolean>;
}

/** Decides when an agent's memory files are written: rarely, when nothing has changed for a while, and not in mid-talk. */
export interface MemorySchedule {
	/** A value has changed. */
	readonly touch: () => void;
	/** A turn is over. */
	readonly noteTurn: () => void;
	readonly cancel: () => void;
}

/** Creates the schedule of one agent. */
export function createMemorySchedule(deps: MemoryScheduleDeps, limits: AgentLimits): MemorySchedule {
	const { memory, clock, inTurn, tryWrite } = deps;
	let changedAt = -Infinity;
	let wroteAt = -Infinity;
	let talkedAt = -Infinity;
	/** When the oldest change came that is not written. */
	let waitsSince: number | undefined;
	let cancelTimer: (() => void) | undefined;

	function secondsUntilDue(): number {
		const quietAt = changedAt + limits.memoryQuietSeconds;
		const allowedAt = wroteAt + limits.memoryIntervalSeconds;
		const overAt = talkedAt + limits.memoryTalkSeconds;
		const latestAt = (waitsSince ?? clock.now()) + limits.memoryDelaySeconds;
		return Math.max(quietAt, allowedAt, Math.min(overAt, latestAt)) - clock.now();
	}

	async function attempt(): Promise<void> {
		if (secondsUntilDue() <= 0 && memory.pending().length > 0) {
			if (!(await tryWrite())) return;
			wroteAt = clock.now();
			waitsSince = undefined;
		}
	}

	function arm(leastSeconds: number): void {
		if (cancelTimer !== undefined || memory.pending().length === 0) return;
		cancelTimer = clock.after(Math.max(leastSeconds, secondsUntilDue()), () => {
			void inTurn(attempt).finally(() => {
				if (cancelTimer === undefined) return;
				cancelTimer = undefined;
				// Something is left if the agent was busy or the back end was away.
				arm(limits.memoryQuietSeconds);
			});
		});
	}

	return {
		touch: () => {
			changedAt = clock.now();
			waitsSince ??= changedAt;
			arm(0);
		},
		noteTurn: () => (talkedAt = clock.now()),
		cancel: () => {
			cancelTimer?.();
			cancelTimer = undefined;
		},
	};
}
