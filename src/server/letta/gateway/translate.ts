import type { AgentSpec, AgentState, BlockWrite, TurnEvent } from "server/ports";
import type { GatewayEvent, Op } from "server/wire/gateway-frames";

/** Between the words of `LettaPort` and those of the gateway's protocol. */

/** The events that say how an agent is. */
export type AgentEvent = Extract<GatewayEvent, { event: "agentReady" | "agentFailed" }>;

/** The events that belong to a turn. */
export type TurnGatewayEvent = Extract<GatewayEvent, { turnId: string }>;

export function ensureOp({ npcId, displayName, persona, blocks }: AgentSpec): Op {
	return { op: "ensureAgent", spec: { npcId, displayName, persona, blocks } };
}

export function eraseOp({ npcId, blocks }: AgentSpec): Op {
	return { op: "erase", npcId, blocks };
}

export function blockOp({ npcId, label, value, rev }: BlockWrite): Op {
	return { op: "setBlock", npcId, label, value, rev };
}

export function agentStateOf(event: AgentEvent): AgentState {
	if (event.event === "agentReady")
		return { kind: "ready", agentId: event.agentId, model: event.model, resumed: false };
	return { kind: "failed", reason: event.kind, message: event.message, final: event.final };
}

export function turnEventOf(event: TurnGatewayEvent): TurnEvent {
	switch (event.event) {
		case "sentence":
			return { kind: "sentence", index: event.index, text: event.text };
		case "action":
			return { kind: "action", callId: event.callId, name: event.name, args: event.args };
		case "turnDone":
			return { kind: "done", usage: event.usage };
		case "turnFailed":
			return {
				kind: "failed",
				reason: event.kind,
				message: event.message,
				// The gateway says `busy` of a turn that waited too long there and never began.
				delivered: event.kind !== "busy",
			};
	}
}
