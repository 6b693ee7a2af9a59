import type { LocalPlaytest } from "../local-playtest.ts";
import type { Playtest } from "../playtest.ts";
import type { Output, Paint } from "./style.ts";
import { createTranscript } from "./transcript.ts";
import type { Transcript } from "./transcript.ts";

/** A playtest that runs, and where it is shown. */
export interface Played {
	/** Only the local chain has a scripted model and an App Server. */
	readonly playtest: Playtest & Partial<Pick<LocalPlaytest, "model" | "onAppServer">>;
	readonly output: Output;
	readonly paint: Paint;
}

/** A transcript whose time begins now. */
export function beginTranscript({ output, paint }: Pick<Played, "output" | "paint">): Transcript {
	const startedAt = performance.now();
	return createTranscript({ output, paint, now: () => (performance.now() - startedAt) / 1000 });
}
