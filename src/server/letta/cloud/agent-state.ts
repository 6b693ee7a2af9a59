import type { AgentSpec } from "server/ports";
import type { MessageTarget } from "./message-operations";

export interface VerifiedAgent {
	readonly target: MessageTarget;
	readonly model: string;
	/** When it was verified, seconds. */
	readonly since: number;
}

/**
 * What an NPC's agent at Letta goes through.
 *
 * | from | to | when |
 * |---|---|---|
 * | absent, waiting, ready, suspended | provisioning | the server asks for the agent |
 * | provisioning | opening | it is verified, and serves several game servers |
 * | provisioning, opening | ready | it is verified, and has a conversation |
 * | provisioning, opening | waiting | Letta failed |
 * | waiting | provisioning | the wait is over, or Letta is back |
 * | ready | suspended | Letta goes out of reach |
 * | suspended | ready | Letta is back |
 * | ready, suspended | provisioning | the agent is gone |
 * | any but denied and released | erasing | the server asks for the erasure |
 * | erasing | provisioning | the erasure is over |
 * | any but released | denied | Letta refuses the key |
 * | denied | provisioning | Letta takes the key again |
 * | any | released | the NPC is destroyed, or the server closes |
 */
export type CloudAgentState =
	/** Nobody has asked for it. */
	| { readonly kind: "absent" }
	| Provisioning
	| Opening
	/** It could not be had; it is tried again later. */
	| { readonly kind: "waiting"; readonly cancelRetry: () => void }
	| { readonly kind: "ready"; readonly agent: VerifiedAgent }
	/** It was ready, and Letta is out of reach. */
	| { readonly kind: "suspended"; readonly agent: VerifiedAgent }
	| Erasing
	/** Nothing is tried until Letta takes the key. */
	| { readonly kind: "denied"; readonly message: string }
	| { readonly kind: "released"; readonly isDeleted: boolean };

/** It is found or made, and verified against `spec`. */
export interface Provisioning {
	readonly kind: "provisioning";
	readonly spec: AgentSpec;
}

/** It is verified against `spec`; this server's conversation with it is being opened. */
export interface Opening {
	readonly kind: "opening";
	readonly spec: AgentSpec;
	readonly agentId: string;
	readonly model: string;
}

/** All agents that the NPC has are being deleted. */
export interface Erasing {
	readonly kind: "erasing";
	/** One is still being found or made. It has to exist before it can be deleted. */
	isMaking: boolean;
	/** They wait to hear whether all agents are gone. */
	listeners: ReadonlyArray<(ok: boolean) => void>;
}
