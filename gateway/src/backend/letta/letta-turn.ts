import type Letta from "@letta-ai/letta-client";
import type { TokenUsage } from "../../wire.ts";
import type { LettaLimits } from "../../limits.ts";
import { SpokenText } from "../../text/spoken-text.ts";
import { sleep, type Clock } from "../../timing/clock.ts";
import type { Failure } from "../backend.ts";
import { isRecord } from "../agents/is-record.ts";
import { readText, readUsage } from "../agents/read-message.ts";
import { reasonOf, type Damage } from "../agents/result.ts";
import type { RunningTurn, TurnRequest } from "../agents/running-turn.ts";
import { TurnEnd } from "../agents/turn-end.ts";
import type { HostWatch } from "./host-watch.ts";
import { OWN_CONVERSATION, type LettaApi } from "./letta-api.ts";
import { lookUp, restOf } from "./look-up.ts";
import {
	isPendingApproval,
	isProviderFailure,
	readFailure,
	summaryOf,
	type LettaProblem,
	type RequestFailure,
} from "./request-failure.ts";

export interface LettaTurnDeps {
	readonly client: Letta;
	readonly api: Pick<LettaApi, "listMessages" | "cancelRun">;
	readonly host: Pick<HostWatch, "state" | "detail" | "whenUp" | "noteAnswer" | "noteFailure">;
	readonly clock: Clock;
	/** Gets Letta's own words for an error, which may quote players. */
	readonly onErrorText?: (text: string) => void;
}

/** The model has finished, or taken as many steps as it may. */
const GOOD_STOPS = new Set(["end_turn", "tool_rule", "no_tool_call", "max_steps"]);
/** The model's token limit cut the reply off. */
const CUT_OFF = "max_tokens_exceeded";

const CANCELLED: Failure = { kind: "internal", message: "the turn was cancelled" };
const WANTS_TOOL: Failure = { kind: "model", message: "the model calls tools instead of answering" };
const BROKE_OFF: Failure = { kind: "model", message: "the model broke off in the middle" };

/** Why Letta refused a turn, for the game. */
function kindOf(status: number, problem: LettaProblem): Failure["kind"] {
	if (isProviderFailure(problem)) return "model";
	if (status === 404) return "unknownAgent";
	return status === 409 || status === 429 ? "busy" : "rejected";
}

/** A server error in Letta's own form: it has given the turn up. A proxy's page says nothing of the turn. */
const isOwnFailure = (status: number, { isReadable }: LettaProblem) =>
	(status === 500 || status === 503) && isReadable;

/**
 * A turn at Letta, sent once. Its reply comes as a stream. A stream that breaks says nothing of the turn, which goes on at
 * Letta: what it said is looked up by its run. It is never sent again, because Letta would run a second turn.
 */
class StreamedTurn implements RunningTurn {
	private readonly end: TurnEnd;
	/** Its answer was lost and is looked up. */
	private isLooking = false;
	private readonly abort = new AbortController();
	private readonly spoken: SpokenText;
	private readonly said: string[] = [];
	private runId: string | undefined;
	private stop: string | undefined;
	private usage: TokenUsage | undefined;

