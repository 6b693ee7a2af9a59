import type { AgentSpec, GatewayEvent } from "../../wire.ts";
import type { Failure } from "../backend.ts";

interface Holder {
	readonly npcId: string;
	readonly emit: (event: GatewayEvent) => void;
}

type State =
	| { readonly kind: "ready"; readonly agentId: string; readonly model: string }
	| { readonly kind: "failed"; readonly failure: Failure };

function stateEvent(npcId: string, state: State): GatewayEvent {
	if (state.kind === "ready") {
		return { event: "agentReady", npcId, agentId: state.agentId, model: state.model };
	}
	return { event: "agentFailed", npcId, ...state.failure, final: false };
}

/** The sessions that use an agent. Each hears of the current state at once, and of every change. */
export class Holders {
	private readonly bySession = new Map<string, Holder>();
	private state: State | undefined;

	get isEmpty(): boolean {
		return this.bySession.size === 0;
	}

	add(sessionId: string, { npcId }: AgentSpec, emit: (event: GatewayEvent) => void): void {
		this.bySession.set(sessionId, { npcId, emit });
		if (this.state !== undefined) emit(stateEvent(npcId, this.state));
	}

	/** Tells every session that the agent was, or could not be, erased. */
	tellErased(ok: boolean): void {
		for (const { npcId, emit } of this.bySession.values()) emit({ event: "erased", npcId, ok });
	}

	remove(sessionId: string): void {
		this.bySession.delete(sessionId);
	}

	setReady(agentId: string, model: string): void {
		this.change({ kind: "ready", agentId, model });
	}

	/** Sessions hear only once of attempts that fail in the same way. */
	setFailed(failure: Failure): void {
		if (this.state?.kind === "failed" && this.state.failure.kind === failure.kind) return;
		this.change({ kind: "failed", failure });
	}

	private change(state: State): void {
		this.state = state;
		for (const { npcId, emit } of this.bySession.values()) emit(stateEvent(npcId, state));
	}
}
