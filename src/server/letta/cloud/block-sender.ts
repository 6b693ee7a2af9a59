import { describeBlock } from "server/wire/agent-prompt";
import type { BlockWrite, Clock, Log } from "server/ports";
import { CLOUD } from "server/constants/letta";
import { classOfBlock } from "server/net/request-class";
import type { CallOptions, CloudApi } from "./cloud-api";
import type { CloudCall, CloudReply, CloudRequests } from "./cloud-requests";

export interface BlockSenderDeps {
	readonly clock: Clock;
	readonly log: Log;
	readonly api: CloudApi;
	readonly requests: CloudRequests;
}

export interface BlockSenderOwner {
	/** Undefined while there is no verified agent. */
	readonly agentId: () => string | undefined;
	readonly onLost: (message: string) => void;
}

/** One NPC's block writes: one waits for each label, and one is under way. */
export interface BlockSender {
	readonly set: (block: BlockWrite, onStored: (rev: number) => void) => void;
	/** The agent is there: what has waited for it goes out. */
	readonly sendWaiting: () => void;
	/** What waits for an agent is not written any more. */
	readonly clear: () => void;
	/** Calls back when nothing of this NPC is on its way to Letta any more, or after `maxSeconds`; at once, if it is so. */
	readonly whenStored: (maxSeconds: number, callback: () => void) => void;
}

interface Write {
	readonly block: BlockWrite;
	readonly onStored: (rev: number) => void;
}

const classOf = ({ label, urgent }: BlockWrite) => classOfBlock(label, urgent === true);

const laneOf = (npcId: string) => `blocks ${npcId}`;

export function createBlockSender(
	{ clock, log, api, requests }: BlockSenderDeps,
	npcId: string,
	owner: BlockSenderOwner,
): BlockSender {
	/** By label, what came before there was an agent. */
	const waiting = new Map<string, Write>();

	const isMine = (call: CloudCall<defined>) => call.lane === laneOf(npcId);

	const optionsFor = (block: BlockWrite): CallOptions => ({
		class: classOf(block),
		npcId,
		lane: laneOf(npcId),
		key: `${npcId} ${block.label}`,
		isFinal: true,
	});

	/** The agent is verified anew after a while, and then told everything, in its latest state. */
	const onFailed = (agentId: string, { block }: Write, message: string) => {
		log.warn("a block was not written", { npcId, label: block.label, problem: message });
		clock.after(CLOUD.blockRetrySeconds, () => {
			if (agentId === owner.agentId()) owner.onLost(message);
		});
	};

	/** Letta says that it is not there: the block, or the agent? */
	const onMissing = (agentId: string, write: Write) => {
		const { block } = write;
		const options = { class: classOf(block), npcId, isFinal: true } as const;
		api.retrieveAgent(agentId, options, (agent) => {
			if (agent.kind === "refused" && agent.status === 404) return owner.onLost(agent.error.message);
			if (agent.kind !== "ok") return onFailed(agentId, write, "its agent cannot be read");
			if (agent.value.blocks.some(({ label }) => label === block.label)) return send(write);
			const { label, value } = block;
			api.createBlock({ label, value, description: describeBlock(label) }, options, (created) => {
				if (created.kind !== "ok") return onFailed(agentId, write, "it cannot be made");
				api.attachBlock(agentId, created.value, options, (attached) => {
					if (attached.kind === "ok") write.onStored(block.rev);
					else onFailed(agentId, write, "it cannot be attached");
				});
			});
		});
	};

	const onReply = (agentId: string, write: Write, reply: CloudReply<true>) => {
		if (reply.kind === "ok") return write.onStored(write.block.rev);
		if (agentId !== owner.agentId()) return;
		if (reply.kind === "unknown") onFailed(agentId, write, reply.message);
		if (reply.kind !== "refused") return;
		const { message } = reply.error;
		if (reply.status !== 404) onFailed(agentId, write, message);
		// Letta says what is missing; where it does not, the agent is read.
		else if (message.lower().find("agent", 1, true)[0] !== undefined) owner.onLost(message);
		else onMissing(agentId, write);
	};

	const send = (write: Write) => {
		const agentId = owner.agentId();
		const { block } = write;
		if (agentId === undefined) waiting.set(block.label, write);
		else
			api.updateBlock(agentId, block.label, block.value, optionsFor(block), (reply) =>
				onReply(agentId, write, reply),
			);
	};

	return {
		set: (block, onStored) => send({ block, onStored }),
		sendWaiting: () => {
			const writes = new Array<Write>();
			for (const [, write] of waiting) writes.push(write);
			waiting.clear();
			writes.sort((a, b) => a.block.label < b.block.label);
			for (const write of writes) send(write);
		},
		clear: () => waiting.clear(),
		whenStored: (maxSeconds, callback) => {
			let isOver = false;
			const once = () => {
				if (isOver) return;
				isOver = true;
				cancel();
				callback();
			};
			const cancel = clock.after(maxSeconds, once);
			// A turn waits for them, so they are as urgent as it is.
			requests.promote(isMine, "turn");
			requests.whenIdle(isMine, once);
		},
	};
}
