import type { NpcDefinition, Random } from "server/ports";
import { SERVER } from "server/constants/operations";

/** What one NPC says when its mind cannot be reached: at most one line in a while, then it is silent. */
export class FallbackLines {
	private lastAt = -math.huge;

	constructor(
		private readonly lines: NpcDefinition["fallbackLines"],
		private readonly random: Pick<Random, "next">,
	) {}

	/** Undefined: stay silent. `now` in seconds. */
	public take(now: number): string | undefined {
		if (this.lines.isEmpty() || now - this.lastAt < SERVER.fallbackSeconds) return undefined;
		this.lastAt = now;
		return this.lines[math.floor(this.random.next() * this.lines.size())];
	}
}
