import type { AgentFailureKind, Log } from "server/ports";
import { CLOUD } from "server/constants/letta";
import type { LettaAgent } from "server/wire/letta-guards";
import type { AgentCensus } from "./agent-census";
import { createAgent, retrieveAgent } from "./agent-operations";
import { type AgentWish, describeRepairs, isNothing, repairsFor } from "./agent-wish";
import type { FailedReply } from "./cloud-reply";
import type { CloudRequests } from "./cloud-requests";
import type { ListedModels } from "./listed-models";
import { isAgentLimit } from "./read-outcome";
import { repairAgent } from "./repair-agent";

export interface ProvisionDeps {
	readonly requests: CloudRequests;
	readonly census: AgentCensus;
	readonly models: ListedModels;
	readonly log: Log;
	/** Unix seconds. */
	readonly unixNow: () => number;
}

export interface ProvisionFailure {
	readonly kind: "failed";
	readonly reason: AgentFailureKind;
	readonly message: string;
	/** It is no use to try again sooner. */
	readonly retrySeconds?: number;
}

export interface ProvisionedAgent {
	readonly kind: "ready";
	readonly agent: LettaAgent;
	/** Its prompt, or a block, was not as wished. */
	readonly isRepaired: boolean;
}

export type Provisioned = ProvisionedAgent | ProvisionFailure;

const AGENT_LIMIT_HELP =
	"Letta's plan allows no more agents: delete some, use fewer NPCs, or change the plan";

export function failureOf(reply: FailedReply): ProvisionFailure {
	if (reply.kind !== "refused")
		return { kind: "failed", reason: "backendUnavailable", message: reply.message };
	const { message } = reply.error;
	if (isAgentLimit(reply.error)) {
		const help = `${AGENT_LIMIT_HELP} (${message})`;
		return {
			kind: "failed",
			reason: "agentLimit",
			message: help,
			retrySeconds: CLOUD.agentLimitRetrySeconds,
		};
	}
	return { kind: "failed", reason: reply.status === 404 ? "unknownAgent" : "rejected", message };
}

/** Nothing else that a new agent needs has to be there before it. */
function unknownModel(model: string, others: string): ProvisionFailure {
	const message = `Letta does not have the model ${model} (LettaConfig.LettaModel)${others}`;
	return { kind: "failed", reason: "rejected", message };
}

/**
 * Finds the NPC's agent by its tags or creates it, and reads it back: it is ready when its name, tags, prompt, model and
 * blocks are as wished, and repaired once where they are not. May be repeated after any failure: a second run finds by its
 * tags an agent whose creation was not answered.
 */
export function provisionAgent(
	{ requests, census, models, log, unixNow }: ProvisionDeps,
	npcId: string,
	wish: AgentWish,
	/** `onMade` is called as soon as a new agent exists, whatever comes of the rest. */
	{ onMade, onOver }: { onMade: (agentId: string) => void; onOver: (result: Provisioned) => void },
): void {
	const options = { class: "housekeeping", npcId } as const;

	const verify = (agentId: string, isRepaired: boolean) =>
		requests.send(retrieveAgent(agentId), options, (reply) => {
			if (reply.kind !== "ok") return onOver(failureOf(reply));
			const repairs = repairsFor(reply.value, wish);
			if (isNothing(repairs)) return onOver({ kind: "ready", agent: reply.value, isRepaired });
			const message = `agent ${agentId} cannot be verified: ${describeRepairs(repairs)} is not what was set`;
			onOver({ kind: "failed", reason: "rejected", message });
		});

	const repair = (found: LettaAgent) => {
		const repairs = repairsFor(found, wish, wish.isPersistent);
		if (isNothing(repairs)) return onOver({ kind: "ready", agent: found, isRepaired: false });
		log.info("an agent is brought up to date", { npcId, differs: describeRepairs(repairs) });
		repairAgent(requests, { found, wish, repairs, options }, (failure) => {
			if (failure === undefined) verify(found.id, true);
			else onOver(failureOf(failure));
		});
	};

	/** `createdId`: an agent that was just created, and that the list may not show yet. */
	const find = (createdId?: string) =>
		census.find(npcId, {}, (reply) => {
			if (reply.kind !== "ok") return onOver(failureOf(reply));
			const { agents } = reply.value;
			if (agents.size() > 1) log.warn("an NPC has several agents: the oldest is used", { npcId });
			if (!agents.isEmpty()) repair(agents[0]);
			else if (createdId !== undefined) verify(createdId, false);
			else create();
		});

	const create = () =>
		requests.send(
			createAgent({ ...wish, leasedAt: unixNow(), withMemoryTools: wish.isPersistent }),
			options,
			(reply) => {
				if (reply.kind === "refused" && reply.status === 404)
					return models.describe(wish.agent.model, (others) =>
						onOver(unknownModel(wish.agent.model, others)),
					);
				if (reply.kind !== "ok") return onOver(failureOf(reply));
				onMade(reply.value.id);
				find(reply.value.id);
			},
		);

	find();
}
