import type { AgentSpec, AgentState, BlockWrite, Clock, Log, Random, Turn, TurnEvent } from "server/ports";
import type { ServerIdentity } from "server/wire/agent-tags";
import { CLOUD } from "server/constants/letta";
import { nextBackoff } from "server/net/backoff";
import type { LettaAgent } from "server/wire/letta-guards";
import { wishFor } from "./agent-wish";
import { createBlockSender } from "./block-sender";
import type { CloudApi, MessageTarget } from "./cloud-api";
import { failureOf, provisionAgent, type ProvisionDeps, type Provisioned } from "./provision-agent";
import type { CloudRequests } from "./cloud-requests";
import { runTurn, type RunningTurn, type TurnDeps } from "./run-turn";

export interface CloudAgentDeps extends ProvisionDeps, TurnDeps {
	readonly clock: Clock;
	readonly random: Random;
	readonly log: Log;
	readonly api: CloudApi;
	readonly requests: CloudRequests;
	/** The agent of some NPC has gone: others may have too. */
	readonly onGone: () => void;
}

export interface CloudAgentOptions {
	readonly identity: ServerIdentity;
	/** A handle, `provider/name`. */
	readonly model: string;
}

/** One NPC's agent, from the wish for it to its release. */
export interface CloudAgent {
	/** What it has to be from now on; it is found or made, and verified. */
	readonly ensure: (spec: AgentSpec, onState: (state: AgentState) => void) => void;
	readonly setBlock: (block: BlockWrite, onStored: (rev: number) => void) => void;
	readonly sendTurn: (turn: Turn, onEvent: (event: TurnEvent) => void) => void;
	/** Its answer is not wanted any more: it ends at once, as `rejected`. What Letta makes of it is not heard. */
	readonly cancelTurn: (turnId: string) => void;
	/**
	 * Deletes every agent that the NPC has, whatever the memory mode, with its conversations, and makes it anew from
	 * `spec`. Goes on trying while Letta is away, also after `release`. `onErased` hears once whether all are gone.
	 */
	readonly erase: (spec: AgentSpec, onErased: (ok: boolean) => void) => void;
	readonly actionResult: (callId: string, ok: boolean, result: string) => void;
	/** Letta is out of reach, or, if `isFinal`, has sent us away. */
	readonly suspend: (message: string, isFinal: boolean) => void;
	readonly resume: () => void;
	/** `isDeleted`: the agent is deleted too. */
	readonly release: (isDeleted: boolean) => void;
	/** Its id while it is verified. */
	readonly agentId: () => string | undefined;
	/** All agents that Letta has, asked for at `askedAt`: if this one should be among them and is not, it is made again. */
	readonly noteListed: (agentIds: ReadonlySet<string>, askedAt: number) => void;
}

type Failed = Extract<TurnEvent, { kind: "failed" }>;

interface OpenTurn {
	readonly turnId: string;
	readonly onEvent: (event: TurnEvent) => void;
	/** Absent while it waits for the NPC's blocks. */
	running?: RunningTurn;
}

