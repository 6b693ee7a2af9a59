import type { LettaAgent } from "server/wire/letta-guards";
import {
	attachBlock,
	type BlockBody,
	createBlock,
	deleteBlock,
	updateAgent,
	updateBlock,
} from "./agent-operations";
import type { AgentWish, Repairs } from "./agent-wish";
import type { CloudReply } from "./cloud-reply";
import type { CallOptions, CloudRequests } from "./cloud-requests";
import { inSequence, type OnStepOver } from "./in-sequence";

const failureOr = (onOver: OnStepOver) => (reply: CloudReply<true>) =>
	onOver(reply.kind === "ok" ? undefined : reply);

/** Makes a block and gives it to an agent. A block that cannot be given goes again: nobody would find it. */
export function addBlock(
	requests: CloudRequests,
	{ agentId, block, options }: { agentId: string; block: BlockBody; options: CallOptions },
	onOver: OnStepOver,
): void {
	requests.send(createBlock(block), options, (created) => {
		if (created.kind !== "ok") return onOver(created);
		requests.send(attachBlock(agentId, created.value), options, (attached) => {
			if (attached.kind === "ok") return onOver(undefined);
			requests.send(deleteBlock(created.value), { ...options, isFinal: true }, () => onOver(attached));
		});
	});
}

/** Brings an agent to what is wished: its fields first, then missing blocks, then blocks that say something else. */
export function repairAgent(
	requests: CloudRequests,
	{
		found,
		wish,
		repairs,
		options,
	}: { found: LettaAgent; wish: AgentWish; repairs: Repairs; options: CallOptions },
	onOver: OnStepOver,
): void {
	const agentId = found.id;

	const addMissing = (onAdded: OnStepOver) =>
		inSequence(
			repairs.missing,
			(block, onOne) => addBlock(requests, { agentId, block, options }, onOne),
			onAdded,
		);

	const rewrite = (onWritten: OnStepOver) =>
		inSequence(
			repairs.rewritten,
			({ label, value }, onOne) =>
				requests.send(updateBlock(agentId, label, value), options, failureOr(onOne)),
			onWritten,
		);

	const setFields = (onSet: OnStepOver) => {
		if (repairs.fields.isEmpty()) return onSet(undefined);
		// An update replaces all tags; those that somebody else gave the agent must stay.
		const strange = found.tags.filter((tag) => !wish.agent.tags.includes(tag));
		const body = { ...wish.agent, tags: [...wish.agent.tags, ...strange] };
		requests.send(updateAgent(agentId, body), options, failureOr(onSet));
	};

	inSequence([setFields, addMissing, rewrite], (step, onStepOver) => step(onStepOver), onOver);
}
