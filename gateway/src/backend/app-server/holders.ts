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

/** The sessions that use an agent: each is told of every change of its state, and at once of the present one. */
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

	/** Every session that uses the agent hears that it was, or could not be, erased. */
	tellErased(ok: boolean): void {
		for (const { npcId, emit } of this.bySession.values()) emit({ event: "erased", npcId, ok });
	}

	remove(sessionId: string): void {
		this.bySession.delete(sessionId);
	}

	setReady(agentId: string, model: string): void {
		this.change({ kind: "ready", agentId, model });
	}

	/** Attempts that fail in the same way are told once. */
	setFailed(failure: Failure): void {
		if (this.state?.kind === "failed" && this.state.failure.kind === failure.kind) return;
		this.change({ kind: "failed", failure });
	}

	private change(state: State): void {
		this.state = state;
		for (const { npcId, emit } of this.bySession.values()) emit(stateEvent(npcId, state));
	}
}
