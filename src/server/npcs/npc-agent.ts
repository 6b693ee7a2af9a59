import type { AgentState, Clock, LettaPort, NpcDefinition } from "server/ports";
import type { BlockWriter } from "server/net/block-writer";
import type { PerceptionService } from "server/perception/perception-service";
import type { AgentLog } from "./agent-log";

/** The state of the agent of an NPC that has a body. */
export type AgentStanding =
	/** Not verified yet. */
	| "waiting"
	| "ready"
	/** Cannot be reached now. */
	| "unreachable"
	/** Nothing more is tried. */
	| "failed";

type Ready = Extract<AgentState, { kind: "ready" }>;
type Failed = Extract<AgentState, { kind: "failed" }>;

/** What is known of an NPC's agent besides its standing. */
export interface AgentFacts {
	/** Absent until the agent is verified, and again from its loss or erasure until the next one is. */
	readonly agentId?: string;
	readonly model?: string;
	/** The last failure; absent once the agent is ready. */
	readonly failure?: Pick<Failed, "reason" | "message" | "final">;
	/** An erasure was asked for, and the back end has not answered. */
	readonly isErasing: boolean;
}

export interface NpcAgentDeps {
	readonly clock: Pick<Clock, "now">;
	readonly letta: Pick<LettaPort, "ensureAgent" | "erase" | "release">;
	readonly blocks: Pick<BlockWriter, "hold" | "unhold" | "resendAll">;
	readonly perception: Pick<PerceptionService, "blocksOf" | "catchUp">;
	readonly agentLog: AgentLog;
	/** What an NPC's agent is told of it. */
	readonly characterOf: (definition: NpcDefinition) => string;
	readonly onStanding: (npcId: string, standing: AgentStanding) => void;
}

/** One NPC's agent, from the request to the release. */
export class NpcAgent {
	public readonly npcId: string;
	/** As verified. */
	private agent?: Ready;
	private failure?: Failed;
	private erasures = 0;
	private isReleased = false;

	constructor(
		private readonly deps: NpcAgentDeps,
		private readonly definition: NpcDefinition,
	) {
		this.npcId = definition.npcId;
	}

	public ensure(): void {
		this.deps.letta.ensureAgent(this.spec(), (state) => {
			if (this.isReleased) return;
			if (state.kind === "ready") this.onReady(state);
			else this.onFailed(state);
		});
	}

	public erase(onErased: (ok: boolean) => void): void {
		this.erasures += 1;
		this.deps.letta.erase(this.spec(), (ok) => {
			this.erasures -= 1;
			if (ok) this.agent = undefined;
			onErased(ok);
		});
	}

	/** `isAsked`: the port knows of the agent. */
	public release(isAsked: boolean, forget: boolean): void {
		this.isReleased = true;
		if (isAsked) this.deps.letta.release(this.npcId, forget);
	}

	public facts(): AgentFacts {
		const { agent, failure } = this;
		return {
			agentId: agent?.agentId,
			model: agent?.model,
			failure: failure && { reason: failure.reason, message: failure.message, final: failure.final },
			isErasing: this.erasures > 0,
		};
	}

	/** An agent is made with the truth in its memory. */
	private spec() {
		const { perception, characterOf } = this.deps;
		const { npcId, displayName } = this.definition;
		return { npcId, displayName, persona: characterOf(this.definition), blocks: perception.blocksOf(npcId) };
	}

	private onReady(agent: Ready): void {
		const { clock, blocks, agentLog, onStanding } = this.deps;
		this.agent = agent;
		this.failure = undefined;
		agentLog.ready(this.npcId, agent);
		// What happened to an NPC that is asleep is put into words only now.
		this.deps.perception.catchUp(this.npcId);
		// The agent knows nothing of the blocks yet: write them before a listener sends it a turn.
		if (!agent.resumed) blocks.resendAll(this.npcId);
		blocks.unhold(this.npcId, clock.now());
		onStanding(this.npcId, "ready");
	}

	private onFailed(failure: Failed): void {
		const { blocks, agentLog, onStanding } = this.deps;
		if (failure.reason === "unknownAgent") this.agent = undefined;
		this.failure = failure;
		agentLog.failed(this.npcId, failure);
		blocks.hold(this.npcId);
		onStanding(this.npcId, failure.final ? "failed" : "unreachable");
	}
}
