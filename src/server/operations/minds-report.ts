/**
 * What the operator's command `minds` answers, as JSON, for programs that watch a running town. Node reads this file
 * too, so nothing here is of the engine's, and it imports nothing. It holds no secret, no persona and nothing that was said.
 */

/** Why a turn or an agent failed: the server's own words (`server/ports`). */
export type FailureReason =
	"backendUnavailable" | "model" | "timeout" | "busy" | "rejected" | "unknownAgent" | "internal";

export interface MindsReport {
	/** In the order of spawning. An NPC whose definition is faulty is not among them. */
	readonly minds: ReadonlyArray<MindReport>;
}

/** One NPC and its agent, now. */
export interface MindReport {
	readonly npcId: string;
	readonly displayName: string;
	/**
	 * `spawning`: it has no body yet. `waiting`: its agent is not verified yet. `unreachable`: the agent cannot be reached
	 * now. `failed`: nothing more is tried.
	 */
	readonly state: "spawning" | "waiting" | "ready" | "unreachable" | "failed";
	/** Why it is not ready; absent while nothing has failed. */
	readonly failure?: MindFailure;
	/** Absent until the agent is verified, and again from its loss or erasure until the next one is. */
	readonly agentId?: string;
	/** The model's name, as the back end gives it; absent with `agentId`. */
	readonly model?: string;
	/** An erasure was asked for, and the back end has not answered. */
	readonly isErasing: boolean;
	readonly attention: "awake" | "drowsy" | "asleep";
	/** As in the status block. */
	readonly location: string;
	/** As in the status block. */
	readonly action: string;
	/** By label; without the persona. */
	readonly blocks: ReadonlyArray<BlockReport>;
	/** Blocks whose latest value the back end has not confirmed. */
	readonly pendingBlocks: number;
	/** The last few turns, oldest first. A turn in flight is `sent`. */
	readonly turns: ReadonlyArray<TurnReport>;
}

export interface MindFailure {
	/** `agentLimit`: Letta's plan has no room for another agent. `noBody`: the NPC could not be spawned. */
	readonly reason: FailureReason | "agentLimit" | "noBody";
	readonly message: string;
	/** Nothing more is tried. */
	readonly final: boolean;
}

export interface BlockReport {
	readonly label: string;
	/** What the block should say now. */
	readonly value: string;
	/** The revision of the last write; 0 before the first. */
	readonly rev: number;
	/** How far `value` has got. `stored`: the back end has confirmed it. */
	readonly state: "unsent" | "sent" | "stored";
}

export interface TurnReport {
	readonly turnId: string;
	/** `cancelled`: the game called it off, for a player who spoke or because the reply was too long. */
	readonly state: "sent" | "done" | "cancelled" | "failed";
	/** Why it failed. */
	readonly reason?: FailureReason;
	readonly message?: string;
}
