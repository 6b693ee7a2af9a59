import type { AgentSpec, FailureKind, GatewayEvent, MemoryMode, Op } from "../wire.ts";

/** Which game server a session speaks for. */
export interface SessionIdentity {
	readonly sessionId: string;
	readonly placeId: number;
	readonly serverId: string;
	readonly memoryMode: MemoryMode;
}

/** The state of the way to the agents, for `/healthz`; nothing secret. */
export interface BackendHealth {
	readonly isUp: boolean;
	/** One line for a person: `connected to Letta 0.32.18`, `connection refused`. */
	readonly detail: string;
	/** Agents of living sessions. */
	readonly agents: number;
	readonly turnsInFlight: number;
}

export type SetBlock = Extract<Op, { op: "setBlock" }>;
export type Turn = Extract<Op, { op: "turn" }>;
export type ActionResult = Extract<Op, { op: "actionResult" }>;
export type Erase = Extract<Op, { op: "erase" }>;

/** A block's value as the game last set it. */
export interface BlockValue {
	readonly value: string;
	/** 0 for a first value that came with the agent's specification. */
	readonly rev: number;
}

/** By NPC, then by label. */
export type BlocksByNpc = Readonly<Record<string, Readonly<Record<string, BlockValue>>>>;

/**
 * One game server's NPCs at a back end. No call waits; what comes of it is emitted as events. Calls for one NPC
 * take effect in the order in which they are made, and no NPC waits for another.
 */
export interface BackendSession {
	/** Makes or finds the agent and verifies it: `agentReady`, or `agentFailed` and further attempts. */
	readonly ensureAgent: (spec: AgentSpec) => void;
	/** The newest revision wins; `blockStored` when it will be part of what the agent knows. */
	readonly setBlock: (block: SetBlock) => void;
	/** `sentence`s, then exactly one `turnDone` or `turnFailed`. A turn id that was seen before is ignored. */
	readonly startTurn: (turn: Turn) => void;
	/** Ends a turn that waits or runs with `turnFailed`, `rejected`; nothing happens for one that is over. */
	readonly cancelTurn: (npcId: string, turnId: string) => void;
	readonly actionResult: (result: ActionResult) => void;
	/**
	 * Deletes the agent with everything it remembers, whatever the memory mode, and makes it anew. `erased` says
	 * whether nothing is left; while the back end is away, it waits for it.
	 */
	readonly erase: (erase: Erase) => void;
	/** Lets go of the agent; `forget` deletes it where the session's memory mode says so. */
	readonly release: (npcId: string, forget: boolean) => void;
	readonly blocks: () => BlocksByNpc;
	/** Releases every agent and emits nothing more. Resolves when that is done; never rejects. */
	readonly close: (forget: boolean) => Promise<void>;
}

/** What makes the NPCs think. */
export interface AgentBackend {
	readonly start: () => void;
	/** `emit` is called from then on until the session is closed. */
	readonly open: (session: SessionIdentity, emit: (event: GatewayEvent) => void) => BackendSession;
	readonly health: () => BackendHealth;
	/** Starts no more turns and resolves when those in flight have ended; after the timeout they fail. */
	readonly drain: (timeoutSeconds: number) => Promise<void>;
	/** Lets go of everything without deleting an agent; may be called twice. */
	readonly close: () => Promise<void>;
}

/** Why something failed: the kind for the game's decision, the message for its log. */
export interface Failure {
	readonly kind: FailureKind;
	readonly message: string;
}
