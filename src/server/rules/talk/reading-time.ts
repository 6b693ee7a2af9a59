import { PACING } from "server/constants/rules";
import { charCount } from "shared/text/text";

export type PacingOptions = Readonly<typeof PACING>;

/** Seconds to read a line over a head before the next one covers it. */
export function readingSeconds(text: string, options: PacingOptions = PACING): number {
	const seconds = options.baseSeconds + charCount(text) / options.charsPerSecond;
	return math.clamp(seconds, options.minSeconds, options.maxSeconds);
}
