import type { Clock } from "../../../gateway/src/timing/clock.ts";
import { ApiError } from "./api-error.ts";
import { textOf } from "./bodies.ts";
import type { IdMaker } from "./ids.ts";
import type { WireMessage } from "./messages.ts";
import { TurnCancelled, type RunningTurn, type TurnResult } from "./turns.ts";

/** A turn as server-sent events. */
export interface StreamDeps {
	readonly clock: Clock;
	readonly newId: IdMaker;
	readonly isoNow: () => string;
}

export interface StreamOptions {
	/** A message comes in words, each as a message of the same id. */
	readonly byToken: boolean;
	readonly pings: boolean;
	readonly shows: (messageType: string) => boolean;
}

/** As Letta's server. */
const PING_SECONDS = 30;

const event = (data: unknown) => `data: ${JSON.stringify(data)}\n\n`;
const END = "data: [DONE]\n\n";

type Outcome =
	| { readonly kind: "over"; readonly result: TurnResult }
	| { readonly kind: "failed"; readonly error: unknown };

/** As a server of Letta 0.16.8 ends a stream whose turn has failed: with a stop, and an error that may quote what was said. */
function failure(error: unknown, runId: string): string {
	if (error instanceof TurnCancelled) return event({ message_type: "stop_reason", stop_reason: "cancelled" });
	const body =
		error instanceof ApiError ? (error.body as { error?: Record<string, unknown> }).error : undefined;
	const data = {
		message_type: "error_message",
		run_id: runId,
		error_type: body?.type ?? "internal_error",
		message: body?.message ?? "An error occurred during agent execution.",
		detail: body?.detail ?? String(error),
		seq_id: null,
	};
	const stop = event({ message_type: "stop_reason", stop_reason: "llm_api_error" });
	return `${stop}event: error\ndata: ${JSON.stringify(data)}\n\n`;
}

const wordsOf = (text: string) => text.match(/\S+\s*/g) ?? [""];

/** One turn's stream: waits, and says that it lives while nothing comes. */
class TurnStream {
	end: Outcome | undefined;
	private readonly outcome: Promise<Outcome>;

	constructor(
		private readonly deps: StreamDeps,
		readonly turn: RunningTurn,
		private readonly pings: boolean,
	) {
		this.outcome = turn.finished.then(
			(result) => ({ kind: "over", result }),
			(error: unknown) => ({ kind: "failed", error }),
		);
	}

	*ping(): Iterable<string> {
		const { newId, isoNow } = this.deps;
		if (!this.pings) return;
		const { runId: run_id } = this.turn;
		yield event({ id: newId("ping"), date: isoNow(), message_type: "ping", run_id });
	}

	/** Passes the time, until the turn has ended. */
	async *pass(seconds: number): AsyncIterable<string> {
		for (let left = seconds; left > 0 && this.end === undefined; left -= PING_SECONDS) {
			let cancel = () => {};
			const over = new Promise<undefined>(
				(resolve) => (cancel = this.deps.clock.after(Math.min(left, PING_SECONDS), () => resolve(undefined))),
			);
			this.end = await Promise.race([this.outcome, over]);
			cancel();
			if (this.end === undefined && left > PING_SECONDS) yield* this.ping();
		}
	}
}

/** The words of a reply, as the model writes them. */
async function* streamWords(stream: TurnStream, isoNow: () => string): AsyncIterable<string> {
	const { reply, runId, replyId } = stream.turn;
	if (reply.kind !== "text" || replyId === undefined) return;
	const words = wordsOf(textOf(reply.text));
	const gap = (reply.seconds ?? 0) / (words.length + 1);
	const head = {
		id: replyId,
		date: isoNow(),
		message_type: "assistant_message",
		run_id: runId,
		seq_id: null,
	};
	for (const content of words) {
		yield* stream.pass(gap);
		if (stream.end?.kind === "failed") return;
		yield event({ ...head, content });
	}
}

/** A turn's events in the order in which a server of Letta 0.16.8 sends them. */
export async function* streamTurn(
	deps: StreamDeps,
	turn: RunningTurn,
	{ byToken, pings, shows }: StreamOptions,
): AsyncIterable<string> {
	const stream = new TurnStream(deps, turn, pings);
	// Before the model has said a word, a ping names the run.
	yield* stream.ping();
	const saysWords = byToken && shows("assistant_message");
	if (saysWords) yield* streamWords(stream, deps.isoNow);
	yield* stream.pass(Infinity);
	const end = stream.end!;
	if (end.kind === "failed") {
		yield failure(end.error, turn.runId);
		return;
	}
	const { messages, stopReason, usage } = end.result;
	const isLeft = ({ id, message_type: type }: WireMessage) =>
		shows(type) && !(saysWords && type === "assistant_message" && id === turn.replyId);
	for (const message of messages.filter(isLeft)) yield event(message);
	yield event({ message_type: "stop_reason", stop_reason: stopReason }) + event(usage) + END;
}
