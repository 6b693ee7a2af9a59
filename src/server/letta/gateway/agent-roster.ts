import type { AgentSpec, AgentState, FailureKind } from "server/ports";

interface RosterEntry {
	spec: AgentSpec;
	/** Rises from request to request: a Map has no order. */
	readonly order: number;
	readonly onState: (state: AgentState) => void;
	/** What the gateway said last in this session. */
	state?: AgentState;
}

/** The NPCs that have asked for an agent, and how each agent is. */
export class AgentRoster {
	private readonly byNpc = new Map<string, RosterEntry>();
	private requests = 0;

	/** A second request for the same NPC replaces the first. */
	add(spec: AgentSpec, onState: (state: AgentState) => void): void {
		this.requests += 1;
		this.byNpc.set(spec.npcId, { spec, order: this.requests, onState });
	}

	/** The NPC's agent is made anew from this spec. The handler of its states stays. */
	renew(spec: AgentSpec): void {
		const entry = this.byNpc.get(spec.npcId);
		if (entry !== undefined) entry.spec = spec;
	}

	specOf(npcId: string): AgentSpec | undefined {
		return this.byNpc.get(npcId)?.spec;
	}

	/** Whether the gateway has said in this session how the agent is. */
	isAnswered(npcId: string): boolean {
		return this.byNpc.get(npcId)?.state !== undefined;
	}

	/** Whether the gateway has still to say in this session how an agent is. */
	isAwaited(): boolean {
		for (const [, { state }] of this.byNpc) if (state === undefined) return true;
		return false;
	}

	remove(npcId: string): void {
		this.byNpc.delete(npcId);
	}

	/** In the order of the requests. */
	specs(): ReadonlyArray<AgentSpec> {
		return this.entries().map((entry) => entry.spec);
	}

	/** The gateway says how an agent is. */
	setState(npcId: string, state: AgentState): void {
		const entry = this.byNpc.get(npcId);
		if (entry === undefined) return;
		entry.state = state;
		entry.onState(state);
	}

	/** Tells every NPC whose agent was ready that it is out of reach. `restore` takes that back. */
	suspend(reason: FailureKind, message: string, final: boolean): void {
		for (const entry of this.entries()) {
			if (entry.state?.kind === "ready" || final) entry.onState({ kind: "failed", reason, message, final });
		}
	}

	restore(): void {
		for (const { state, onState } of this.entries())
			if (state?.kind === "ready") onState({ ...state, resumed: true });
	}

	/** Forgets all states. The gateway will say them anew. */
	forgetStates(message: string): void {
		this.suspend("backendUnavailable", message, false);
		for (const entry of this.entries()) entry.state = undefined;
	}

	/** A list of its own, so that a handler may add and remove. */
	private entries(): ReadonlyArray<RosterEntry> {
		return [...this.byNpc].map(([, entry]) => entry).sort((a, b) => a.order < b.order);
	}
}
