import type { FailureKind, Log } from "server/ports";
import { CLOUD } from "server/constants/letta";
import type { LettaAgent } from "server/wire/letta-guards";
import type { AgentCensus } from "./agent-census";
import { type AgentWish, describeRepairs, isNothing, type Repairs, repairsFor } from "./agent-wish";
import type { BlockBody, CloudApi } from "./cloud-api";
import { isAgentLimit } from "./read-outcome";
import type { CloudReply } from "./cloud-requests";

export interface ProvisionDeps {
	readonly api: CloudApi;
	readonly census: AgentCensus;
	readonly log: Log;
	/** Unix seconds. */
	readonly unixNow: () => number;
}

export type Provisioned =
	| { readonly kind: "ready"; readonly agent: LettaAgent }
	| {
			readonly kind: "failed";
			readonly reason: FailureKind | "agentLimit";
			readonly message: string;
			/** Sooner there is no use in trying again. */
			readonly retrySeconds?: number;
	  };

type Failure = Exclude<CloudReply<defined>, { kind: "ok" }>;

const AGENT_LIMIT_HELP =
	"Letta's plan allows no more agents: delete some, use fewer NPCs, or change the plan";

export function failureOf(reply: Failure): Extract<Provisioned, { kind: "failed" }> {
	if (reply.kind !== "refused")
		return {
			kind: "failed",
			reason: "backendUnavailable",
			message: reply.message,
		};
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

/** Runs `step` for each item, one after the other, until one fails; `onOver` hears of that, or of nothing. */
function inSequence<T extends defined>(
	items: ReadonlyArray<T>,
	step: (item: T, onReply: (failure: Failure | undefined) => void) => void,
	onOver: (failure: Failure | undefined) => void,
): void {
	const from = (index: number) => {
		if (index === items.size()) return onOver(undefined);
		step(items[index], (failure) => (failure === undefined ? from(index + 1) : onOver(failure)));
	};
	from(0);
}

/**
 * Finds the NPC's agent by its tags or creates it, and reads it back: it is ready when its name, tags, prompt, model
 * and blocks are what they have to be, and repaired once where they are not. May be repeated after any failure: a
 * creation whose answer was lost is found by its tags.
 */
export function provisionAgent(
	{ api, census, log, unixNow }: ProvisionDeps,
	npcId: string,
	wish: AgentWish,
	/** `onMade` hears of a new agent at once: it exists, whatever comes of the rest. */
	{ onMade, onOver }: { onMade: (agentId: string) => void; onOver: (result: Provisioned) => void },
): void {
	const options = { class: "housekeeping", npcId } as const;

	const addBlock = (agentId: string, block: BlockBody, onReply: (failure: Failure | undefined) => void) =>
		api.createBlock(block, options, (created) => {
			if (created.kind !== "ok") return onReply(created);
			api.attachBlock(agentId, created.value, options, (attached) =>
				onReply(attached.kind === "ok" ? undefined : attached),
			);
		});

	const repair = (found: LettaAgent, repairs: Repairs, onReply: (failure: Failure | undefined) => void) => {
		const blocks = () =>
			inSequence(
				repairs.missing,
				(block, onAdded) => addBlock(found.id, block, onAdded),
				(failure) => {
					if (failure !== undefined) return onReply(failure);
					inSequence(
						repairs.rewritten,
						({ label, value }, onWritten) =>
							api.updateBlock(found.id, label, value, options, (reply) =>
								onWritten(reply.kind === "ok" ? undefined : reply),
							),
						onReply,
					);
				},
			);
		if (repairs.fields.isEmpty()) return blocks();
		// Tags are replaced as a whole: those that somebody else gave it stay.
		const strange = found.tags.filter((tag) => !wish.agent.tags.includes(tag));
		const body = { ...wish.agent, tags: [...wish.agent.tags, ...strange] };
		api.updateAgent(found.id, body, options, (reply) => (reply.kind === "ok" ? blocks() : onReply(reply)));
	};

	const verify = (agentId: string) =>
		api.retrieveAgent(agentId, options, (reply) => {
			if (reply.kind !== "ok") return onOver(failureOf(reply));
			const repairs = repairsFor(reply.value, wish);
			if (isNothing(repairs)) return onOver({ kind: "ready", agent: reply.value });
			const message = `agent ${agentId} cannot be verified: ${describeRepairs(repairs)} is not what was set`;
			onOver({ kind: "failed", reason: "rejected", message });
		});

	/** `found` was read from Letta, by its tags. */
	const check = (found: LettaAgent) => {
		const repairs = repairsFor(found, wish);
		if (isNothing(repairs)) return onOver({ kind: "ready", agent: found });
		log.info("an agent is brought up to date", { npcId, differs: describeRepairs(repairs) });
		repair(found, repairs, (failure) => {
			if (failure === undefined) verify(found.id);
			else onOver(failureOf(failure));
		});
	};

	/** Read back with the others'; where the list does not show a new agent yet, by its id. */
	const find = (createdId?: string) =>
		census.find(npcId, (reply) => {
			if (reply.kind !== "ok") return onOver(failureOf(reply));
			const { agents } = reply.value;
			if (agents.size() > 1) log.warn("an NPC has several agents: the oldest is used", { npcId });
			if (!agents.isEmpty()) check(agents[0]);
			else if (createdId !== undefined) verify(createdId);
			else create();
		});

	const create = () => {
		api.createAgent({ ...wish, seenAt: unixNow() }, options, (reply) => {
			if (reply.kind !== "ok") return onOver(failureOf(reply));
			onMade(reply.value.id);
			find(reply.value.id);
		});
	};

	find();
}
