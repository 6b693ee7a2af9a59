import type { GatewayEvent } from "../wire.ts";

/**
 * How soon an event has to reach the game: `now`: somebody waits for it. `rest`: players still read what came before it.
 * `idle`: nobody sees a difference.
 */
export type EventHaste = "now" | "rest" | "idle";

/** Tells the events that somebody waits for from those that may share an answer with others. */
export class EventHastes {
	/** Turns under way of which a sentence has come. */
	private readonly begun = new Set<string>();

	/** Call it once for each event, in order. */
	of(event: GatewayEvent): EventHaste {
		switch (event.event) {
			case "sentence": {
				const isFirst = !this.begun.has(event.turnId);
				this.begun.add(event.turnId);
				return isFirst ? "now" : "rest";
			}
			case "turnDone":
				// The end of a turn without words is its answer.
				return this.begun.delete(event.turnId) ? "idle" : "now";
			case "turnFailed":
				// The game itself stopped a reply that had begun.
				return this.begun.delete(event.turnId) && event.kind === "rejected" ? "idle" : "now";
			case "blockStored":
				return "idle";
			default:
				return "now";
		}
	}
}
