import type { AgentBackend } from "@townsfolk/gateway";
import type { GatewayEvent } from "../../src/server/wire/gateway-frames.ts";

/** The naive way: nothing is said of a reply until all of it is there. */
export interface HoldReplies {
	/** The back end to give to the gateway. */
	readonly wrap: (backend: AgentBackend) => AgentBackend;
	/** Of turns that begin from now on. */
	readonly setHolding: (isHolding: boolean) => void;
}

/** Keeps every sentence of a turn back until the turn is over, and gives them out together then. */
export function createHoldReplies(): HoldReplies {
	let isHolding = false;
	const held = new Map<string, GatewayEvent[]>();

	function pass(event: GatewayEvent, emit: (event: GatewayEvent) => void): void {
		const kept = "turnId" in event ? held.get(event.turnId) : undefined;
		if (kept !== undefined && event.event === "sentence") return void kept.push(event);
		if (kept !== undefined && (event.event === "turnDone" || event.event === "turnFailed")) {
			held.delete(event.turnId);
			for (const sentence of kept) emit(sentence);
		}
		emit(event);
	}

	return {
		wrap: (backend) => ({
			...backend,
			open: (identity, emit) => {
				const session = backend.open(identity, (event) => pass(event, emit));
				return {
					...session,
					startTurn: (turn) => {
						if (isHolding) held.set(turn.turnId, []);
						session.startTurn(turn);
					},
				};
			},
		}),
		setHolding: (holding) => void (isHolding = holding),
	};
}
