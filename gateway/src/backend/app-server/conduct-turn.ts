import type { TokenUsage } from "../../wire.ts";
import type { AppServerLimits } from "../../limits.ts";
import { SpokenText } from "../../text/spoken-text.ts";
import { settledWithin, type Clock } from "../../timing/clock.ts";
import type { Failure } from "../backend.ts";
import type { AgentApi } from "./agent-api.ts";
import type { RuntimeScope, ServerFrame } from "./frames.ts";
import { failureOf } from "./result.ts";
import { TurnReader } from "./turn-reader.ts";

export type TurnOutcome =
	/** `usage`, where it is reported, of all its requests to the model together. */
	| { readonly kind: "done"; readonly usage?: TokenUsage }
	| { readonly kind: "failed"; readonly failure: Failure };

export interface TurnRequest {
	readonly scope: RuntimeScope;
	/** Unique for all time: the App Server names the turn's runs by it. */
	readonly messageId: string;
	readonly content: string;
	readonly onSentence: (text: string) => void;
}

/** What the agent can be used for after a turn. */
export type Aftermath =
	| "free"
	/** The App Server was told to stop the turn and has not said that it did: the conversation is stuck. */
	| "stuck";

/** A turn under way. It runs once: nothing in here sends it again. */
export interface RunningTurn {
	/** How it ended, for the game; at the latest after the turn's timeout. */
	readonly outcome: Promise<TurnOutcome>;
	/** Follows the outcome when the conversation may be used again, or is given up. */
	readonly aftermath: Promise<Aftermath>;
	/** Frames of the turn's conversation. */
	readonly handleFrame: (frame: ServerFrame) => void;
	/** Ends the turn at once, here and at the App Server. */
	readonly cancel: (failure: Failure) => void;
	/** The connection is gone, and with it every answer to come. */
	readonly handleDown: (reason: string) => void;
}

/** Sends a turn and follows it to its end. */
export function conductTurn(
	request: TurnRequest,
	deps: { readonly api: AgentApi; readonly clock: Clock },
	limits: AppServerLimits,
): RunningTurn {
	const { scope, messageId, content, onSentence } = request;
	const { api, clock } = deps;
	const reader = new TurnReader(messageId);
	const spoken = new SpokenText(limits.maxSentenceChars);
	let sentences = 0;
	let usage: TokenUsage | undefined;
	let hasOutcome = false;
	let finish!: (outcome: TurnOutcome) => void;
	let markQuiet!: () => void;
	const outcome = new Promise<TurnOutcome>((resolve) => (finish = resolve));
	/** The App Server is done with the turn, or gone. */
	const quiet = new Promise<void>((resolve) => (markQuiet = resolve));

	const cancelTimeout = clock.after(limits.turnTimeoutSeconds, () => {
		const message = `no whole reply within ${limits.turnTimeoutSeconds} s`;
		cancel({ kind: "timeout", message });
	});

	/** Only the first end counts. */
	function end(result: TurnOutcome): void {
		hasOutcome = true;
		cancelTimeout();
		finish(result);
	}

	function say(texts: ReadonlyArray<string>): void {
		for (const text of texts) {
			sentences += 1;
			onSentence(text);
		}
	}

	function addUsage({ promptTokens, completionTokens }: TokenUsage): void {
		usage = {
			promptTokens: promptTokens + (usage?.promptTokens ?? 0),
			completionTokens: completionTokens + (usage?.completionTokens ?? 0),
		};
	}

	function cancel(failure: Failure): void {
		if (hasOutcome) return;
		end({ kind: "failed", failure });
		reader.markStopped();
		void api.abort(scope);
	}

	function handleFrame(frame: ServerFrame): void {
		const signal = reader.read(frame);
		if (signal === undefined) return;
		if (signal.kind === "done" || signal.kind === "failed") {
			if (signal.kind === "done" && !hasOutcome) say(spoken.flush());
			end(signal.kind === "done" && usage !== undefined ? { kind: "done", usage } : signal);
			markQuiet();
			return;
		}
		if (signal.kind === "usage") return addUsage(signal.usage);
		if (hasOutcome) return;
		if (signal.kind === "text") say(spoken.push(signal.part, signal.text));
		// What was said cannot be taken back, and a second reply would not go on where the first broke off.
		else if (sentences > 0) cancel({ kind: "model", message: "the model broke off in the middle" });
		else spoken.reset();
	}

	function handleDown(reason: string): void {
		end({ kind: "failed", failure: { kind: "backendUnavailable", message: reason } });
		markQuiet();
	}

	async function send(): Promise<void> {
		const result = await api.sendMessage(scope, messageId, content);
		if (result.kind === "ok") return;
		// Refused: it does not run. Without an answer it may: then it is stopped like one that takes too long.
		if (result.kind === "timeout") return cancel(failureOf(result));
		end({ kind: "failed", failure: failureOf(result) });
		markQuiet();
	}

	async function settle(): Promise<Aftermath> {
		await outcome;
		return (await settledWithin(clock, limits.abortSeconds, quiet)) ? "free" : "stuck";
	}

	void send();
	return { outcome, aftermath: settle(), handleFrame, cancel, handleDown };
}
