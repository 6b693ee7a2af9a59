import { Plan, type PlanClock } from "server/net/plan";
import { ReliableSession } from "server/net/reliable-session";
import type { ClientFrame, GatewayEvent, Op, OpenSessionResponse } from "server/wire/gateway-frames";
import { type RawServerFrame, readEvents } from "server/wire/gateway-guards";

export interface OpenPoll {
	/** Until then, the end of a turn is no reason to answer it, seconds. */
	readonly idleUntil: number;
	/** The number of the last op that it carries. */
	readonly lastSeq: number;
}

/** One session with the gateway: its frames, and which of its requests are under way. */
export class GatewaySession {
	readonly id: string;
	readonly maxWaitSeconds: number;
	/** A request that is answered at once is under way. */
	sending = false;
	/** The polls that are under way, oldest first. */
	readonly polls = new Array<OpenPoll>();
	ending = false;
	/** A request for the ops that wait is planned, and a poll. */
	readonly sendPlan: Plan;
	readonly pollPlan: Plan;
	/** A message over the socket is planned. */
	readonly pushPlan: Plan;
	/** When a socket was last used, seconds. */
	pushedAt = -math.huge;
	/** The number of the last op that this socket has carried. */
	private pushedSeq = 0;
	/** The last acknowledgement that it has carried. */
	private pushedAck = 0;
	/** The gateway stops: ops wait for the next session, and this one lasts until it has said everything. */
	moving = false;
	private readonly reliable = new ReliableSession<Op, defined>();

	constructor(response: OpenSessionResponse, clock: PlanClock) {
		this.sendPlan = new Plan(clock);
		this.pollPlan = new Plan(clock);
		this.pushPlan = new Plan(clock);
		this.id = response.sessionId;
		this.maxWaitSeconds = response.maxWaitSeconds;
	}

	/** The next frame, with the oldest unacknowledged ops. A frame with `maxItems` 0 only acknowledges. */
	frame(maxItems: number): ClientFrame {
		const { seq, ack, items } = this.reliable.frame(maxItems);
		return { seq, ack, ops: items };
	}

	/** A new socket: it has to carry again what was not acknowledged. Returns those ops. */
	beginPushing(): ReadonlyArray<Op> {
		this.pushedSeq = this.reliable.acknowledgedSeq();
		this.pushedAck = -1;
		return this.reliable.frame(math.huge).items;
	}

	/** The next frame for the socket, which loses nothing; undefined if it has carried everything. */
	nextPush(maxItems: number): ClientFrame | undefined {
		const { seq, ack, items } = this.reliable.frameAfter(this.pushedSeq, maxItems);
		if (items.isEmpty() && ack === this.pushedAck) return undefined;
		this.pushedSeq = seq + items.size() - 1;
		this.pushedAck = ack;
		return { seq, ack, ops: items };
	}

	enqueue(ops: ReadonlyArray<Op>): void {
		for (const op of ops) this.reliable.enqueue(op);
	}

	/** The new events in `frame`. `skipped` counts those that are not of the protocol. */
	receive(frame: RawServerFrame): { readonly events: ReadonlyArray<GatewayEvent>; readonly skipped: number } {
		return readEvents(this.reliable.receive({ seq: frame.seq, ack: frame.ack, items: frame.events }));
	}

	/** Ops that were sent and not acknowledged, without those up to number `seq`. */
	unacknowledgedAfter(seq: number): ReadonlyArray<Op> {
		return this.reliable.frameAfter(seq, math.huge).items;
	}

	/** The poll that was sent last of those under way. */
	newestPoll(): OpenPoll | undefined {
		return this.polls[this.polls.size() - 1];
	}

	/** The number of the last op that a poll under way carries; 0 if none does. */
	carriedSeq(): number {
		return this.polls.reduce((most, { lastSeq }) => math.max(most, lastSeq), 0);
	}

	endPoll(poll: OpenPoll): void {
		const index = this.polls.indexOf(poll);
		if (index >= 0) this.polls.remove(index);
	}

	/** The number of the last op that was taken into a frame. */
	lastSeq(): number {
		return this.reliable.acknowledgedSeq() + this.reliable.pendingCount();
	}

	pendingCount(): number {
		return this.reliable.pendingCount();
	}
}
