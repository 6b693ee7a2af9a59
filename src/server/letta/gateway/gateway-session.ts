import { ReliableSession } from "server/net/reliable-session";
import type { ClientFrame, GatewayEvent, Op, OpenSessionResponse } from "server/wire/gateway-frames";
import { type RawServerFrame, readEvents } from "server/wire/gateway-guards";

/** One session with the gateway: its frames, which are the same over HTTP and a socket. */
export class GatewaySession {
	readonly id: string;
	/** The gateway holds a request for so long at most. */
	readonly maxWaitSeconds: number;
	/** The gateway stops: ops wait for the next session, and this one lasts until it has said everything. */
	moving = false;
	/** The gateway is being told that the session ends. */
	ending = false;
	/** Lost or ended: late answers are ignored, and nothing is sent. */
	isOver = false;
	private readonly reliable = new ReliableSession<Op, defined>();

	constructor(response: OpenSessionResponse) {
		this.id = response.sessionId;
		this.maxWaitSeconds = response.maxWaitSeconds;
	}

	/** The next frame, with the oldest unacknowledged ops. A frame with `maxItems` 0 only acknowledges. */
	frame(maxItems: number): ClientFrame {
		return this.frameAfter(this.acknowledgedSeq(), maxItems);
	}

	/** The same without the ops up to number `seq`. */
	frameAfter(seq: number, maxItems: number): ClientFrame {
		const frame = this.reliable.frameAfter(seq, maxItems);
		return { seq: frame.seq, ack: frame.ack, ops: frame.items };
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

	/** The number of the last op that was acknowledged. */
	acknowledgedSeq(): number {
		return this.reliable.acknowledgedSeq();
	}

	/** The number of the last op that was taken into a frame. */
	lastSeq(): number {
		return this.acknowledgedSeq() + this.pendingCount();
	}

	pendingCount(): number {
		return this.reliable.pendingCount();
	}
}
