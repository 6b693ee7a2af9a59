import type { ShownLine } from "../player/shown-line.ts";

/** The same words of the same speaker on another client within this time are the same line. */
const SAME_LINE_SECONDS = 3;

interface SeenLine {
	readonly at: number;
	readonly clients: Set<string>;
}

/** Tells the first display of a line from the others: each client in earshot shows it, as a bubble and in the window. */
export class CrowdLines {
	private readonly seen = new Map<string, SeenLine>();

	/** True if no client has shown this line on this surface before. `now` is in seconds. */
	isFirst({ surface, speaker, text }: ShownLine, client: string, now: number): boolean {
		const key = JSON.stringify([surface, speaker, text]);
		const before = this.seen.get(key);
		if (before !== undefined && now - before.at < SAME_LINE_SECONDS && !before.clients.has(client)) {
			before.clients.add(client);
			return false;
		}
		this.seen.set(key, { at: now, clients: new Set([client]) });
		return true;
	}
}
