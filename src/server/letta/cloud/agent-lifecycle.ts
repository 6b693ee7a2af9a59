import type { AgentFailureKind, AgentSpec, AgentState, Clock, FailureKind, Random } from "server/ports";
import { CLOUD } from "server/constants/letta";
import { nextBackoff } from "server/net/backoff";
import type { ServerIdentity } from "server/wire/agent-tags";
import type { CloudAgentState, Erasing, Opening, Provisioning, VerifiedAgent } from "./agent-state";
import { wishFor } from "./agent-wish";
import { deleteById } from "./delete-agent";
import { eraseAgents } from "./erase-agents";
import { createConversation } from "./message-operations";
import {
	failureOf,
	provisionAgent,
	type ProvisionDeps,
	type Provisioned,
	type ProvisionFailure,
} from "./provision-agent";

export interface LifecycleDeps extends ProvisionDeps {
	readonly clock: Clock;
	readonly random: Random;
}

export interface LifecycleOptions {
	readonly identity: ServerIdentity;
	/** A handle, `provider/name`. */
	readonly model: string;
}

export interface LifecycleOwner {
	/** The agent is verified. It knows only what it was made with. `isPromptStale`: its prompt is still from before a repair. */
	readonly onReady: (isPromptStale: boolean) => void;
	/** Whatever is on its way to the agent is void: the agent is erased, released or refused. */
	readonly onOver: (reason: FailureKind, message: string) => void;
}

/** One NPC's agent at Letta, from the wish for it to its release; see `CloudAgentState`. */
export class AgentLifecycle {
	private state: CloudAgentState = { kind: "absent" };
	/** What the agent has to be from now on. */
	private spec?: AgentSpec;
	private onState: (state: AgentState) => void = () => {};
	/** The last agent that there was, verified or not. */
	private knownAgentId?: string;
	/** This server's conversation, where an agent serves several servers. */
	private conversationId?: string;
	/** Failures in a row. */
	private failures = 0;

	constructor(
		private readonly deps: LifecycleDeps,
		private readonly npcId: string,
		private readonly options: LifecycleOptions,
		private readonly owner: LifecycleOwner,
	) {}

	/** The verified agent, whether or not Letta is in reach. */
	verified(): VerifiedAgent | undefined {
		const { state } = this;
		return state.kind === "ready" || state.kind === "suspended" ? state.agent : undefined;
	}

	/** The agent that a turn can be sent to now. */
	reachable(): VerifiedAgent | undefined {
		return this.state.kind === "ready" ? this.state.agent : undefined;
	}

	/** See `LettaPort.ensureAgent`. What is under way already ends with this `spec`. */
	ensure(spec: AgentSpec, onState: (state: AgentState) => void): void {
		this.spec = spec;
		this.onState = onState;
		const { state } = this;
		if (state.kind === "denied") this.tellFailed("rejected", state.message, true);
		if (state.kind === "absent" || state.kind === "waiting" || this.verified() !== undefined)
			this.provision();
	}

	/**
	 * The agent is gone, or not as it was: it is found or made, verified and told everything anew. Returns whether there was
	 * one to lose.
	 */
	lose(message: string): boolean {
		if (this.verified() === undefined) return false;
		this.deps.log.warn("an agent is gone and is made again", { npcId: this.npcId, problem: message });
		this.conversationId = undefined;
		this.dropWrites();
		this.provision();
		this.tellFailed("unknownAgent", message);
		return true;
	}

	/** Letta's list, asked for at `askedAt`: an agent that should be in it and is not is made again. */
	noteListed(agentIds: ReadonlySet<string>, askedAt: number): void {
		const agent = this.verified();
		// The list may not show a new agent yet.
		if (agent === undefined || askedAt - agent.since < CLOUD.listedAfterSeconds) return;
		if (!agentIds.has(agent.target.agentId)) this.lose("Letta's list does not have it");
	}

	/** Letta is out of reach. */
	suspend(message: string): void {
		if (this.state.kind !== "ready") return;
		this.enter({ kind: "suspended", agent: this.state.agent });
		this.tellFailed("backendUnavailable", message);
	}

	/** Letta is back. */
	resume(): void {
		const { state } = this;
		if (state.kind === "waiting") return this.provision();
		if (state.kind !== "suspended") return;
		this.enter({ kind: "ready", agent: state.agent });
		this.tellReady(state.agent, true);
	}

	/** Letta refuses the key. */
	deny(message: string): void {
		const { state } = this;
		if (state.kind === "released") return;
		this.enter({ kind: "denied", message });
		this.tellFailed("rejected", message, true);
		this.owner.onOver("rejected", message);
		if (state.kind === "erasing") this.answer(state, false);
	}

	/** Letta takes the key again. */
	admit(): void {
		if (this.state.kind !== "denied") return;
		if (this.spec === undefined) this.enter({ kind: "absent" });
		else this.provision();
	}

	/** See `LettaPort.erase`. Also goes on after `release`. Two erasures at once are one. */
	erase(spec: AgentSpec, onErased: (ok: boolean) => void): void {
		const { state } = this;
		if (state.kind === "denied" || state.kind === "released") return onErased(false);
		const message = "the agent is made anew";
		this.spec = spec;
		if (state.kind === "erasing") {
			state.listeners = [...state.listeners, onErased];
			return this.owner.onOver("rejected", message);
		}
		const isMaking = state.kind === "provisioning";
		const erasing: Erasing = { kind: "erasing", isMaking, listeners: [onErased] };
		this.enter(erasing);
		this.conversationId = undefined;
		this.knownAgentId = undefined;
		this.owner.onOver("rejected", message);
		this.dropWrites();
		this.tellFailed("unknownAgent", message);
		if (!isMaking) this.runErasure(erasing);
	}

