import type { LocalPlaytest } from "../local-playtest.ts";
import type { Playtest } from "../playtest.ts";
import type { Output, Paint } from "./style.ts";
import { createTranscript } from "./transcript.ts";
import type { Transcript } from "./transcript.ts";

/** A playtest that runs, and where it is shown. */
export interface Played {
	/** Only the local chain has a scripted model and an App Server. */
	readonly playtest: Playtest & Partial<Pick<LocalPlaytest, "model" | "onAppServer">>;
	/** Prints nothing more once the end has begun. */
	readonly output: Output;
	readonly paint: Paint;
	/** The end has begun: nobody does anything more. */
	readonly isOver: () => boolean;
}

export interface TranscriptSetting {
	/** Above a prompt; default: the playtest's. */
	readonly output?: Output;
	/** Of others who will speak, besides the NPCs and the player. */
	readonly names?: ReadonlyArray<string>;
}

/** A transcript by the world's clock, as the game's log has it. */
export function beginTranscript(played: Omit<Played, "isOver">, setting: TranscriptSetting = {}): Transcript {
	const { playtest, output, paint } = played;
	const { names = [] } = setting;
	const npcNames = playtest.npcs.map(({ displayName }) => displayName);
	return createTranscript({
		output: setting.output ?? output,
		paint,
		now: playtest.world.now,
		names: [...npcNames, playtest.player.name, ...names],
	});
}
