import type { BlockWrite, Clock, Log } from "server/ports";
import { CLOUD } from "server/constants/letta";
import { classOfBlock } from "server/net/request-class";
import { updateBlock } from "./agent-operations";
import type { CloudReply } from "./cloud-reply";
import type { CallOptions, CloudCall, CloudRequests } from "./cloud-requests";
import { restoreBlock } from "./restore-block";

export interface BlockSenderDeps {
	readonly clock: Clock;
	readonly log: Log;
	readonly requests: CloudRequests;
}

export interface BlockSenderOwner {
	/** Undefined while there is no verified agent. */
	readonly agentId: () => string | undefined;
	/** The agent is gone, or does not take its blocks. */
	readonly onLost: (message: string) => void;
	/** A block has a new value. `isNew`: the agent did not have the block. */
	readonly onStored: (isNew: boolean) => void;
}

interface Write {
	readonly block: BlockWrite;
	readonly onStored: (rev: number) => void;
}

/** One NPC's block writes. One write is under way at a time, and at most one waits for each label. */
export class BlockSender {
	/** By label, the writes that came before there was an agent. */
	private readonly waiting = new Map<string, Write>();
	private readonly lane: string;

	constructor(
		private readonly deps: BlockSenderDeps,
		private readonly npcId: string,
		private readonly owner: BlockSenderOwner,
	) {
		this.lane = `blocks ${npcId}`;
	}

	set(block: BlockWrite, onStored: (rev: number) => void): void {
		this.send({ block, onStored });
	}

	/** The agent is there: sends what has waited for it. */
	sendWaiting(): void {
		const writes = new Array<Write>();
		for (const [, write] of this.waiting) writes.push(write);
		this.waiting.clear();
		writes.sort((a, b) => a.block.label < b.block.label);
		for (const write of writes) this.send(write);
	}

	/** Forgets what waits for an agent. */
	clear(): void {
		this.waiting.clear();
	}

	/** Calls back when no write of this NPC is pending (immediately if none), or after `maxSeconds`. */
	whenStored(maxSeconds: number, callback: () => void): void {
		let isOver = false;
		const once = () => {
			if (isOver) return;
			isOver = true;
			cancel();
			callback();
		};
		const cancel = this.deps.clock.after(maxSeconds, once);
		const isMine = (call: CloudCall) => call.lane === this.lane;
		// A turn waits for the writes, so they are as urgent as it is.
		this.deps.requests.promote(isMine, "turn");
		this.deps.requests.whenIdle(isMine, once);
	}

	private send(write: Write): void {
		const agentId = this.owner.agentId();
		const { label, value } = write.block;
		if (agentId === undefined) {
			this.waiting.set(label, write);
			return;
		}
		const options = { ...this.optionsFor(write.block), lane: this.lane, key: `${this.npcId} ${label}` };
		this.deps.requests.send(updateBlock(agentId, label, value), options, (reply) =>
			this.onReply(agentId, write, reply),
		);
	}

	private optionsFor({ label, urgent }: BlockWrite): CallOptions {
		return { class: classOfBlock(label, urgent === true), npcId: this.npcId, isFinal: true };
	}

	private onReply(agentId: string, write: Write, reply: CloudReply<true>): void {
		if (reply.kind === "ok") return this.noteStored(write, false);
		// Not about the agent that the NPC has now.
		if (agentId !== this.owner.agentId()) return;
		if (reply.kind === "unknown") return this.onFailed(agentId, write, reply.message);
		if (reply.kind === "dropped") return;
		if (reply.status !== 404) return this.onFailed(agentId, write, reply.error.message);
		this.restore(agentId, write);
	}

	private noteStored({ block, onStored }: Write, isNew: boolean): void {
		onStored(block.rev);
		this.owner.onStored(isNew);
	}

	/** Letta has no such block: either the agent lacks it, or the agent itself is gone. */
	private restore(agentId: string, write: Write): void {
		const { block } = write;
		restoreBlock(this.deps.requests, { agentId, block, options: this.optionsFor(block) }, (result) => {
			if (result.kind === "stored") this.noteStored(write, true);
			else if (result.kind === "present") this.send(write);
			else if (result.kind === "agentGone") this.owner.onLost(result.message);
			else this.onFailed(agentId, write, result.message);
		});
	}

	/** Has the agent verified anew after a while. Then it gets every block's latest value again. */
	private onFailed(agentId: string, { block }: Write, message: string): void {
		const { clock, log } = this.deps;
		log.warn("a block was not written", { npcId: this.npcId, label: block.label, problem: message });
		clock.after(CLOUD.blockRetrySeconds, () => {
			if (agentId === this.owner.agentId()) this.owner.onLost(message);
		});
	}
}
