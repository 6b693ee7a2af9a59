import type { Clock, Log } from "server/ports";
import { CLOUD } from "server/constants/letta";
import type { CloudReply } from "./cloud-reply";
import type { CloudRequests } from "./cloud-requests";
import { type MessageTarget, recompile } from "./message-operations";

export interface FrozenPromptDeps {
	readonly clock: Clock;
	readonly log: Log;
	readonly requests: CloudRequests;
}

export interface FrozenPromptOwner {
	/** Undefined while there is no verified agent. */
	readonly target: () => MessageTarget | undefined;
	/** No turn is under way. */
	readonly isIdle: () => boolean;
}

/**
 * Keeps one NPC's prompt up to date. Letta compiles a conversation's prompt once, with the blocks as they are at that
 * moment, and an agent's own anew only when a block's value changes. What has changed since gets into the prompt by a
 * recompilation. That costs the provider's cache of the prompt, so it happens while the NPC is idle, and not often.
 */
export class FrozenPrompt {
	private isStale = false;
	private recompiledAt = -math.huge;
	private cancelPlan?: () => void;

	constructor(
		private readonly deps: FrozenPromptDeps,
		private readonly npcId: string,
		private readonly owner: FrozenPromptOwner,
	) {}

	/** A block has a new value. An agent's own prompt follows by itself. */
	noteStored(): void {
		if (this.owner.target()?.conversationId !== undefined) this.noteChanged();
	}

	/** The prompt has changed in a way that it does not follow by itself. */
	noteChanged(): void {
		this.isStale = true;
		this.plan();
	}

	/** There is another prompt, or none any more. */
	reset(): void {
		this.isStale = false;
		this.cancelPlan?.();
		this.cancelPlan = undefined;
	}

	private plan(): void {
		if (this.cancelPlan !== undefined) return;
		const { clock } = this.deps;
		const rest = this.recompiledAt + CLOUD.recompileIntervalSeconds - clock.now();
		this.cancelPlan = clock.after(math.max(CLOUD.recompileIdleSeconds, rest), () => {
			this.cancelPlan = undefined;
			this.recompile();
		});
	}

	private recompile(): void {
		const { clock, requests } = this.deps;
		const target = this.owner.target();
		if (target === undefined || !this.owner.isIdle()) return this.plan();
		this.isStale = false;
		this.recompiledAt = clock.now();
		const options = { class: "housekeeping", npcId: this.npcId, key: `prompt ${this.npcId}` } as const;
		requests.send(recompile(target), options, (reply) => this.onReply(reply));
	}

	private onReply(reply: CloudReply<true>): void {
		if (reply.kind === "ok") {
			if (this.isStale) this.plan();
			return;
		}
		if (reply.kind === "dropped") return;
		const problem = reply.kind === "refused" ? reply.error.message : reply.message;
		this.deps.log.debug("a prompt was not recompiled", { npcId: this.npcId, problem });
		// Whoever sends the next turn finds out that it is gone.
		if (reply.kind === "refused" && reply.status === 404) return;
		this.noteChanged();
	}
}