export function createCloudAgent(
	deps: CloudAgentDeps,
	npcId: string,
	{ identity, model }: CloudAgentOptions,
): CloudAgent {
	const { clock, log, api, requests } = deps;
	let spec: AgentSpec | undefined;
	let onState: (state: AgentState) => void = () => {};
	/** As it was verified. */
	let verified: { readonly target: MessageTarget; readonly model: string; readonly at: number } | undefined;
	/** Of the last agent that there was, verified or not. */
	let knownAgentId: string | undefined;
	let conversationId: string | undefined;
	let isProvisioning = false;
	let isSuspended = false;
	let isReleased = false;
	let isToBeDeleted = false;
	let isErasing = false;
	let failures = 0;
	let cancelRetry: (() => void) | undefined;
	const openTurns = new Set<OpenTurn>();

	const failTurns = (failure: Omit<Failed, "kind" | "delivered">) => {
		for (const turn of [...openTurns]) {
			const { running } = turn;
			if (running !== undefined) running.fail({ kind: "failed", ...failure, delivered: true });
			else endTurn(turn, { kind: "failed", ...failure, delivered: false });
		}
	};

	const endTurn = (turn: OpenTurn, event: TurnEvent) => {
		if (openTurns.delete(turn)) turn.onEvent(event);
	};

	const blocks = createBlockSender(deps, npcId, {
		agentId: () => verified?.target.agentId,
		onLost: (message) => loseFirst(message),
	});

	const deleteAgent = (agentId: string) => {
		knownAgentId = undefined;
		api.deleteAgent(agentId, { class: "housekeeping", npcId, isFinal: true }, (reply) => {
			if (reply.kind === "refused" && reply.status === 404) return;
			if (reply.kind !== "ok") log.warn("an agent was not deleted", { npcId, agentId });
		});
	};

	const noteAgent = (agentId: string) => {
		if (isReleased && isToBeDeleted) deleteAgent(agentId);
		else knownAgentId = agentId;
	};

	/** The agent is not there any more, or not as it was: it is looked for, made, verified and told everything anew. */
	const lose = (message: string): boolean => {
		if (verified === undefined || isReleased) return false;
		log.warn("an agent has gone, and is made again", { npcId, problem: message });
		verified = undefined;
		conversationId = undefined;
		requests.drop((call) => call.npcId === npcId && call.method === "PATCH", "superseded");
		onState({ kind: "failed", reason: "unknownAgent", message, final: false });
		provision();
		return true;
	};

	const loseFirst = (message: string) => {
		if (lose(message)) deps.onGone();
	};

	const retryLater = ({ reason, message, retrySeconds }: Extract<Provisioned, { kind: "failed" }>) => {
		const backoff = nextBackoff(failures, deps.random.next, CLOUD.provisionRetry);
		failures += 1;
		onState({ kind: "failed", reason, message, final: false });
		cancelRetry?.();
		cancelRetry = clock.after(retrySeconds ?? backoff, provision);
	};

	const setReady = (agentId: string, agentModel: string) => {
		isProvisioning = false;
		failures = 0;
		verified = { target: { agentId, conversationId }, model: agentModel, at: clock.now() };
		if (isSuspended) return;
		onState({ kind: "ready", agentId, model: agentModel, resumed: false });
		blocks.sendWaiting();
	};

	/** Where an agent serves several game servers, each has a conversation of its own with it. */
	const openConversation = (agentId: string, agentModel: string) => {
		const summary = `Townsfolk, game server ${identity.serverId}`;
		api.createConversation(agentId, summary, { class: "housekeeping", npcId }, (reply) => {
			if (isReleased) return;
			if (reply.kind === "ok") {
				conversationId = reply.value;
				return setReady(agentId, agentModel);
			}
			isProvisioning = false;
			retryLater(failureOf(reply));
		});
	};

	const onProvisioned = (given: AgentSpec, result: Provisioned) => {
		if (isReleased) return;
		if (result.kind === "ready") noteAgent(result.agent.id);
		if (result.kind === "failed") {
			isProvisioning = false;
			return retryLater(result);
		}
		if (given !== spec) {
			isProvisioning = false;
			return provision();
		}
		const agentModel = result.agent.model ?? model;
		if (identity.memoryMode === "session" || conversationId !== undefined)
			setReady(result.agent.id, agentModel);
		else openConversation(result.agent.id, agentModel);
	};

	const provision = () => {
		cancelRetry?.();
		cancelRetry = undefined;
		const given = spec;
		if (given === undefined || isProvisioning || isReleased || isErasing) return;
		isProvisioning = true;
		provisionAgent(deps, npcId, wishFor(given, model, identity), {
			onMade: noteAgent,
			onOver: (result) => onProvisioned(given, result),
		});
	};

	const deleteAll = (agents: ReadonlyArray<LettaAgent>, onOver: (ok: boolean) => void) => {
		let left = agents.size();
		let ok = true;
		if (left === 0) return onOver(true);
		for (const { id } of agents) {
			api.deleteAgent(id, { class: "housekeeping", npcId, isFinal: true }, (reply) => {
				ok = ok && (reply.kind === "ok" || (reply.kind === "refused" && reply.status === 404));
				left -= 1;
				if (left === 0) onOver(ok);
			});
		}
	};

	/** What is being made now must be there before it can be deleted. */
	const eraseAll = (onErased: (ok: boolean) => void) => {
		const again = () => clock.after(CLOUD.eraseRetrySeconds, () => eraseAll(onErased));
		if (isProvisioning && !isReleased) return again();
		deps.census.find(npcId, (found) => {
			if (found.kind === "refused" || (found.kind === "dropped" && found.reason === "denied")) {
				isErasing = false;
				onErased(false);
				return provision();
			}
			if (found.kind !== "ok") return again();
			deleteAll(found.value.agents, (ok) => {
				if (!ok) return again();
				isErasing = false;
				onErased(true);
				provision();
			});
		});
	};

	const beginTurn = (turn: OpenTurn, order: Turn, since: number) => {
		// It may have been failed while it waited.
		if (!openTurns.has(turn)) return;
		const current = verified;
		if (current === undefined || isSuspended)
			return endTurn(turn, {
				kind: "failed",
				reason: "backendUnavailable",
				message: "the agent cannot be reached",
				delivered: false,
			});
		turn.running = runTurn(deps, {
			npcId,
			target: current.target,
			turn: order,
			since,
			onEvent: (event) => {
				if (event.kind === "done" || event.kind === "failed") endTurn(turn, event);
				else if (openTurns.has(turn)) turn.onEvent(event);
			},
			onLost: loseFirst,
		});
	};

	return {
		ensure: (given, callback) => {
			spec = given;
			onState = callback;
			verified = undefined;
			provision();
		},
		setBlock: blocks.set,
		sendTurn: (order, onEvent) => {
			const since = clock.now();
			const turn: OpenTurn = { turnId: order.turnId, onEvent };
			openTurns.add(turn);
			// The agent must not answer from a memory that is older than the turn.
			blocks.whenStored(CLOUD.blockWaitSeconds, () => beginTurn(turn, order, since));
		},
		cancelTurn: (turnId) => {
			const cancelled = { kind: "failed", reason: "rejected", message: "the turn was cancelled" } as const;
			// What still waits to be sent ends here, as one that never reached the agent.
			requests.drop((call) => call.npcId === npcId && call.lane === `turn ${npcId}`, "cancelled");
			for (const turn of [...openTurns]) {
				if (turn.turnId !== turnId) continue;
				if (turn.running === undefined) endTurn(turn, { ...cancelled, delivered: false });
				else turn.running.fail({ ...cancelled, delivered: true });
			}
		},
		erase: (given, onErased) => {
			spec = given;
			isErasing = true;
			verified = undefined;
			conversationId = undefined;
			knownAgentId = undefined;
			cancelRetry?.();
			failTurns({ reason: "rejected", message: "the agent is made anew" });
			blocks.clear();
			requests.drop((call) => call.npcId === npcId && call.method === "PATCH", "superseded");
			onState({ kind: "failed", reason: "unknownAgent", message: "the agent is made anew", final: false });
			eraseAll(onErased);
		},
		actionResult: (callId, ok, result) => {
			for (const { running } of openTurns) running?.actionResult(callId, ok, result);
		},
		suspend: (message, isFinal) => {
			if (isReleased) return;
			isSuspended = true;
			const wasReady = verified !== undefined;
			if (isFinal) {
				cancelRetry?.();
				onState({ kind: "failed", reason: "rejected", message, final: true });
				failTurns({ reason: "rejected", message });
				return;
			}
			if (wasReady) onState({ kind: "failed", reason: "backendUnavailable", message, final: false });
			// Those that wait to be sent never reached anybody. What is under way is looked up when Letta is back.
			requests.drop(
				(call) => call.npcId === npcId && call.class === "turn" && call.method === "POST",
				"down",
			);
		},
		resume: () => {
			if (!isSuspended || isReleased) return;
			isSuspended = false;
			if (verified !== undefined)
				onState({
					kind: "ready",
					agentId: verified.target.agentId,
					model: verified.model,
					resumed: true,
				});
			else provision();
		},
		release: (isDeleted) => {
			isReleased = true;
			isToBeDeleted = isDeleted;
			cancelRetry?.();
			failTurns({ reason: "unknownAgent", message: "the NPC was released" });
			requests.drop((call) => call.npcId === npcId && (isDeleted || call.isFinal !== true), "cancelled");
			if (isDeleted && knownAgentId !== undefined) deleteAgent(knownAgentId);
		},
		agentId: () => (isReleased ? undefined : verified?.target.agentId),
		noteListed: (agentIds, askedAt) => {
			// A new one may not be in the list yet.
			if (verified === undefined || askedAt - verified.at < CLOUD.listedAfterSeconds) return;
			if (!agentIds.has(verified.target.agentId)) lose("Letta's list does not have it");
		},
	};
}
