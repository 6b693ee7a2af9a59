import type { Clock, Log, Turn, TurnEvent } from "server/ports";
import { CLOUD } from "server/constants/letta";
import type { RequestClass } from "server/net/request-class";
import type { LettaReply } from "server/wire/letta-guards";
import type { CloudApi, MessageTarget } from "./cloud-api";
import type { CreditGate } from "./credit-gate";
import { isPendingApproval } from "./read-outcome";
import { lookUp, readPart, type ReplyPart, type Sent } from "./read-reply";
import type { CloudReply } from "./cloud-requests";
import { settlePendingCalls } from "./settle-pending-calls";

export interface TurnDeps {
	readonly clock: Clock;
	readonly log: Log;
	readonly api: CloudApi;
	readonly credits: CreditGate;
}

export interface TurnOrder {
	readonly npcId: string;
	readonly target: MessageTarget;
	readonly turn: Turn;
	/** When it was wanted, seconds. */
	readonly since: number;
	/** Sentences, actions, and last either `done` or `failed`. */
	readonly onEvent: (event: TurnEvent) => void;
	/** The agent or its conversation is not there any more; comes before the turn's end. */
	readonly onLost: (message: string) => void;
}

export interface RunningTurn {
	/** The result of an action of this turn; nothing happens with any other. */
	readonly actionResult: (callId: string, ok: boolean, result: string) => void;
	/** Ends it as failed; what Letta makes of it is not heard any more. */
	readonly fail: (event: Extract<TurnEvent, { kind: "failed" }>) => void;
}

type Failure = Omit<Extract<TurnEvent, { kind: "failed" }>, "kind">;

/** One thing that is sent to the agent: the turn's message, or the results of its tools. */
interface Leg {
	readonly class: RequestClass;
	readonly messages: ReadonlyArray<unknown>;
	readonly sent: Sent;
}

interface ToolResult {
	readonly type: "tool";
	readonly tool_call_id: string;
	readonly tool_return: string;
	readonly status: "success" | "error";
}

/**
 * Runs one turn. Letta would run a second one for a message that is sent again, so after any failure that leaves open
 * whether it arrived, the agent's messages are looked at first: it is sent again only when it is not there.
 */
