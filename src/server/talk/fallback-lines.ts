import type { NpcDefinition, Random } from "server/ports";
import { SERVER } from "server/constants/operations";

/** What an NPC says of its own when its mind cannot be reached: at most one line in a while, then silence. */
export class FallbackLines {
	private readonly lastAt = new Map<string, number>();

	constructor(private readonly random: Random) {}

	/** Undefined: keep silent. `now` in seconds. */
	take({ npcId, fallbackLines }: NpcDefinition, now: number): string | undefined {
		if (fallbackLines.isEmpty()) return undefined;
		const last = this.lastAt.get(npcId);
		if (last !== undefined && now - last < SERVER.fallbackSeconds) return undefined;
		this.lastAt.set(npcId, now);
		return fallbackLines[math.floor(this.random.next() * fallbackLines.size())];
	}

	forget(npcId: string): void {
		this.lastAt.delete(npcId);
	}
}
