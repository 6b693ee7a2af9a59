import type { TokenUsage } from "../../wire.ts";
import type { Failure } from "../backend.ts";
import type { RuntimeScope } from "./agent-api.ts";
import type { Damage } from "./result.ts";

export type TurnOutcome =
	/**
	 * `usage` is the sum over the turn's requests to the model, where the back end reports it. `isMute`: the token limit
	 * ended the reply before its first sentence.
	 */
	| { readonly kind: "done"; readonly usage?: TokenUsage; readonly isMute?: boolean }
	/** `damage`: what in the back end's store made it fail. */
	| { readonly kind: "failed"; readonly failure: Failure; readonly damage?: Damage };

export interface TurnRequest {
	readonly scope: RuntimeScope;
	/** Unique for all time: the back end ties the turn's runs to it. */
	readonly messageId: string;
	readonly content: string;
	readonly onSentence: (text: string) => void;
}

/** What the agent can be used for after a turn. */
export type Aftermath =
	| "free"
	/** The back end was told to stop the turn and has not confirmed it: the conversation is stuck. */
	| "stuck";

/** A turn under way. It is sent once and never again. */
export interface RunningTurn {
	/** How the turn ended, for the game; it settles within the turn's timeout. */
	readonly outcome: Promise<TurnOutcome>;
	/** Follows the outcome: whether the conversation can be used again. */
	readonly aftermath: Promise<Aftermath>;
	/**
	 * Ends the turn at once, here and at the back end. `isConversationKept`: another turn is to follow in the conversation, so
	 * a model that has not begun to write is waited for.
	 */
	readonly cancel: (failure: Failure, isConversationKept?: boolean) => void;
	/** When the back end has stopped the turn at the latest, while it does; see `Aftermath`. */
	readonly stopsBy: () => number | undefined;
	/** The connection is lost. */
	readonly handleDown: (reason: string) => void;
}

/** Sends a turn and follows its reply to the end. */
export type StartTurn = (request: TurnRequest) => RunningTurn;
