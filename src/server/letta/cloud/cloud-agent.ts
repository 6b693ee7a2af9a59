import type { AgentSpec, AgentState, BlockWrite, Turn, TurnEvent } from "server/ports";
import { AgentLifecycle, type LifecycleDeps, type LifecycleOptions } from "./agent-lifecycle";
import { BlockSender } from "./block-sender";
import type { TurnDeps } from "./cloud-turn";
import { FrozenPrompt } from "./frozen-prompt";
import { OpenTurns } from "./open-turns";

export interface CloudAgentDeps extends LifecycleDeps, TurnDeps {
	/** The agent of some NPC is gone: others may be gone too. */
	readonly onGone: () => void;
}

/** One NPC's agent, with its blocks and turns, from the wish for it to its release. */
export interface CloudAgent {
	readonly ensure: (spec: AgentSpec, onState: (state: AgentState) => void) => void;
	readonly setBlock: (block: BlockWrite, onStored: (rev: number) => void) => void;
	readonly sendTurn: (turn: Turn, onEvent: (event: TurnEvent) => void) => void;
	readonly cancelTurn: (turnId: string) => void;
	readonly actionResult: (callId: string, ok: boolean, result: string) => void;
	/** Goes on also after `release`. */
	readonly erase: (spec: AgentSpec, onErased: (ok: boolean) => void) => void;
	/** Letta is out of reach. */
	readonly suspend: (message: string) => void;
	/** Letta is back. */
	readonly resume: () => void;
	/** Letta refuses the key. */
	readonly deny: (message: string) => void;
	/** Letta takes the key again. */
	readonly admit: () => void;
	/** `isDeleted`: the agent is deleted too. */
	readonly release: (isDeleted: boolean) => void;
	/** Its id while it is verified. */
	readonly agentId: () => string | undefined;
	/** See `AgentLifecycle.noteListed`. */
	readonly noteListed: (agentIds: ReadonlySet<string>, askedAt: number) => void;
}

export function createCloudAgent(deps: CloudAgentDeps, npcId: string, options: LifecycleOptions): CloudAgent {
	const onLost = (message: string) => {
		if (life.lose(message)) deps.onGone();
	};
	const agentId = () => life.verified()?.target.agentId;
	const prompt = new FrozenPrompt(deps, npcId, {
		target: () => life.reachable()?.target,
		isIdle: () => turns.isIdle(),
	});
	const blocks = new BlockSender(deps, npcId, {
		agentId,
		onLost,
		onStored: (isNew) => (isNew ? prompt.noteChanged() : prompt.noteStored()),
	});
	const turns = new OpenTurns(deps, npcId, {
		target: () => life.reachable()?.target,
		whenStored: (maxSeconds, callback) => blocks.whenStored(maxSeconds, callback),
		onLost,
	});
	const life = new AgentLifecycle(deps, npcId, options, {
		onReady: (isPromptStale) => {
			if (isPromptStale) prompt.noteChanged();
			blocks.sendWaiting();
		},
		onOver: (reason, message) => {
			prompt.reset();
			turns.fail(reason, message);
			blocks.clear();
		},
	});

	return {
		ensure: (spec, onState) => life.ensure(spec, onState),
		setBlock: (block, onStored) => blocks.set(block, onStored),
		sendTurn: (turn, onEvent) => turns.send(turn, onEvent),
		cancelTurn: (turnId) => turns.cancel(turnId),
		actionResult: (callId, ok, result) => turns.actionResult(callId, ok, result),
		erase: (spec, onErased) => life.erase(spec, onErased),
		suspend: (message) => {
			life.suspend(message);
			turns.dropUnsent();
		},
		resume: () => life.resume(),
		deny: (message) => life.deny(message),
		admit: () => life.admit(),
		release: (isDeleted) => life.release(isDeleted),
		agentId,
		noteListed: (agentIds, askedAt) => life.noteListed(agentIds, askedAt),
	};
}
