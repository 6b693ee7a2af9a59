import { FRAMES } from "server/constants/letta";
import type { GatewaySession } from "./gateway-session";
import type { TransportOwner } from "./transport-owner";

type Ops = Pick<TransportOwner, "waitingOps" | "takeOps" | "onRepeated">;

/** Takes the owner's ops into the frames of a session, whichever way those go. */
export class OpFeed {
	/** This server closes: it opens no other session. */
	isClosing = false;
	private maxItems: number = FRAMES.maxItems;

	constructor(private readonly ops: Ops) {}

	/** Ops in a frame, at most. Becomes smaller where the gateway refuses a frame as too large. */
	maxPerFrame(): number {
		return this.maxItems;
	}

	/** From now on frames are half as large. Returns false if they cannot be smaller. */
	halve(): boolean {
		if (this.maxItems <= 1) return false;
		this.maxItems = math.floor(this.maxItems / 2);
		return true;
	}

	waiting(): number {
		return this.ops.waitingOps();
	}

	/** Takes up to `count` ops into the session's frames. Returns whether there was one. */
	take(session: GatewaySession, count: number): boolean {
		const taken = this.ops.takeOps(count);
		session.enqueue(taken);
		return !taken.isEmpty();
	}

	/** Ops after number `seq` that were not acknowledged go again. */
	noteRepeated(session: GatewaySession, seq: number): void {
		const repeated = session.unacknowledgedAfter(seq);
		if (!repeated.isEmpty()) this.ops.onRepeated(repeated);
	}

	/** Ops wait for the next session, unless this server closes: it has no other. */
	holdsBack(session: GatewaySession): boolean {
		return session.moving && !this.isClosing;
	}

	/** Everything has arrived at the gateway. */
	isDrained(session: GatewaySession): boolean {
		return session.pendingCount() + this.waiting() === 0;
	}
}
