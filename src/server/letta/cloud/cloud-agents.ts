import type { Clock } from "server/ports";
import type { AgentCensus } from "./agent-census";
import type { LifecycleOptions } from "./agent-lifecycle";
import { type CloudAgent, type CloudAgentDeps, createCloudAgent } from "./cloud-agent";

/** The agents of all NPCs. */
export class CloudAgents {
	private readonly agents = new Map<string, CloudAgent>();
	private isListing = false;
	/** Why Letta refuses this server. */
	private denied?: string;

	constructor(
		private readonly deps: Omit<CloudAgentDeps, "onGone"> & {
			readonly clock: Clock;
			readonly census: AgentCensus;
		},
		private readonly options: LifecycleOptions,
	) {}

	find(npcId: string): CloudAgent | undefined {
		return this.agents.get(npcId);
	}

	/** The NPC's agent; a new one where there is none. */
	of(npcId: string): CloudAgent {
		const known = this.agents.get(npcId);
		if (known !== undefined) return known;
		const deps = { ...this.deps, onGone: () => this.lookForOthers() };
		const created = createCloudAgent(deps, npcId, this.options);
		if (this.denied !== undefined) created.deny(this.denied);
		this.agents.set(npcId, created);
		return created;
	}

	remove(npcId: string): CloudAgent | undefined {
		const agent = this.agents.get(npcId);
		this.agents.delete(npcId);
		return agent;
	}

	/** The ids of the verified agents, always in the same order. */
	agentIds(): ReadonlyArray<string> {
		return this.inOrder().mapFiltered((agent) => agent.agentId());
	}

	suspend(message: string): void {
		for (const agent of this.inOrder()) agent.suspend(message);
	}

	resume(): void {
		for (const agent of this.inOrder()) agent.resume();
	}

	/** Also what NPCs to come are told. */
	deny(message: string): void {
		this.denied = message;
		for (const agent of this.inOrder()) agent.deny(message);
	}

	/** Letta takes the key again. */
	admit(): void {
		this.denied = undefined;
		for (const agent of this.inOrder()) agent.admit();
	}

	/** Whoever deleted one agent may have deleted all, and an NPC that is silent would not notice. */
	private lookForOthers(): void {
		if (this.isListing) return;
		this.isListing = true;
		const askedAt = this.deps.clock.now();
		this.deps.census.listIds((reply) => {
			this.isListing = false;
			if (reply.kind === "ok") for (const agent of this.inOrder()) agent.noteListed(reply.value, askedAt);
		});
	}

	/** By their NPCs' ids: a Map has no order. */
	private inOrder(): ReadonlyArray<CloudAgent> {
		const ids = new Array<string>();
		for (const [npcId] of this.agents) ids.push(npcId);
		return ids.sort().map((npcId) => this.agents.get(npcId) as CloudAgent);
	}
}
