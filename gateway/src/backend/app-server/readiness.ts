import type { AgentSpec, GatewayEvent } from "../../wire.ts";
import type { AppServerLimits } from "../../limits.ts";
import type { Log } from "../../logging.ts";
import { backoffSeconds } from "../../timing/backoff.ts";
import type { Clock } from "../../timing/clock.ts";
import type { Limiter } from "../../timing/limiter.ts";
import type { Failure } from "../backend.ts";
import type { AgentApi } from "./agent-api.ts";
import type { RuntimeScope } from "./frames.ts";
import { Holders } from "./holders.ts";
import type { Link } from "./link.ts";
import type { Memory } from "./memory.ts";
import { provisionAgent } from "./provision-agent.ts";
import { failureOf } from "./result.ts";

export interface ReadinessDeps {
	readonly api: AgentApi;
	readonly link: Pick<Link, "state" | "detail">;
	readonly clock: Clock;
	readonly random: () => number;
	readonly log: Log;
	/** Shared by all agents. */
	readonly provisioning: Limiter;
	readonly memory: Memory;
	/** Told the agent's id as soon as it is known. */
	readonly onIdentified: (agentId: string) => void;
	/** It is time for another attempt. */
	readonly onRetry: () => void;
}

/** Which agent is meant. */
export interface AgentIdentity {
	readonly tags: ReadonlyArray<string>;
	readonly model: string;
}

/** Whether an agent can be used: found or made, verified, and with its conversation open on this connection. */
export interface Readiness {
	readonly attach: (sessionId: string, spec: AgentSpec, emit: (event: GatewayEvent) => void) => void;
	/** True when no session is left. */
	readonly detach: (sessionId: string) => boolean;
	readonly agentId: () => string | undefined;
	/** Defined while the agent can be used. */
	readonly scope: () => RuntimeScope | undefined;
	/** `provision` would be of use now. */
	readonly isDue: () => boolean;
	/** Makes the agent ready, or says why it is not and asks for another attempt later. */
	readonly provision: () => Promise<void>;
	/** The conversation hangs: goes on in a new one. */
	readonly leaveConversation: () => Promise<void>;
	/** The agent is gone, or is about to be: it is provisioned anew, and nobody is told until it is ready. */
	readonly reset: () => void;
	readonly tellErased: (ok: boolean) => void;
	/** The agent cannot be used for this reason. */
	readonly fallBack: (failure: Failure) => void;
	/** Why it is not ready; undefined when it is, or nothing is known. */
	readonly failure: () => Failure | undefined;
	readonly handleUp: () => void;
	readonly handleDown: (reason: string) => void;
	readonly cancel: () => void;
}

/** The conversation an agent has without asking for one. */
const FIRST_CONVERSATION = "default";

const definitionOf = ({ displayName, persona }: AgentSpec) => JSON.stringify([displayName, persona]);

/** Creates the readiness of an agent that nothing is known of yet. */
export function createReadiness(
	deps: ReadinessDeps,
	identity: AgentIdentity,
	limits: AppServerLimits,
): Readiness {
	const { api, link, clock, random, log, memory } = deps;
	const holders = new Holders();
	let spec: AgentSpec | undefined;
	let agentId: string | undefined;
	let scope: RuntimeScope | undefined;
	/** Counts connections, so that what began on one is not taken for the next one's. */
	let connection = 0;
	let lastFailure: Failure | undefined;
	let failures = 0;
	let cancelRetry: (() => void) | undefined;

	function stopRetry(): void {
		cancelRetry?.();
		cancelRetry = undefined;
	}

	function fallBack(failure: Failure): void {
		scope = undefined;
		lastFailure = failure;
		holders.setFailed(failure);
		// Without a connection there is nothing to try until the next one.
		if (failure.kind === "backendUnavailable") return;
		failures += 1;
		const retrySeconds = backoffSeconds(failures, random, {
			baseSeconds: limits.provisionBaseSeconds,
			capSeconds: limits.provisionCapSeconds,
		});
		log.warn({ agentId, tags: identity.tags, ...failure, retrySeconds }, "an agent is not ready");
		stopRetry();
		cancelRetry = clock.after(retrySeconds, () => {
			cancelRetry = undefined;
			deps.onRetry();
		});
	}

	async function provision(): Promise<void> {
		if (spec === undefined) return;
		const began = connection;
		const wanted: AgentSpec = { ...spec, blocks: memory.wantedValues() };
		const made = await deps.provisioning.run(() => provisionAgent({ spec: wanted, ...identity }, api, log));
		if (made.kind === "failed") return fallBack(made.failure);
		const { agent, origin } = made;
		if (agent.id !== agentId) memory.forgetWritten();
		agentId = agent.id;
		deps.onIdentified(agent.id);
		const started = await api.startRuntime(agent.id, FIRST_CONVERSATION);
		if (started.kind !== "ok") return fallBack(failureOf(started));
		if (origin === "created") {
			for (const [label, value] of Object.entries(wanted.blocks)) memory.markWritten(label, value);
		}
		if (origin === "corrected") await api.recompile(started.value);
		// While all this went on the definition may have changed, or the connection been lost and found.
		if (began !== connection || definitionOf(spec) !== definitionOf(wanted)) return;
		scope = started.value;
		lastFailure = undefined;
		failures = 0;
		log.info({ agentId, npcId: wanted.npcId, origin, model: agent.model }, "agent ready");
		holders.setReady(agent.id, agent.model);
	}

	async function leaveConversation(): Promise<void> {
		if (scope === undefined) return;
		const began = connection;
		log.warn(
			{ agentId, conversationId: scope.conversation_id },
			"a conversation is stuck: a new one is opened",
		);
		const fresh = await api.startRuntime(scope.agent_id);
		if (fresh.kind !== "ok") fallBack(failureOf(fresh));
		else if (began === connection) scope = fresh.value;
	}

	return {
		attach: (sessionId, given, emit) => {
			if (spec !== undefined && definitionOf(spec) !== definitionOf(given)) scope = undefined;
			spec = given;
			holders.add(sessionId, given, emit);
			if (link.state() === "down") holders.setFailed({ kind: "backendUnavailable", message: link.detail() });
		},
		detach: (sessionId) => {
			holders.remove(sessionId);
			return holders.isEmpty;
		},
		agentId: () => agentId,
		scope: () => scope,
		isDue: () =>
			spec !== undefined && scope === undefined && cancelRetry === undefined && link.state() === "up",
		provision,
		leaveConversation,
		reset: () => {
			scope = undefined;
			agentId = undefined;
			failures = 0;
			stopRetry();
		},
		tellErased: (ok) => holders.tellErased(ok),
		fallBack,
		failure: () =>
			link.state() === "up" ? lastFailure : { kind: "backendUnavailable", message: link.detail() },
		handleUp: () => {
			failures = 0;
			stopRetry();
		},
		handleDown: (reason) => {
			connection += 1;
			scope = undefined;
			holders.setFailed({ kind: "backendUnavailable", message: reason });
		},
		cancel: stopRetry,
	};
}
