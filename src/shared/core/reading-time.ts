import { PACING } from "../constants";
import { charCount } from "./text";

export type PacingOptions = Readonly<typeof PACING>;

/** Seconds to read a line over a head before the next one covers it. */
export function readingSeconds(text: string, options: PacingOptions = PACING): number {
	const seconds = options.baseSeconds + charCount(text) / options.charsPerSecond;
	return math.clamp(seconds, options.minSeconds, options.maxSeconds);
}