	/** The NPC is gone. `isDeleted`: its agent has to go too. */
	release(isDeleted: boolean): void {
		const { state } = this;
		this.enter({ kind: "released", isDeleted });
		this.owner.onOver("unknownAgent", "the NPC was released");
		// The deletions of an erasure must not be given up.
		this.deps.requests.drop(
			(call) => call.npcId === this.npcId && call.method !== "DELETE" && (isDeleted || call.isFinal !== true),
			"cancelled",
		);
		if (isDeleted && this.knownAgentId !== undefined) this.deleteAgent(this.knownAgentId);
		if (state.kind === "erasing" && state.isMaking) this.runErasure(state);
	}

	private enter(state: CloudAgentState): void {
		if (this.state.kind === "waiting") this.state.cancelRetry();
		this.state = state;
	}

	private provision(): void {
		const { spec, npcId, options } = this;
		assert(spec, "an agent is made before anybody asked for it");
		const provisioning: Provisioning = { kind: "provisioning", spec };
		this.enter(provisioning);
		provisionAgent(this.deps, npcId, wishFor(spec, options.model, options.identity), {
			onMade: (agentId) => this.noteAgent(agentId),
			onOver: (result) => this.onProvisioned(provisioning, result),
		});
	}

	private onProvisioned(provisioning: Provisioning, result: Provisioned): void {
		const { state } = this;
		if (state.kind === "erasing" && state.isMaking) return this.runErasure(state);
		if (result.kind === "ready") this.noteAgent(result.agent.id);
		if (state !== provisioning) return;
		if (result.kind === "failed") return this.retryLater(result);
		// It was verified against a spec that is out of date.
		if (provisioning.spec !== this.spec) return this.provision();
		const model = result.agent.model ?? this.options.model;
		const agentId = result.agent.id;
		if (this.options.identity.memoryMode === "session" || this.conversationId !== undefined)
			return this.becomeReady(agentId, model, result.isRepaired);
		this.openConversation({ kind: "opening", spec: provisioning.spec, agentId, model });
	}

	/**
	 * An agent that serves several game servers has a conversation with each. Letta compiles its prompt now, from the blocks
	 * that the agent has, and they were just brought up to date.
	 */
	private openConversation(opening: Opening): void {
		this.enter(opening);
		const summary = `Townsfolk, game server ${this.options.identity.serverId}`;
		const operation = createConversation(opening.agentId, summary);
		this.deps.requests.send(operation, { class: "housekeeping", npcId: this.npcId }, (reply) => {
			if (this.state !== opening) return;
			if (reply.kind !== "ok") return this.retryLater(failureOf(reply));
			this.conversationId = reply.value;
			if (opening.spec !== this.spec) return this.provision();
			this.becomeReady(opening.agentId, opening.model);
		});
	}

	private becomeReady(agentId: string, model: string, isPromptStale = false): void {
		this.failures = 0;
		const target = { agentId, conversationId: this.conversationId };
		const agent = { target, model, since: this.deps.clock.now() };
		this.enter({ kind: "ready", agent });
		this.tellReady(agent, false);
		this.owner.onReady(isPromptStale);
	}

	private retryLater({ reason, message, retrySeconds }: ProvisionFailure): void {
		const { clock, random } = this.deps;
		const backoff = nextBackoff(this.failures, random.next, CLOUD.provisionRetry);
		this.failures += 1;
		const cancelRetry = clock.after(retrySeconds ?? backoff, () => this.provision());
		this.enter({ kind: "waiting", cancelRetry });
		this.tellFailed(reason, message);
	}

	private runErasure(erasing: Erasing): void {
		erasing.isMaking = false;
		eraseAgents(this.deps, this.npcId, (ok) => {
			if (this.state === erasing) this.provision();
			this.answer(erasing, ok);
		});
	}

	private answer(erasing: Erasing, ok: boolean): void {
		const { listeners } = erasing;
		erasing.listeners = [];
		for (const onErased of listeners) onErased(ok);
	}

	/** An agent exists. */
	private noteAgent(agentId: string): void {
		if (this.state.kind === "released" && this.state.isDeleted) this.deleteAgent(agentId);
		else this.knownAgentId = agentId;
	}

	private deleteAgent(agentId: string): void {
		const { npcId } = this;
		this.knownAgentId = undefined;
		const options = { class: "housekeeping", npcId, isFinal: true } as const;
		deleteById(this.deps.requests, agentId, options, (isDone) => {
			if (!isDone) this.deps.log.warn("an agent was not deleted", { npcId, agentId });
		});
	}

	/** Writes to an agent that is gone. */
	private dropWrites(): void {
		this.deps.requests.drop((call) => call.npcId === this.npcId && call.method === "PATCH", "superseded");
	}

	private tellReady({ target, model }: VerifiedAgent, resumed: boolean): void {
		this.onState({ kind: "ready", agentId: target.agentId, model, resumed });
	}

	private tellFailed(reason: AgentFailureKind, message: string, final = false): void {
		this.onState({ kind: "failed", reason, message, final });
	}
}
