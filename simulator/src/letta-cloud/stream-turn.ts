import type { Clock } from "../../../gateway/src/timing/clock.ts";
import { ApiError } from "./api-error.ts";
import { textOf } from "./bodies.ts";
import type { IdMaker } from "./ids.ts";
import type { WireMessage } from "./messages.ts";
import type { RunningTurn, TurnResult } from "./turns.ts";

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

function errorEvent(error: unknown, runId: string): string {
	const body = error instanceof ApiError ? error.body : String(error);
	const data = {
		message_type: "error_message",
		run_id: runId,
		error_type: "internal_error",
		message: "An unknown error occurred with the LLM streaming request.",
		detail: JSON.stringify(body),
	};
	return `event: error\ndata: ${JSON.stringify(data)}\n\n`;
}

function chunksOf(message: WireMessage, byToken: boolean): WireMessage[] {
	if (!byToken || message.message_type !== "assistant_message") return [message];
	const words = textOf(message.content as string).match(/\S+\s*/g) ?? [""];
	return words.map((content) => ({ ...message, content }));
}

export async function* streamTurn(
	{ clock, newId, isoNow }: StreamDeps,
	{ runId, finished }: RunningTurn,
	{ byToken, pings, shows }: StreamOptions,
): AsyncIterable<string> {
	const outcome: Promise<Outcome> = finished.then(
		(result) => ({ kind: "over", result }),
		(error: unknown) => ({ kind: "failed", error }),
	);
	let end: Outcome | undefined;
	while (end === undefined) {
		let cancel = () => {};
		const silence = new Promise<undefined>(
			(resolve) => (cancel = clock.after(PING_SECONDS, () => resolve(undefined))),
		);
		end = await Promise.race([outcome, silence]);
		cancel();
		if (end !== undefined) break;
		if (pings) yield event({ id: newId("ping"), date: isoNow(), message_type: "ping", run_id: runId });
	}
	if (end.kind === "failed") {
		yield errorEvent(end.error, runId) + END;
		return;
	}
	const { messages, stopReason, usage } = end.result;
	let sequence = 0;
	for (const message of messages.filter(({ message_type }) => shows(message_type))) {
		for (const chunk of chunksOf(message, byToken)) yield event({ ...chunk, seq_id: ++sequence });
	}
	yield event({ message_type: "stop_reason", stop_reason: stopReason }) + event(usage) + END;
}
