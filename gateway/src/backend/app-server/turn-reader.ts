import { isRecord, readText, readToolQuestion, readUsage, type ServerFrame } from "./frames.ts";
import type { TokenUsage } from "../../wire.ts";
import type { Failure } from "../backend.ts";
import type { Damage } from "../agents/result.ts";
import { damageOf, summaryOf } from "./error-summary.ts";

/** What a frame means for one turn. */
export type TurnSignal =
	/** `part` names the message that the text belongs to: a sentence never goes on in another message. */
	| { readonly kind: "text"; readonly part: string; readonly text: string }
	/** The App Server asks the model again, from the beginning. */
	| { readonly kind: "retry" }
	/** The model has called a tool, which it is denied. Each call has an id. */
	| { readonly kind: "toolCall"; readonly id: string }
	/** The cost of one request to the model; a turn may need several. */
	| { readonly kind: "usage"; readonly usage: TokenUsage }
	/** `isCutOff`: the model's token limit ended the reply. */
	| { readonly kind: "done"; readonly isCutOff?: boolean }
	| { readonly kind: "failed"; readonly failure: Failure; readonly damage?: Damage };

/** The model has finished, or taken as many steps as it may. */
const GOOD_STOPS = new Set(["end_turn", "tool_rule", "no_tool_call", "max_steps"]);

function failureFrom(stopReason: string, error: unknown): Failure {
	const message = typeof error === "string" && error !== "" ? summaryOf(error) : `stopped: ${stopReason}`;
	if (/^agent \S+ not found/i.test(message)) return { kind: "unknownAgent", message };
	if (stopReason === "cancelled") return { kind: "internal", message: "the turn was cancelled" };
	return { kind: "model", message };
}

/**
 * Picks one turn's frames out of its conversation's. The App Server starts runs for a turn and ties them to the turn's
 * message id; frames of another run are a late reply to an earlier turn.
 */
export class TurnReader {
	private readonly runIds = new Set<string>();
	private isStopped = false;

	constructor(private readonly messageId: string) {}

	/** Undefined for a frame that does not concern the turn. */
	read(frame: ServerFrame): TurnSignal | undefined {
		switch (frame.type) {
			case "update_loop_status":
				this.learnRuns(frame.loop_status);
				return undefined;
			case "stream_delta":
				return this.readDelta(frame.delta);
			case "control_request":
				return this.readQuestion(frame);
			case "turn_finished":
				return this.readEnd(frame);
			default:
				return undefined;
		}
	}

	/** The turn was told to stop, so an end without a run may belong to it. */
	markStopped(): void {
		this.isStopped = true;
	}

	private learnRuns(status: unknown): void {
		const byRun = isRecord(status) ? status.client_message_ids_by_run_id : undefined;
		if (!isRecord(byRun)) return;
		for (const [runId, messageIds] of Object.entries(byRun)) {
			if (Array.isArray(messageIds) && messageIds.includes(this.messageId)) this.runIds.add(runId);
		}
	}

	private isMine(runId: unknown): boolean {
		return typeof runId === "string" && this.runIds.has(runId);
	}

	private readDelta(delta: unknown): TurnSignal | undefined {
		if (!isRecord(delta) || !this.isMine(delta.run_id)) return undefined;
		if (delta.message_type === "retry") return { kind: "retry" };
		if (delta.message_type === "usage_statistics") {
			const usage = readUsage(delta);
			return usage && { kind: "usage", usage };
		}
		if (delta.message_type !== "assistant_message") return undefined;
		return { kind: "text", part: String(delta.id), text: readText(delta.content) };
	}

	/** The App Server does not say which run asks. A conversation has one turn at a time, so it is this one's. */
	private readQuestion(frame: ServerFrame): TurnSignal | undefined {
		const question = readToolQuestion(frame);
		return question && { kind: "toolCall", id: question.requestId };
	}

	private readEnd({ run_id, stop_reason, error }: ServerFrame): TurnSignal | undefined {
		const reason = String(stop_reason);
		if (!this.isMine(run_id) && !this.isMyEarlyEnd(run_id, reason)) return undefined;
		if (reason === "max_tokens_exceeded") return { kind: "done", isCutOff: true };
		if (GOOD_STOPS.has(reason)) return { kind: "done" };
		const damage = typeof error === "string" ? damageOf(error) : undefined;
		return { kind: "failed", failure: failureFrom(reason, error), ...(damage && { damage }) };
	}

	/**
	 * A turn that ends before it has a run sends an end without a run. So does an earlier turn that was cancelled when its
	 * connection was lost, and that end arrives while the next turn waits.
	 */
	private isMyEarlyEnd(runId: unknown, reason: string): boolean {
		if (runId !== undefined || this.runIds.size > 0) return false;
		return reason !== "cancelled" || this.isStopped;
	}
}