export function runTurn(deps: TurnDeps, order: TurnOrder): RunningTurn {
	const { clock, log, api } = deps;
	const pass = deps.credits.admit();
	const { npcId, target, turn } = order;
	let isOver = false;
	let sentences = 0;
	let promptTokens = 0;
	let completionTokens = 0;
	let hasUsage = false;
	/** Tool calls without a result yet, and the results so far. */
	let openCalls: ReadonlyArray<string> = [];
	let results = new Array<ToolResult>();

	const finish = (event: TurnEvent) => {
		if (isOver) return;
		isOver = true;
		cancelDeadline();
		order.onEvent(event);
	};

	const fail = (failure: Failure) => {
		pass?.noteNothing();
		finish({ kind: "failed", ...failure });
	};

	const cancelDeadline = clock.after(CLOUD.turnDeadlineSeconds, () =>
		fail({ reason: "timeout", message: "no end of the turn can be found", delivered: true }),
	);

	/** `delivered`: whether something of this turn has reached the agent before. */
	const failUnsent = (reply: Extract<CloudReply<LettaReply>, { kind: "dropped" }>, delivered: boolean) => {
		const { reason, message } = reply;
		if (reason === "deadline") fail({ reason: "busy", message, delivered });
		else if (reason === "denied" || reason === "cancelled") fail({ reason: "rejected", message, delivered });
		else fail({ reason: "backendUnavailable", message, delivered });
	};

	const failRefused = (leg: Leg, reply: Extract<CloudReply<LettaReply>, { kind: "refused" }>) => {
		const { status } = reply;
		const { message } = reply.error;
		const isFirst = leg.sent.kind === "message";
		if (status === 402) {
			pass?.noteRefused(message);
			return finish({ kind: "failed", reason: "rejected", message, delivered: !isFirst });
		}
		if (status === 404) {
			order.onLost(message);
			return fail({ reason: "unknownAgent", message, delivered: !isFirst });
		}
		const isBusy = status === 409 || status === 429 || status === 0;
		// What Letta does not take today it will not take tomorrow: those lines are over.
		fail({ reason: isBusy ? "busy" : "rejected", message, delivered: !isBusy || !isFirst });
	};

	const onPart = (part: ReplyPart) => {
		for (const text of part.sentences) {
			if (isOver) return;
			order.onEvent({ kind: "sentence", index: sentences, text });
			sentences += 1;
		}
		if (part.usage !== undefined) {
			hasUsage = true;
			promptTokens += part.usage.promptTokens;
			completionTokens += part.usage.completionTokens;
		}
		if (part.isOutOfCredits) pass?.noteRefused(part.failure ?? "no credits");
		else pass?.noteAnswered();
		if (part.failure !== undefined) return fail({ reason: "model", message: part.failure, delivered: true });
		if (part.calls.isEmpty())
			return finish({ kind: "done", usage: hasUsage ? { promptTokens, completionTokens } : undefined });
		openCalls = part.calls.map((call) => call.tool_call_id);
		results = [];
		for (const call of part.calls) {
			if (isOver) return;
			const { tool_call_id: callId, name, arguments: args } = call;
			order.onEvent({ kind: "action", callId, name, args });
		}
	};

	const resend = (leg: Leg, sends: number, message: string) => {
		if (sends < CLOUD.maxSends) send(leg, sends + 1);
		else fail({ reason: "model", message, delivered: leg.sent.kind !== "message" });
	};

	/** Finds out what has become of a leg that was sent `sends` times; `absences` looks in a row have not found it. */
	const look = (leg: Leg, sends: number, absences: number, message: string) => {
		clock.after(CLOUD.lookSeconds, () => {
			if (isOver) return;
			api.listMessages(target, { class: leg.class, npcId }, (reply) => {
				if (isOver) return;
				if (reply.kind === "refused" && reply.status === 404) {
					order.onLost(reply.error.message);
					return fail({ reason: "unknownAgent", message: reply.error.message, delivered: true });
				}
				if (reply.kind !== "ok") return look(leg, sends, 0, message);
				const found = lookUp(reply.value, leg.sent);
				if (found.kind === "answered") return onPart(found.part);
				if (found.kind === "working") return look(leg, sends, 0, message);
				if (absences + 1 < CLOUD.absentLooks) return look(leg, sends, absences + 1, message);
				log.info("a turn did not arrive and is sent again", { npcId, turnId: turn.turnId });
				resend(leg, sends, message);
			});
		});
	};

	const onReply = (leg: Leg, sends: number, reply: CloudReply<LettaReply>) => {
		if (isOver) return;
		if (reply.kind === "ok") return onPart(readPart(reply.value));
		if (reply.kind === "unknown") {
			log.debug("whether a turn has arrived is looked up", { npcId, problem: reply.message });
			return look(leg, sends, 0, reply.message);
		}
		// After an earlier send, what the agent is busy with may be this very turn.
		const mayBeMine = sends > 1;
		if (reply.kind === "dropped") {
			if (mayBeMine) return look(leg, sends, 0, reply.message);
			return failUnsent(reply, leg.sent.kind !== "message");
		}
		if (reply.status === 409 && isPendingApproval(reply.error) && leg.sent.kind === "message")
			return settlePendingCalls({ api, log }, { npcId, target }, (isSettled) => {
				if (isOver) return;
				if (isSettled) resend(leg, sends, reply.error.message);
				else failRefused(leg, reply);
			});
		if (reply.status === 409 && mayBeMine) return look(leg, sends, 0, reply.error.message);
		failRefused(leg, reply);
	};

	const send = (leg: Leg, sends: number) =>
		api.sendMessages(
			target,
			leg.messages,
			{
				class: leg.class,
				npcId,
				lane: `turn ${npcId}`,
				repeat: sends === 1 ? "untouched" : "unsent",
				since: sends === 1 && leg.sent.kind === "message" ? order.since : undefined,
				// What was found a while ago may be so no more.
				deadlineSeconds: sends === 1 ? CLOUD.turnWaitSeconds : CLOUD.lookSeconds,
			},
			(reply) => onReply(leg, sends, reply),
		);

	const sendResults = () => {
		const callIds = results.map((result) => result.tool_call_id);
		const messages = [{ type: "approval", approvals: results, otid: `${turn.turnId}-${callIds[0]}` }];
		send({ class: "actionResult", messages, sent: { kind: "results", callIds } }, 1);
	};

	if (pass !== undefined) {
		const message = { role: "user", content: turn.content, otid: turn.turnId };
		send({ class: "turn", messages: [message], sent: { kind: "message", otid: turn.turnId } }, 1);
	} else {
		clock.after(0, () =>
			finish({
				kind: "failed",
				reason: "rejected",
				message: "Letta's credits are spent",
				delivered: false,
			}),
		);
	}

	return {
		actionResult: (callId, ok, result) => {
			if (isOver || !openCalls.includes(callId)) return;
			openCalls = openCalls.filter((id) => id !== callId);
			results.push({
				type: "tool",
				tool_call_id: callId,
				tool_return: result,
				status: ok ? "success" : "error",
			});
			if (openCalls.isEmpty()) sendResults();
		},
		fail: finish,
	};
}
