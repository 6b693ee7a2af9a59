import type { AgentSpec, GatewayEvent } from "../../wire.ts";
import type { AgentLimits } from "../../limits.ts";
import type { Log } from "../../logging.ts";
import type { Clock } from "../../timing/clock.ts";
import { Retry } from "../../timing/retry.ts";
import type { Failure } from "../backend.ts";
import type { AgentApi, RuntimeScope } from "./agent-api.ts";
import { Holders } from "./holders.ts";
import type { DeleteDeps } from "./delete-agent.ts";
import type { LinkStatus } from "./link-state.ts";
import { makeReady } from "./make-ready.ts";
import type { Memory } from "./memory.ts";
import type { ChosenModel } from "./model-choice.ts";
import type { ModelSettings } from "./model-settings.ts";
import { failureOf } from "./result.ts";

export interface ReadinessDeps extends Pick<DeleteDeps, "removeData"> {
	readonly api: AgentApi;
	readonly link: LinkStatus;
	readonly clock: Clock;
	readonly random: () => number;
	readonly log: Log;
	/** Runs a job when it is this agent's turn to be made. */
	readonly inTurn: <T>(job: () => Promise<T>) => Promise<T>;
	readonly memory: Memory;
	/** The listed handle that a model's name means. Default: the name as it is. */
	readonly chooseModel?: (wanted: string) => Promise<ChosenModel>;
	/** It is time for another attempt. */
	readonly onRetry: () => void;
}

/** Which agent is meant. */
export interface AgentIdentity {
	readonly tags: ReadonlyArray<string>;
	readonly model: string;
	readonly settings: ModelSettings;
}

/** Whether an agent can be used: found or made, verified, and with its conversation open on this connection. */
export interface Readiness {
	readonly attach: (sessionId: string, spec: AgentSpec, emit: (event: GatewayEvent) => void) => void;
	/** True when no session is left. */
	readonly detach: (sessionId: string) => boolean;
	readonly agentId: () => string | undefined;
	/** Defined while the agent can be used. */
	readonly scope: () => RuntimeScope | undefined;
	/** Whether `provision` would help now. */
	readonly isDue: () => boolean;
	/** Makes the agent ready, or says why it is not and schedules another attempt. */
	readonly provision: () => Promise<void>;
	/** Leaves a conversation that hangs and opens a new one. */
	readonly leaveConversation: () => Promise<void>;
	/** The agent is gone or about to go: it is provisioned anew. Sessions hear nothing until it is ready. */
	readonly reset: () => void;
	readonly tellErased: (ok: boolean) => void;
	/** The agent cannot be used for this reason. */
	readonly fallBack: (failure: Failure) => void;
	/** Why the agent is not ready; undefined when it is, or when no attempt has failed. */
	readonly failure: () => Failure | undefined;
	readonly handleUp: () => void;
	readonly handleDown: (reason: string) => void;
	/** No attempt begins any more. */
	readonly close: () => void;
}

type State =
	/** To be provisioned as soon as there is a connection; `failure` is the last attempt's. */
	| { readonly kind: "due"; readonly failure?: Failure }
	/** The last attempt failed and the next one is scheduled. */
	| { readonly kind: "waiting"; readonly failure: Failure }
	| { readonly kind: "ready"; readonly scope: RuntimeScope };

const definitionOf = ({ displayName, persona }: AgentSpec) => JSON.stringify([displayName, persona]);

class AgentReadiness implements Readiness {
	private readonly holders = new Holders();
	private readonly retry: Retry;
	private state: State = { kind: "due" };
	private spec: AgentSpec | undefined;
	private id: string | undefined;
	/** The agent that was checked and has shown no damage since. */
	private wholeId: string | undefined;
	/** Counts lost connections, so that what began on one is not taken for the next one's. */
	private connection = 0;
	private isClosed = false;

	constructor(
		private readonly deps: ReadinessDeps,
		private readonly identity: AgentIdentity,
		limits: AgentLimits,
	) {
		this.retry = new Retry(deps.clock, deps.random, {
			baseSeconds: limits.provisionBaseSeconds,
			capSeconds: limits.provisionCapSeconds,
		});
	}

	attach(sessionId: string, spec: AgentSpec, emit: (event: GatewayEvent) => void): void {
		const { link } = this.deps;
		const isChanged = this.spec !== undefined && definitionOf(this.spec) !== definitionOf(spec);
		if (isChanged && this.state.kind === "ready") this.becomeDue();
		this.spec = spec;
		this.holders.add(sessionId, spec, emit);
		if (link.state() === "down") this.tellUnavailable(link.detail());
	}

	detach(sessionId: string): boolean {
		this.holders.remove(sessionId);
		return this.holders.isEmpty;
	}

	agentId(): string | undefined {
		return this.id;
	}

