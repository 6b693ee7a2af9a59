import type { NpcDefinition, Random } from "server/ports";
import { SERVER } from "server/constants/operations";

/** For NPCs whose definition has no lines. */
const PLAIN_LINES = [
	"Sorry, my mind was elsewhere just now.",
	"Hm? I lost my thread for a moment.",
	"Give me a moment, I was thinking of something else.",
];

/** What one NPC says when its mind cannot be reached, or says nothing that can be shown. */
export class FallbackLines {
	private lastAt = -math.huge;
	private last = -1;
	private readonly lines: NpcDefinition["fallbackLines"];

	constructor(
		lines: NpcDefinition["fallbackLines"],
		private readonly random: Pick<Random, "next">,
	) {
		this.lines = lines.isEmpty() ? PLAIN_LINES : lines;
	}

	/** Undefined: stay silent. A player who asked gets a line sooner after the last one. `now` in seconds. */
	public take(now: number, isForPlayer: boolean): string | undefined {
		if (this.waitFor(now, isForPlayer) > 0) return undefined;
		this.lastAt = now;
		this.last = this.another();
		return this.lines[this.last];
	}

	/** Seconds until the next line may be said. */
	public waitFor(now: number, isForPlayer: boolean): number {
		const gap = isForPlayer ? SERVER.askedFallbackSeconds : SERVER.fallbackSeconds;
		return math.max(0, this.lastAt + gap - now);
	}

	/** Not the last one again, if there is another. */
	private another(): number {
		const count = this.lines.size();
		const others = this.last < 0 || count === 1 ? count : count - 1;
		const index = math.floor(this.random.next() * others);
		return others < count && index >= this.last ? index + 1 : index;
	}
}
