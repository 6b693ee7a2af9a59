import type { Clock, Log, TokenUsage, Turn, TurnEvent } from "server/ports";
import { CLOUD } from "server/constants/letta";
import type { LettaMessage, LettaReply } from "server/wire/letta-guards";
import type { CloudReply, Refused } from "./cloud-reply";
import type { CloudRequests } from "./cloud-requests";
import type { CreditGate, CreditPass } from "./credit-gate";
import { type ClientTool, listMessages, type MessageTarget, sendMessages } from "./message-operations";
import { isPendingApproval, isProviderFailure } from "./read-outcome";
import { lookUp, readPart, type ReplyPart } from "./read-reply";
import { settlePendingCalls } from "./settle-pending-calls";
import {
	failureOfDrop,
	failureOfRefusal,
	isFirst,
	type Leg,
	messageLeg,
	resultsLeg,
	type ToolResult,
	type TurnFailure,
} from "./turn-legs";

export interface TurnDeps {
	readonly clock: Clock;
	readonly log: Log;
	readonly requests: CloudRequests;
	readonly credits: CreditGate;
	/** Tools that the game runs for every agent. */
	readonly tools: ReadonlyArray<ClientTool>;
}

export interface TurnOrder {
	readonly npcId: string;
	readonly target: MessageTarget;
	readonly turn: Turn;
	/** When it was wanted, seconds. */
	readonly since: number;
	/** Gets sentences and actions, and last either `done` or `failed`. */
	readonly onEvent: (event: TurnEvent) => void;
	/** The agent or its conversation is gone. Comes before the turn's end. */
	readonly onLost: (message: string) => void;
}

export interface RunningTurn {
	/** The result of an action of this turn; any other result is ignored. */
	readonly actionResult: (callId: string, ok: boolean, result: string) => void;
	/** Ends the turn. Whatever Letta still answers is ignored. */
	readonly fail: (failure: TurnFailure) => void;
}

interface Sending {
	readonly kind: "sending";
	readonly leg: Leg;
	/** How often the leg was sent, each time but the first after Letta certainly had not taken it. */
	readonly sends: number;
	/** Seconds of the clock. */
	readonly at: number;
}

interface Looking {
	readonly kind: "looking";
	readonly sending: Sending;
	/** Why nobody knows whether it arrived. */
	readonly message: string;
	/** Letta answered with an error of its own: it works on nothing any more. */
	readonly isOver: boolean;
	/** Looks in a row that have not found the leg. */
	readonly absences: number;
}

/**
 * `sending` → `acting` → `sending` …, until the agent has no more tools to run. An answer that leaves open whether a leg
 * arrived leads to `looking`, and from there to what was found, or to `sending` again. `over` comes from anywhere.
 */
type TurnState =
	| { readonly kind: "ready" }
	/** A leg is on its way, and its answer is awaited. */
	| Sending
	/** Whether a leg has arrived is looked up. */
	| Looking
	/** The agent waits for tools of an earlier turn. It gets results, so that it takes this turn. */
	| { readonly kind: "settling" }
	/** The game runs the agent's tools. */
	| { readonly kind: "acting"; openCalls: ReadonlyArray<string>; readonly results: Array<ToolResult> }
	| { readonly kind: "over" };

/**
 * Letta would run a second turn for a message that is sent again. So after any failure that leaves open whether a leg
 * arrived, the turn looks at the agent's messages. Letta lists a turn only when its step is over, however long the model takes:
 * a leg that is not listed may still be worked on. It is sent again only after Letta itself said that it failed. Otherwise the
 * turn waits for it, bounded, and then gives it up.
 */
class CloudTurn {
	private state: TurnState = { kind: "ready" };
	private sentences = 0;
	private isDelayed = false;
	private usage?: TokenUsage;
	private readonly cancelDeadline: () => void;

	constructor(
		private readonly deps: TurnDeps,
		private readonly order: TurnOrder,
		private readonly pass: CreditPass,
	) {
		this.cancelDeadline = deps.clock.after(CLOUD.turnDeadlineSeconds, () =>
			this.fail({ reason: "timeout", message: "no end of the turn can be found", delivered: true }),
		);
	}