	scope(): RuntimeScope | undefined {
		return this.state.kind === "ready" ? this.state.scope : undefined;
	}

	isDue(): boolean {
		if (this.isClosed || this.spec === undefined) return false;
		return this.state.kind === "due" && this.deps.link.state() === "up";
	}

	failure(): Failure | undefined {
		const { link } = this.deps;
		return link.state() === "up"
			? this.lastFailure()
			: { kind: "backendUnavailable", message: link.detail() };
	}

	async provision(): Promise<void> {
		if (this.spec === undefined) return;
		const { log, memory, inTurn } = this.deps;
		const began = this.connection;
		const wanted: AgentSpec = { ...this.spec, blocks: memory.wantedValues() };
		const model = await this.chooseModel();
		if (model.kind === "unlisted") return this.fallBack({ kind: "rejected", message: model.message });
		if (model.kind !== "ok") return this.fallBack(failureOf(model));
		const { tags, settings } = this.identity;
		const wish = { spec: wanted, tags, model: model.value, settings };
		const onFound = (agentId: string) => this.identify(agentId);
		const isWhole = (agentId: string) => agentId === this.wholeId;
		const deps = { ...this.deps, onFound, isWhole };
		// Hundreds may wait for their turn when their game server ends: none of them is made only to be deleted.
		const made = await inTurn(async () => (this.isClosed ? undefined : makeReady(wish, deps)));
		if (made === undefined) return;
		if (made.kind === "failed") return this.fallBack(made.failure);
		const { agent, origin, scope } = made;
		this.wholeId = agent.id;
		if (origin === "created") memory.markAllWritten(wanted.blocks);
		// Meanwhile the definition may have changed, or the connection been lost and found.
		if (began !== this.connection || definitionOf(this.spec) !== definitionOf(wanted)) return;
		this.state = { kind: "ready", scope };
		this.retry.reset();
		log.info({ agentId: agent.id, npcId: wanted.npcId, origin, model: agent.model }, "agent ready");
		this.holders.setReady(agent.id, agent.model);
	}

	async leaveConversation(): Promise<void> {
		const { api, log } = this.deps;
		const scope = this.scope();
		if (scope === undefined) return;
		const { agent_id: agentId, conversation_id: conversationId } = scope;
		log.warn({ agentId, conversationId }, "a conversation is stuck or lost: opening a new one");
		const fresh = await api.startRuntime(agentId);
		if (fresh.kind !== "ok") this.fallBack(failureOf(fresh));
		// Unless the definition has changed meanwhile, or the connection was lost.
		else if (this.state.kind === "ready") this.state = { kind: "ready", scope: fresh.value };
	}

	reset(): void {
		this.becomeDue();
		this.id = undefined;
		this.retry.reset();
	}

	tellErased(ok: boolean): void {
		this.holders.tellErased(ok);
	}

	fallBack(failure: Failure): void {
		// Whatever it is, the agent is looked at closely before it is used again.
		this.wholeId = undefined;
		this.holders.setFailed(failure);
		if (this.isClosed || failure.kind === "backendUnavailable") {
			// Schedule nothing: nobody wants the agent any more, or no attempt can succeed before there is a new connection.
			this.state = { kind: "due", failure };
			return;
		}
		this.state = { kind: "waiting", failure };
		const retrySeconds = this.retry.scheduleAfterFailure(() => {
			this.becomeDue();
			this.deps.onRetry();
		});
		const { tags } = this.identity;
		this.deps.log.warn({ agentId: this.id, tags, ...failure, retrySeconds }, "an agent is not ready");
	}

	handleUp(): void {
		if (this.state.kind === "waiting") this.becomeDue();
		this.retry.reset();
	}

	handleDown(reason: string): void {
		this.connection += 1;
		if (this.state.kind === "ready") this.becomeDue();
		this.tellUnavailable(reason);
	}

	close(): void {
		this.isClosed = true;
		this.retry.cancel();
	}

	private identify(agentId: string): void {
		if (agentId !== this.id) this.deps.memory.forgetWritten();
		this.id = agentId;
	}

	private async chooseModel(): Promise<ChosenModel> {
		const { model } = this.identity;
		return (await this.deps.chooseModel?.(model)) ?? { kind: "ok", value: model };
	}

	private lastFailure(): Failure | undefined {
		return this.state.kind === "ready" ? undefined : this.state.failure;
	}

	private becomeDue(): void {
		this.state = { kind: "due", failure: this.lastFailure() };
	}

	private tellUnavailable(message: string): void {
		this.holders.setFailed({ kind: "backendUnavailable", message });
	}
}

/** Creates the readiness of an agent that nothing is known of yet. */
export function createReadiness(
	deps: ReadinessDeps,
	identity: AgentIdentity,
	limits: AgentLimits,
): Readiness {
	return new AgentReadiness(deps, identity, limits);
}