	constructor(
		private readonly request: TurnRequest,
		private readonly deps: LettaTurnDeps,
		private readonly limits: LettaLimits,
	) {
		this.spoken = new SpokenText(limits.maxSentenceChars);
		this.end = new TurnEnd(deps.clock, limits, this.cancel);
		void this.end.aftermath.then((aftermath) => aftermath === "stuck" && this.abort.abort());
		void this.follow();
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

	/** Letta ends a run at once, also one whose model has not begun. */
	readonly cancel = (failure: Failure): void => {
		if (!this.end.isOpen) return;
		this.end.stop(failure, this.deps.clock.now() + this.limits.abortSeconds);
		void this.stopAtLetta();
	};

	/** The turn goes on at Letta, and with it the stream, or the search for its answer. */
	readonly handleDown = (): void => {};

	private async follow(): Promise<void> {
		try {
			for await (const event of await this.send()) if (isRecord(event)) this.read(event);
		} catch (error) {
			return this.handleFailure(readFailure(error));
		}
		this.handleEnd();
	}

	private send(): Promise<AsyncIterable<unknown>> {
		const { client } = this.deps;
		const { scope, messageId, content } = this.request;
		const messages = [{ role: "user" as const, content, otid: messageId }];
		const { maxSteps: max_steps, turnTimeoutSeconds } = this.limits;
		const body = { messages, streaming: true, stream_tokens: true, include_pings: true, max_steps } as const;
		const options = { maxRetries: 0, timeout: turnTimeoutSeconds * 1000, signal: this.abort.signal };
		return scope.conversation_id === OWN_CONVERSATION
			? client.agents.messages.create(scope.agent_id, { ...body, messages }, options)
			: client.conversations.messages.create(scope.conversation_id, { ...body, messages }, options);
	}

	private read(event: Record<string, unknown>): void {
		this.deps.host.noteAnswer();
		// The first event is a ping that names the run, before the model has said a word.
		if (typeof event.run_id === "string") this.runId = event.run_id;
		switch (event.message_type) {
			case "assistant_message":
				if (this.end.isOpen) this.say(this.spoken.push(String(event.id), readText(event.content)));
				return;
			case "stop_reason":
				this.stop = String(event.stop_reason);
				return;
			case "usage_statistics":
				this.usage = readUsage(event);
		}
	}

	private say(texts: ReadonlyArray<string>): void {
		for (const text of texts) {
			this.said.push(text);
			this.request.onSentence(text);
		}
	}

	/** The stream is over without an error. */
	private handleEnd(): void {
		const { stop } = this;
		if (!this.end.isOpen) return this.end.conclude({ kind: "failed", failure: CANCELLED });
		if (stop === undefined) return this.beginLooking("the stream ended without an end of the turn");
		if (GOOD_STOPS.has(stop) || stop === CUT_OFF) return this.finish(stop === CUT_OFF);
		if (stop === "requires_approval") return this.fail(WANTS_TOOL, "conversation");
		if (stop === "cancelled") return this.fail(CANCELLED);
		const kind = stop === "insufficient_credits" ? "rejected" : "model";
		this.fail({ kind, message: `the agent stopped: ${stop.slice(0, 40)}` });
	}

	private finish(isCutOff: boolean): void {
		this.say(this.spoken.flush(isCutOff));
		const { usage } = this;
		const isMute = isCutOff && this.said.length === 0;
		this.end.conclude({ kind: "done", ...(usage && { usage }), ...(isMute && { isMute }) });
	}

	private handleFailure(failure: RequestFailure): void {
		if ("problem" in failure) this.deps.onErrorText?.(failure.problem.text);
		this.deps.host.noteFailure(failure);
		const message = summaryOf(failure);
		if (!this.end.isOpen) return this.end.conclude({ kind: "failed", failure: CANCELLED });
		if (failure.kind === "lost") return this.beginLooking(message);
		if (failure.kind === "unsent") return this.fail({ kind: "backendUnavailable", message });
		if (failure.kind === "givenUp") return this.fail({ kind: "model", message });
		const { status, problem } = failure;
		if (isOwnFailure(status, problem) && !isProviderFailure(problem)) return this.beginLooking(message, true);
		if (status >= 500 && !isProviderFailure(problem)) return this.beginLooking(message);
		const damage = isPendingApproval(problem) ? "conversation" : undefined;
		this.fail({ kind: kindOf(status, problem), message }, damage);
	}

	private fail(failure: Failure, damage?: Damage): void {
		this.end.conclude({ kind: "failed", failure, ...(damage && { damage }) });
	}

	private beginLooking(message: string, isOver = false): void {
		this.isLooking = true;
		void this.look(message, isOver);
	}

	/** `isOver`: Letta has given the turn up; it may have stored a part of it. */
	private async look(message: string, isOver: boolean): Promise<void> {
		const { api, clock, host } = this.deps;
		const { lookSeconds, absentLooks, awayLooks } = this.limits;
		for (let absences = 0, away = 0; ;) {
			await sleep(clock, lookSeconds);
			if (!this.end.isOpen) return;
			if (host.state() !== "up") {
				away += 1;
				if (away >= awayLooks) return this.giveUp(host.detail());
				continue;
			}
			const listed = await api.listMessages(this.request.scope);
			if (!this.end.isOpen) return;
			if (listed.kind === "refused" && listed.isMissing === true)
				return this.fail({ kind: "unknownAgent", message: reasonOf(listed) });
			if (listed.kind !== "ok") continue;
			away = 0;
			const found = lookUp(listed.value, { messageId: this.request.messageId, runId: this.runId });
			if (found.kind === "answered") return this.resume(found.texts);
			absences = found.kind === "absent" ? absences + 1 : 0;
			if (isOver && (found.kind === "working" || absences >= absentLooks))
				return this.fail({ kind: "model", message });
		}
	}

	/** Letta is away. Its conversation takes no other turn while this one goes on, and nobody waits for it any more. */
	private giveUp(message: string): void {
		this.fail({ kind: "backendUnavailable", message });
		this.deps.host.whenUp(() => void this.stopAtLetta());
	}

	private resume(texts: ReadonlyArray<string>): void {
		const rest = restOf(texts, this.said, this.limits.maxSentenceChars);
		if (rest === undefined) return this.fail(BROKE_OFF);
		this.say(rest);
		this.end.conclude({ kind: "done" });
	}

	private async stopAtLetta(): Promise<void> {
		if (this.runId === undefined) return;
		const cancelled = await this.deps.api.cancelRun(this.request.scope.agent_id, this.runId);
		// A stream ends by itself, and later.
		if (this.isLooking && cancelled.kind === "ok") this.end.conclude({ kind: "failed", failure: CANCELLED });
	}
}

/** Sends a turn to Letta and follows its reply to the end. */
export function runLettaTurn(request: TurnRequest, deps: LettaTurnDeps, limits: LettaLimits): RunningTurn {
	return new StreamedTurn(request, deps, limits);
}
