import type { AgentBackend } from "@townsfolk/gateway";
import type { GatewayEvent } from "../../src/server/wire/gateway-frames.ts";
import type { TurnEnd } from "./exchange.ts";

/** The naive way: no NPC says anything of a reply until all of it is there. */
export interface HoldReplies {
	/** The back end to give to the gateway. */
	readonly wrap: (backend: AgentBackend) => AgentBackend;
	/** Of turns that begin from now on. */
	readonly setHolding: (isHolding: boolean) => void;
}

/** Keeps every sentence of a turn back until the turn is over, and passes them on together then. Tells of each end. */
export function createHoldReplies(onTurnOver: (end: TurnEnd) => void): HoldReplies {
	let isHolding = false;
	const held = new Map<string, GatewayEvent[]>();

	function pass(event: GatewayEvent, emit: (event: GatewayEvent) => void): void {
		const kept = "turnId" in event ? held.get(event.turnId) : undefined;
		if (kept !== undefined && event.event === "sentence") return void kept.push(event);
		if (event.event === "turnDone" || event.event === "turnFailed") {
			held.delete(event.turnId);
			for (const sentence of kept ?? []) emit(sentence);
			const failure = event.event === "turnFailed" ? { problem: `${event.kind}: ${event.message}` } : {};
			onTurnOver({ npcId: event.npcId, ...failure });
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
