import type { TokenUsage } from "../../wire.ts";
import type { AppServerLimits } from "../../limits.ts";
import { SpokenText } from "../../text/spoken-text.ts";
import type { Clock } from "../../timing/clock.ts";
import type { Failure } from "../backend.ts";
import { damageIn, failureOf } from "../agents/result.ts";
import type { RunningTurn, TurnRequest } from "../agents/running-turn.ts";
import { TurnEnd } from "../agents/turn-end.ts";
import type { AppServerApi } from "./agent-api.ts";
import type { ServerFrame } from "./frames.ts";
import { TurnReader } from "./turn-reader.ts";

/** A turn at the App Server, which speaks of it in frames. */
export interface FramedTurn extends RunningTurn {
	/** Takes the frames of the turn's conversation. */
	readonly handleFrame: (frame: ServerFrame) => void;
}

interface StreamDeps {
	readonly api: AppServerApi;
	readonly clock: Clock;
}

/** How many tool calls of one turn are denied before the turn ends. */
const MAX_TOOL_CALLS = 3;

function sum(a: TokenUsage | undefined, b: TokenUsage): TokenUsage {
	return {
		promptTokens: (a?.promptTokens ?? 0) + b.promptTokens,
		completionTokens: (a?.completionTokens ?? 0) + b.completionTokens,
	};
}

class StreamedTurn implements FramedTurn {
	private readonly end: TurnEnd;
	private readonly reader: TurnReader;
	private readonly spoken: SpokenText;
	/** The App Server repeats its question, so the calls are counted by id. */
	private readonly toolCalls = new Set<string>();
	private sentences = 0;
	private hasBegun = false;
	private readonly sentAt: number;
	private usage: TokenUsage | undefined;

	constructor(
		private readonly request: TurnRequest,
		private readonly deps: StreamDeps,
		private readonly limits: AppServerLimits,
	) {
		this.sentAt = deps.clock.now();
		this.reader = new TurnReader(request.messageId);
		this.spoken = new SpokenText(limits.maxSentenceChars);
		this.end = new TurnEnd(deps.clock, limits, this.cancel);
		void this.send();
	}

	get outcome() {
		return this.end.outcome;
	}

	get aftermath() {
		return this.end.aftermath;
	}

	get stopsBy() {
		return this.end.stopsBy;
	}

	readonly handleFrame = (frame: ServerFrame): void => {
		const signal = this.reader.read(frame);
		if (signal === undefined) return;
		this.hasBegun = true;
		if (signal.kind === "done") this.finish(signal.isCutOff);
		else if (signal.kind === "failed") this.end.conclude(signal);
		else if (!this.end.isOpen) return;
		else if (signal.kind === "toolCall") this.countToolCall(signal.id);
		else if (signal.kind === "usage") this.usage = sum(this.usage, signal.usage);
		else if (signal.kind === "text") this.say(this.spoken.push(signal.part, signal.text));
		else this.beginAgain();
	};

	readonly cancel = (failure: Failure, isConversationKept = false): void => {
		if (!this.end.isOpen) return;
		this.end.stop(failure, this.findStopBy(isConversationKept));
		this.reader.markStopped();
		void this.deps.api.abort(this.request.scope);
	};

	readonly handleDown = (reason: string): void => {
		this.end.conclude({ kind: "failed", failure: { kind: "backendUnavailable", message: reason } });
	};

	private async send(): Promise<void> {
		const { scope, messageId, content } = this.request;
		const result = await this.deps.api.sendMessage(scope, messageId, content);
		if (result.kind === "ok") return;
		const failure = failureOf(result);
		// A refused message does not run. One without an answer may: stop it like a turn that takes too long.
		if (result.kind === "timeout") this.cancel(failure);
		else this.end.conclude({ kind: "failed", failure, damage: damageIn(result) });
	}

	private say(texts: ReadonlyArray<string>): void {
		for (const text of texts) {
			this.sentences += 1;
			this.request.onSentence(text);
		}
	}

	/** Each denial makes the App Server ask the model again: end the turn of a model that does not take no for an answer. */
	private countToolCall(id: string): void {
		this.toolCalls.add(id);
		if (this.toolCalls.size <= MAX_TOOL_CALLS) return;
		this.cancel({ kind: "model", message: "the model calls tools instead of answering" });
	}

	/** The App Server asks the model again, from the beginning. */
	private beginAgain(): void {
		// Players have heard the first sentences, and a second reply would not go on where the first broke off.
		if (this.sentences > 0) this.cancel({ kind: "model", message: "the model broke off in the middle" });
		else this.spoken.reset();
	}

	private finish(isCutOff?: boolean): void {
		if (this.end.isOpen) this.say(this.spoken.flush(isCutOff));
		const { usage } = this;
		const isMute = isCutOff === true && this.sentences === 0;
		this.end.conclude({ kind: "done", ...(usage && { usage }), ...(isMute && { isMute }) });
	}

	private findStopBy(isConversationKept: boolean): number {
		const by = this.deps.clock.now() + this.limits.abortSeconds;
		if (this.hasBegun || !isConversationKept) return by;
		return Math.max(by, this.sentAt + this.limits.firstWordSeconds);
	}
}

/** Sends a turn and follows its reply to the end. */
export function streamTurn(request: TurnRequest, deps: StreamDeps, limits: AppServerLimits): FramedTurn {
	return new StreamedTurn(request, deps, limits);
}
