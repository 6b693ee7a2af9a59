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
