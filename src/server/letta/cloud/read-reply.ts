import type { TokenUsage } from "server/ports";
import { splitSentences, withoutHalfSentence, withoutThoughts } from "server/rules/text/sentences";
import {
	answeredCallsOf,
	type LettaMessage,
	type LettaReply,
	type LettaToolCall,
	textOf,
	toolCallsOf,
} from "server/wire/letta-guards";

/** What an agent did in a part of a turn: it said something, asked for tools, and stopped. */
export interface ReplyPart {
	readonly sentences: ReadonlyArray<string>;
	/** Tools that the game has to run before the agent goes on. */
	readonly calls: ReadonlyArray<LettaToolCall>;
	/** Why the part ended badly, if it did. */
	readonly failure?: string;
	readonly isOutOfCredits: boolean;
	readonly usage?: TokenUsage;
}

/** The model's token limit cut the reply off. */
const CUT_OFF = "max_tokens_exceeded";

/** Stops of a model that has said everything, or as much as it may. */
const GOOD_STOPS: ReadonlySet<string> = new Set([
	"end_turn",
	"tool_rule",
	"no_tool_call",
	"max_steps",
	CUT_OFF,
	"requires_approval",
]);

/** `messages` in the order in which they came. */
function partOf(
	messages: ReadonlyArray<LettaMessage>,
	stop?: string,
): Pick<ReplyPart, "sentences" | "calls"> {
	const sentences = new Array<string>();
	let calls: ReadonlyArray<LettaToolCall> = [];
	for (const message of messages) {
		if (message.message_type === "assistant_message")
			for (const sentence of splitSentences(withoutThoughts(textOf(message.content))))
				sentences.push(sentence);
		else if (message.message_type === "approval_request_message") calls = toolCallsOf(message);
	}
	return { sentences: stop === CUT_OFF ? withoutHalfSentence(sentences) : sentences, calls };
}

/** The answer to a message, as a part of a turn. */
export function readPart({ messages, stop_reason, usage }: LettaReply): ReplyPart {
	const stop = stop_reason?.stop_reason ?? "end_turn";
	const part = partOf(messages, stop);
	const isGood = GOOD_STOPS.has(stop) && (stop !== "requires_approval" || !part.calls.isEmpty());
	return {
		...part,
		failure: isGood ? undefined : `the agent stopped: ${stop}`,
		isOutOfCredits: stop === "insufficient_credits",
		usage:
			usage === undefined
				? undefined
				: {
						promptTokens: usage.prompt_tokens ?? 0,
						completionTokens: usage.completion_tokens ?? 0,
					},
	};
}

/** What was sent and may have arrived: a message by its otid, or answers to tool calls by their ids. */
export type Sent =
	| { readonly kind: "message"; readonly otid: string }
	| { readonly kind: "results"; readonly callIds: ReadonlyArray<string> };

function isSent(message: LettaMessage, sent: Sent): boolean {
	if (sent.kind === "message") return message.message_type === "user_message" && message.otid === sent.otid;
	if (message.message_type !== "approval_response_message") return false;
	return answeredCallsOf(message).some((id) => sent.callIds.includes(id));
}

export type LookedUp =
	| { readonly kind: "absent" }
	/** It has arrived, and the agent is still working on it. */
	| { readonly kind: "working" }
	| { readonly kind: "answered"; readonly part: ReplyPart };

/**
 * Looks for what was sent, and for its answer: the messages of the same run. Letta lists some conversations oldest first and some
 * newest first, whatever is asked for, and its dates have ties. What was sent is the first message of its run, so its place among
 * them tells the direction.
 */
export function lookUp(listed: ReadonlyArray<LettaMessage>, sent: Sent): LookedUp {
	const mine = listed.find((message) => isSent(message, sent));
	if (mine === undefined) return { kind: "absent" };
	const run = listed.filter(({ run_id: runId }) => runId !== undefined && runId === mine.run_id);
	const answer = inOrder(run, mine).filter((message) => message !== mine);
	const newest = answer[answer.size() - 1] as LettaMessage | undefined;
	const isOver =
		newest !== undefined &&
		(newest.message_type === "assistant_message" || newest.message_type === "approval_request_message");
	if (!isOver) return { kind: "working" };
	return { kind: "answered", part: { ...partOf(answer), isOutOfCredits: false } };
}

function inOrder(run: ReadonlyArray<LettaMessage>, first: LettaMessage): ReadonlyArray<LettaMessage> {
	if (run.isEmpty() || run[0] === first) return run;
	return run.map((_, at) => run[run.size() - 1 - at]);
}

/** Tool calls that nobody has answered yet. */
export function openCallsIn(listed: ReadonlyArray<LettaMessage>): ReadonlyArray<LettaToolCall> {
	const answered = new Set<string>();
	for (const message of listed) for (const id of answeredCallsOf(message)) answered.add(id);
	const open = new Array<LettaToolCall>();
	for (const message of listed) {
		if (message.message_type !== "approval_request_message") continue;
		for (const call of toolCallsOf(message)) if (!answered.has(call.tool_call_id)) open.push(call);
	}
	return open;
}
