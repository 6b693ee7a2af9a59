import { ReliableSession } from "server/net/reliable-session";
import type { ClientFrame, GatewayEvent, Op, OpenSessionResponse } from "server/wire/gateway-frames";
import { type RawServerFrame, readEvents } from "server/wire/gateway-guards";

/** One session with the gateway: its frames, and which of its requests are under way. */
export class GatewaySession {
	readonly id: string;
	readonly maxWaitSeconds: number;
	sendPlanned = false;
	sending = false;
	polling = false;
	ending = false;
	/** A message over the socket is planned: when, and how to cancel it. */
	push?: { readonly at: number; readonly cancel: () => void };
	/** When a socket was last used, seconds. */
	pushedAt = -math.huge;
	/** The number of the last op that this socket has carried. */
	private pushedSeq = 0;
	/** The last acknowledgement that it has carried. */
	private pushedAck = 0;
	/** The gateway stops: ops wait for the next session, and this one lasts until it has said everything. */
	moving = false;
	private readonly reliable = new ReliableSession<Op, defined>();

	constructor(response: OpenSessionResponse) {
		this.id = response.sessionId;
		this.maxWaitSeconds = response.maxWaitSeconds;
	}

	/** The next frame, with the oldest unacknowledged ops. A frame with `maxItems` 0 only acknowledges. */
	frame(maxItems: number): ClientFrame {
		const { seq, ack, items } = this.reliable.frame(maxItems);
		return { seq, ack, ops: items };
	}

	/** No message over the socket is planned any more. */
	cancelPush(): void {
		this.push?.cancel();
		this.push = undefined;
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

	pendingCount(): number {
		return this.reliable.pendingCount();
	}
}
