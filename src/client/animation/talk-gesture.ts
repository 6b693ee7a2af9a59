/** How joints swing while their NPC talks: angles in radians about the joint's sideways axis. */
export interface TalkSwing {
	readonly nod: number;
	readonly arm: number;
}

/** Swings in a second: about as often as people stress a word. */
const NODS_A_SECOND = 1.1;
const ARMS_A_SECOND = 0.6;
const NOD_DEGREES = 5;
/** The arm rises this far and swings about it. */
const ARM_LIFT_DEGREES = 22;
const ARM_DEGREES = 9;
/** Seconds in which the gesture begins, and in which it ends. */
const EASE_SECONDS = 0.35;

/** Characters a second that people speak, and bounds of a gesture in seconds. */
const CHARS_A_SECOND = 15;
const MIN_SECONDS = 1.5;
const MAX_SECONDS = 8;

/** Seconds for which an NPC gestures that says a text of so many bytes. */
export function gestureSeconds(bytes: number): number {
	return math.clamp(bytes / CHARS_A_SECOND, MIN_SECONDS, MAX_SECONDS);
}

/** The swing `since` seconds after the gesture's beginning, `left` seconds before its end. */
export function talkSwing(since: number, left: number): TalkSwing {
	const share = math.clamp(math.min(since, left) / EASE_SECONDS, 0, 1);
	const wave = (timesASecond: number) => math.sin(since * timesASecond * 2 * math.pi);
	return {
		nod: math.rad(share * NOD_DEGREES * wave(NODS_A_SECOND)),
		arm: math.rad(share * (ARM_LIFT_DEGREES + ARM_DEGREES * wave(ARMS_A_SECOND))),
	};
}