	send(leg: Leg, sends = 1): void {
		const { npcId, target, turn, since } = this.order;
		const sending: Sending = { kind: "sending", leg, sends, at: this.deps.clock.now() };
		this.state = sending;
		const options = {
			class: leg.class,
			npcId,
			turnId: turn.turnId,
			lane: `turn ${npcId}`,
			repeat: sends === 1 ? "untouched" : "unsent",
			since: sends === 1 && isFirst(leg) ? since : undefined,
			// That it has not arrived was found a while ago, and is soon out of date.
			deadlineSeconds: sends === 1 ? CLOUD.turnWaitSeconds : CLOUD.lookSeconds,
		} as const;
		this.deps.requests.send(sendMessages(target, leg.messages, this.deps.tools), options, (reply) => {
			if (this.state === sending) this.onReply(sending, reply);
		});
	}

	actionResult(callId: string, ok: boolean, result: string): void {
		const { state } = this;
		if (state.kind !== "acting" || !state.openCalls.includes(callId)) return;
		state.openCalls = state.openCalls.filter((id) => id !== callId);
		const status = ok ? "success" : "error";
		state.results.push({ type: "tool", tool_call_id: callId, tool_return: result, status });
		if (state.openCalls.isEmpty()) this.send(resultsLeg(this.order.turn, state.results));
	}

	fail(failure: TurnFailure): void {
		this.pass.noteNothing();
		this.end({ kind: "failed", ...failure });
	}

	private end(event: TurnEvent): void {
		if (this.isOver()) return;
		this.state = { kind: "over" };
		this.cancelDeadline();
		this.order.onEvent(event);
	}

	private isOver(): boolean {
		return this.state.kind === "over";
	}

	private onReply(sending: Sending, reply: CloudReply<LettaReply>): void {
		const { leg, sends } = sending;
		if (reply.kind === "ok") return this.onPart(readPart(reply.value));
		if (reply.kind === "unknown") {
			const { npcId } = this.order;
			this.deps.log.debug("looking up whether a turn has arrived", { npcId, problem: reply.message });
			return this.beginLooking(sending, reply.message, reply.isOver);
		}
		// After an earlier send, the agent may be busy with this very turn.
		const mayBeMine = sends > 1;
		if (reply.kind === "dropped") {
			if (mayBeMine) return this.beginLooking(sending, reply.message);
			return this.fail(failureOfDrop(leg, reply));
		}
		if (reply.status === 409 && isPendingApproval(reply.error) && isFirst(leg))
			return this.settle(leg, sends, reply);
		if (reply.status === 409 && mayBeMine) return this.beginLooking(sending, reply.error.message);
		this.onRefused(leg, reply);
	}

	private onRefused(leg: Leg, reply: Refused): void {
		const { message } = reply.error;
		if (reply.status === 402 && !isProviderFailure(reply.error)) this.pass.noteRefused(message);
		if (reply.status === 404) this.order.onLost(message);
		this.fail(failureOfRefusal(leg, reply));
	}

	/** What the agent said and did since the last leg. */
	private onPart(part: ReplyPart): void {
		for (const text of part.sentences) {
			if (this.isOver()) return;
			this.order.onEvent({ kind: "sentence", index: this.sentences, text });
			this.sentences += 1;
		}
		this.addUsage(part.usage);
		if (part.isOutOfCredits) this.pass.noteRefused(part.failure ?? "no credits");
		else this.pass.noteAnswered();
		if (part.failure !== undefined)
			return this.fail({ reason: "model", message: part.failure, delivered: true });
		if (part.calls.isEmpty()) return this.end({ kind: "done", usage: this.usage });
		this.act(part.calls);
	}

	private act(calls: ReplyPart["calls"]): void {
		if (this.isOver()) return;
		this.state = { kind: "acting", openCalls: calls.map((call) => call.tool_call_id), results: [] };
		for (const { tool_call_id: callId, name, arguments: args } of calls) {
			if (this.isOver()) return;
			this.order.onEvent({ kind: "action", callId, name, args });
		}
	}

