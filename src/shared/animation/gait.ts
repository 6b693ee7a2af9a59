import type { Gait } from "./animation-ids";

/** Speeds in studs a second at which Roblox's animations look natural, for a body of ordinary height. */
export interface NaturalSpeeds {
	readonly walk: number;
	readonly run: number;
}

/** `Animate` plays the walk at its own speed at half of 16 / 1.25 studs a second, and the run at the whole. */
export const R15_SPEEDS: NaturalSpeeds = { walk: 6.4, run: 12.8 };
/** R6 has one animation for both. */
export const R6_SPEEDS: NaturalSpeeds = { walk: 14.5, run: 14.5 };

/** Studs a second below which a body stands: it only sways. */
const STANDING_BELOW = 0.75;
/** Studs a second above which nobody walks: somebody has put the body elsewhere. */
const LEAPING_ABOVE = 60;
/** Degrees a second above which a standing body shuffles its feet. */
const TURNING_ABOVE = 40;
/** How fast, as a share of the walk's own speed. */
const TURNING_RATE = 0.6;
/** A body runs from this share of the running speed on. It walks again below the second: no flicker between them. */
const RUN_FROM = 0.95;
const RUN_UNTIL = 0.85;

/** How a body moves, and how fast its animation plays; 1 is the animation's own speed. */
export interface Stride {
	readonly gait: Gait;
	readonly rate: number;
}

export interface Movement {
	/** Studs a second along the ground. */
	readonly speed: number;
	/** Degrees a second. */
	readonly turning: number;
}

/** @param before the gait until now; @param height 1 is ordinary: long legs take long steps */
export function strideOf(
	{ speed, turning }: Movement,
	before: Gait,
	natural: NaturalSpeeds,
	height: number,
): Stride {
	const walk = natural.walk * height;
	const run = natural.run * height;
	if (speed < STANDING_BELOW || speed > LEAPING_ABOVE)
		return turning > TURNING_ABOVE ? { gait: "walk", rate: TURNING_RATE } : { gait: "idle", rate: 1 };
	const runs = speed >= run * (before === "run" ? RUN_UNTIL : RUN_FROM);
	return runs ? { gait: "run", rate: speed / run } : { gait: "walk", rate: speed / walk };
}
