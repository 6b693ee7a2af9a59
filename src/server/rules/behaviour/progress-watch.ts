import type { Point } from "server/rules/space/entity";
import { groundDistance } from "server/rules/space/geometry";

/** When a walker counts as stuck. */
export interface ProgressOptions {
	/** Studs on the ground that count as progress. */
	readonly progressStuds: number;
	/** Seconds without progress after which it is stuck. */
	readonly stuckSeconds: number;
}

/** Tells when a walker is not getting anywhere. */
export class ProgressWatch {
	private from: Point;
	private since: number;

	constructor(
		private readonly options: ProgressOptions,
		position: Point,
		now: number,
	) {
		this.from = position;
		this.since = now;
	}

	/** Starts again, for a new path. */
	public reset(position: Point, now: number): void {
		this.from = position;
		this.since = now;
	}

	/** `now` in seconds. */
	public isStuck(position: Point, now: number): boolean {
		if (groundDistance(position, this.from) >= this.options.progressStuds) this.reset(position, now);
		return now - this.since >= this.options.stuckSeconds;
	}
}
