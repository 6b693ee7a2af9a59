import type { Log } from "server/ports";

const LINE = "Forgive me, I am worn out from all this talking. Let us speak another time.";
const SECONDS_BETWEEN = 600;

/** Said by whichever NPC is asked first when the whole server has no turns left, and again after a while. */
export class TiredLine {
	private lastAt = -math.huge;

	constructor(private readonly log: Pick<Log, "warn">) {}

	/** Undefined: stay silent. `now` in seconds. */
	public take(now: number): string | undefined {
		if (now - this.lastAt < SECONDS_BETWEEN) return undefined;
		this.lastAt = now;
		this.log.warn("NPCs have no turns left for now: see MaxTurnsPerHour and MaxTokensPerDay of LettaConfig");
		return LINE;
	}
}