	private addUsage(usage: TokenUsage | undefined): void {
		if (usage === undefined) return;
		this.usage = {
			promptTokens: (this.usage?.promptTokens ?? 0) + usage.promptTokens,
			completionTokens: (this.usage?.completionTokens ?? 0) + usage.completionTokens,
		};
	}

	private resend(leg: Leg, sends: number, message: string): void {
		if (sends < CLOUD.maxSends) this.send(leg, sends + 1);
		else this.fail({ reason: "model", message, delivered: !isFirst(leg) });
	}

	private beginLooking(sending: Sending, message: string, isOver = false): void {
		this.look({ kind: "looking", sending, message, isOver, absences: 0 });
	}

	/** Finds out, after a while, what has become of a leg. */
	private look(looking: Looking): void {
		const { npcId, target } = this.order;
		this.state = looking;
		this.deps.clock.after(CLOUD.lookSeconds, () => {
			if (this.state !== looking) return;
			this.deps.requests.send(listMessages(target), { class: looking.sending.leg.class, npcId }, (reply) => {
				if (this.state === looking) this.onLooked(looking, reply);
			});
		});
	}

	private onLooked(looking: Looking, reply: CloudReply<ReadonlyArray<LettaMessage>>): void {
		if (reply.kind === "refused" && reply.status === 404) {
			this.order.onLost(reply.error.message);
			return this.fail({ reason: "unknownAgent", message: reply.error.message, delivered: true });
		}
		const found = reply.kind === "ok" ? lookUp(reply.value, looking.sending.leg.sent) : undefined;
		if (found?.kind === "answered") return this.onPart(found.part);
		this.tellDelayed();
		// Letta has given the run up, after it had stored a part of it.
		if (found?.kind === "working" && looking.isOver)
			return this.fail({ reason: "model", message: looking.message, delivered: true });
		if (found?.kind !== "absent") return this.look({ ...looking, absences: 0 });
		this.onAbsent({ ...looking, absences: looking.absences + 1 });
	}

	private onAbsent(looking: Looking): void {
		const { sending, message, isOver, absences } = looking;
		const { leg, sends, at } = sending;
		const { npcId, turn } = this.order;
		if (absences < CLOUD.absentLooks) return this.look(looking);
		if (isOver) {
			this.deps.log.info("a turn that failed at Letta is sent again", { npcId, turnId: turn.turnId });
			return this.resend(leg, sends, message);
		}
		if (this.deps.clock.now() - at < CLOUD.unlistedSeconds) return this.look(looking);
		this.fail({ reason: "timeout", message, delivered: !isFirst(leg) });
	}

	/** Nothing can be said of the turn for now. */
	private tellDelayed(): void {
		if (this.isDelayed || this.isOver()) return;
		this.isDelayed = true;
		this.order.onEvent({ kind: "delayed" });
	}

	private settle(leg: Leg, sends: number, reply: Refused): void {
		const settling: TurnState = { kind: "settling" };
		this.state = settling;
		settlePendingCalls(this.deps, this.order, (isSettled) => {
			if (this.state !== settling) return;
			if (isSettled) this.resend(leg, sends, reply.error.message);
			else this.onRefused(leg, reply);
		});
	}
}

/** While the credits are spent no turn is sent. */
function refuseTurn({ clock }: TurnDeps, { onEvent }: TurnOrder): RunningTurn {
	let isOver = false;
	const fail = (failure: TurnFailure) => {
		if (isOver) return;
		isOver = true;
		onEvent({ kind: "failed", ...failure });
	};
	clock.after(0, () => fail({ reason: "rejected", message: "Letta's credits are spent", delivered: false }));
	return { actionResult: () => {}, fail };
}

/** Runs one turn. */
export function runTurn(deps: TurnDeps, order: TurnOrder): RunningTurn {
	const pass = deps.credits.admit();
	if (pass === undefined) return refuseTurn(deps, order);
	const turn = new CloudTurn(deps, order, pass);
	turn.send(messageLeg(order.turn));
	return {
		actionResult: (callId, ok, result) => turn.actionResult(callId, ok, result),
		fail: (failure) => turn.fail(failure),
	};
}
