import type { AgentSpec, AgentState, FailureKind } from "server/ports";

interface RosterEntry {
	readonly spec: AgentSpec;
	readonly onState: (state: AgentState) => void;
	/** What the gateway said last in this session. */
	state?: AgentState;
}

/** The NPCs that have asked for an agent, and how each agent is. */
export class AgentRoster {
	/** In the order of the requests. Replaced, never changed, so that a handler may add and remove. */
	private entries: ReadonlyArray<RosterEntry> = [];

	/** A second request for the same NPC replaces the first. */
	add(spec: AgentSpec, onState: (state: AgentState) => void): void {
		this.remove(spec.npcId);
		this.entries = [...this.entries, { spec, onState }];
	}

	/** The NPC's agent is made anew from this spec. The handler of its states stays. */
	renew(spec: AgentSpec): void {
		this.entries = this.entries.map((entry) =>
			entry.spec.npcId === spec.npcId ? { ...entry, spec } : entry,
		);
	}

	specOf(npcId: string): AgentSpec | undefined {
		return this.entries.find(({ spec }) => spec.npcId === npcId)?.spec;
	}

	/** Whether the gateway has said in this session how the agent is. */
	isAnswered(npcId: string): boolean {
		return this.entries.some(({ spec, state }) => spec.npcId === npcId && state !== undefined);
	}

	remove(npcId: string): void {
		this.entries = this.entries.filter((entry) => entry.spec.npcId !== npcId);
	}

	specs(): ReadonlyArray<AgentSpec> {
		return this.entries.map((entry) => entry.spec);
	}

	/** The gateway says how an agent is. */
	setState(npcId: string, state: AgentState): void {
		const entry = this.entries.find(({ spec }) => spec.npcId === npcId);
		if (entry === undefined) return;
		entry.state = state;
		entry.onState(state);
	}

	/** Tells every NPC whose agent was ready that it is out of reach. `restore` takes that back. */
	suspend(reason: FailureKind, message: string, final: boolean): void {
		for (const entry of this.entries) {
			if (entry.state?.kind === "ready" || final) entry.onState({ kind: "failed", reason, message, final });
		}
	}

	restore(): void {
		for (const { state, onState } of this.entries)
			if (state?.kind === "ready") onState({ ...state, resumed: true });
	}

	/** Forgets all states. The gateway will say them anew. */
	forgetStates(message: string): void {
		this.suspend("backendUnavailable", message, false);
		for (const entry of this.entries) entry.state = undefined;
	}
}
