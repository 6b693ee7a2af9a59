import type { AgentSpec, FailureKind, GatewayEvent, MemoryMode, Op } from "../wire.ts";

/** Which game server a session belongs to, and which key it came with. */
export interface SessionIdentity {
	readonly sessionId: string;
	readonly placeId: number;
	readonly serverId: string;
	readonly memoryMode: MemoryMode;
	/** What many sessions ask for counts as one key's: keys take turns at what the back end does. */
	readonly keyId: string;
}

/** How the agents' back end is, for `/healthz` and `/readyz`; nothing secret. */
export interface BackendHealth {
	/** NPCs would answer. */
	readonly isUp: boolean;
	/** One line for a person: `connected to Letta 0.32.18`, `connection refused`, `the App Server's disk is full`. */
	readonly detail: string;
	/** Agents of open sessions. */
	readonly agents: number;
	readonly turnsInFlight: number;
	/** Each of several back ends, by its name. */
	readonly parts?: ReadonlyArray<BackendHealth & { readonly name: string }>;
}

export type SetBlock = Extract<Op, { op: "setBlock" }>;
export type Turn = Extract<Op, { op: "turn" }>;
export type ActionResult = Extract<Op, { op: "actionResult" }>;
export type Erase = Extract<Op, { op: "erase" }>;

/** The value that the game set last for a block. */
export interface BlockValue {
	readonly value: string;
	/** 0 for a value from the agent's specification. */
	readonly rev: number;
}

/** By NPC, then by label. */
export type BlocksByNpc = Readonly<Record<string, Readonly<Record<string, BlockValue>>>>;

/**
 * One game server's NPCs at a back end. No call waits: results are emitted as events. Calls for one NPC take effect in the
 * order in which they are made, and no NPC waits for another.
 */
export interface BackendSession {
	/** Makes or finds the agent and verifies it. Emits `agentReady`, or `agentFailed` and tries again. */
	readonly ensureAgent: (spec: AgentSpec) => void;
	/** The newest revision wins. Emits `blockStored` once the agent is certain to learn the value. */
	readonly setBlock: (block: SetBlock) => void;
	/** Emits `sentence`s, then exactly one `turnDone` or `turnFailed`. Ignores a turn id that was seen before. */
	readonly startTurn: (turn: Turn) => void;
	/** Ends a turn that waits or runs with `turnFailed`, `rejected`; ignores a turn that is over. */
	readonly cancelTurn: (npcId: string, turnId: string) => void;
	readonly actionResult: (result: ActionResult) => void;
	/**
	 * Deletes the agent with everything it remembers, in either memory mode, and makes it anew. Emits `erased`, which says
	 * whether nothing is left. Goes on while the back end is away or its answers are lost.
	 */
	readonly erase: (erase: Erase) => void;
	/** Releases the agent; `forget` deletes it if the session's memory mode says so. */
	readonly release: (npcId: string, forget: boolean) => void;
	readonly blocks: () => BlocksByNpc;
	/** Releases every agent and emits nothing more. Resolves when all are released; never rejects. */
	readonly close: (forget: boolean) => Promise<void>;
}

/** Where the NPCs' agents live. */
export interface AgentBackend {
	readonly start: () => void;
	/** Calls `emit` until the session is closed. */
	readonly open: (session: SessionIdentity, emit: (event: GatewayEvent) => void) => BackendSession;
	readonly health: () => BackendHealth;
	/** Starts no more turns. Resolves when those in flight have ended; after the timeout they fail. */
	readonly drain: (timeoutSeconds: number) => Promise<void>;
	/** Releases everything without deleting an agent; may be called twice. */
	readonly close: () => Promise<void>;
}

/** Why something failed: the game decides by the kind and logs the message. */
export interface Failure {
	readonly kind: FailureKind;
	readonly message: string;
}
