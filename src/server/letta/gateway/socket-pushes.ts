import { SOCKET } from "server/constants/letta";
import { Plan } from "server/net/plan";
import { isServerFrame, type RawServerFrame } from "server/wire/gateway-guards";
import type { GatewaySession } from "./gateway-session";
import type { FrameWriter } from "./frame-writer";
import type { OpFeed } from "./op-feed";
import { SocketLink, type SocketLinkDeps } from "./socket-link";

export interface SocketPushesDeps extends SocketLinkDeps {
	readonly feed: OpFeed;
	readonly frames: Pick<FrameWriter, "frame">;
}

export interface SocketPushesOwner {
	/** Frames are about to go over the socket. */
	readonly onLive: () => void;
	readonly onFrame: (frame: RawServerFrame) => void;
	/** The socket carries nothing any more. */
	readonly onLost: () => void;
}

/**
 * A session's messages over its socket. A socket loses nothing while it lives, so each frame begins after what this one has
 * carried.
 */
export class SocketPushes {
	private readonly socket: SocketLink;
	private readonly plan: Plan;
	/** When a socket was last used, seconds. */
	private pushedAt = -math.huge;
	/** The number of the last op that this socket has carried. */
	private carriedSeq = 0;
	/** The last acknowledgement that it has carried. */
	private carriedAck = 0;

	constructor(
		private readonly deps: SocketPushesDeps,
		private readonly session: GatewaySession,
		private readonly owner: SocketPushesOwner,
	) {
		this.plan = new Plan(deps.clock);
		this.socket = new SocketLink(deps, {
			onLive: () => this.onLive(),
			onMessage: (value) => this.onMessage(value),
			onLost: () => this.onLost(),
		});
	}

	start(): void {
		this.socket.start(`/v1/connect?session=${this.session.id}`);
	}

	stop(): void {
		this.socket.stop();
	}

	isLive(): boolean {
		return this.socket.isLive();
	}

	/** Ops wait. What a player waits for does not even wait for the next frame, unless a message has just left. */
	notify(isAwaited: boolean): void {
		if (!isAwaited) return this.planPush(SOCKET.coalesceSeconds);
		if (this.deps.clock.now() - this.pushedAt >= SOCKET.pushGapSeconds) return this.push();
		this.planPush(0);
	}

	private onLive(): void {
		const { session } = this;
		this.owner.onLive();
		this.carriedSeq = session.acknowledgedSeq();
		this.carriedAck = -1;
		this.deps.feed.noteRepeated(session, this.carriedSeq);
		// The first frame also ends the open poll.
		this.push();
	}

	private onMessage(value: unknown): boolean {
		if (!isServerFrame(value)) return false;
		this.owner.onFrame(value);
		if (!this.session.isOver) this.planPush(SOCKET.ackSeconds);
		return true;
	}

	private onLost(): void {
		this.plan.cancel();
		this.owner.onLost();
	}

	private planPush(seconds: number): void {
		this.plan.within(seconds, () => this.push());
	}

	/** Sends what the socket has not carried yet, if anything. */
	private push(): void {
		const { session } = this;
		const { clock, feed } = this.deps;
		this.plan.cancel();
		if (session.isOver || !this.socket.isLive()) return;
		const isHeld = feed.holdsBack(session);
		if (!isHeld) feed.take(session, feed.maxPerFrame());
		while (this.pushFrame()) continue;
		this.pushedAt = clock.now();
		if (!isHeld && feed.waiting() > 0) this.planPush(SOCKET.coalesceSeconds);
	}

	/** Returns false if the socket has carried everything. */
	private pushFrame(): boolean {
		const frame = this.session.frameAfter(this.carriedSeq, this.deps.feed.maxPerFrame());
		if (frame.ops.isEmpty() && frame.ack === this.carriedAck) return false;
		this.carriedSeq = frame.seq + frame.ops.size() - 1;
		this.carriedAck = frame.ack;
		this.socket.send(this.deps.frames.frame(frame));
		return true;
	}
}
