import type { GatewayEvent } from "../wire.ts";
import type { GatewayLimits } from "../limits.ts";
import type { Clock } from "../timing/clock.ts";
import { HeldPoll } from "./held-poll.ts";
import { Outbox, type Batch } from "./outbox.ts";
import { type FrameSink, PushFeed } from "./push-feed.ts";
import type { SessionRecord } from "./session-record.ts";

/** A session's events on their way to the game: over the socket that is attached, or the poll that waits for them. */
export class EventStream {
	private readonly outbox: Outbox<GatewayEvent>;
	private readonly poll: HeldPoll;
	readonly feed: PushFeed;
	/** The number of the last event that has gone out in an answer. */
	private sentSeq = 0;
	/** The number of the last event that the game would miss. */
	private neededSeq = 0;
	private onSent = () => {};

	constructor(
		clock: Clock,
		private readonly limits: GatewayLimits,
		/** The number of the last op received. */
		receivedSeq: () => number,
		earlier?: Pick<SessionRecord, "events" | "lastEventSeq">,
	) {
		this.outbox = new Outbox(limits.maxPendingEvents, earlier?.events, earlier?.lastEventSeq);
		this.feed = new PushFeed(clock, this.outbox, receivedSeq, limits);
		this.poll = new HeldPoll(clock, limits);
	}

	get hasOpenPoll(): boolean {
		return this.poll.isOpen;
	}

	/** False when too many events wait: the game has stopped reading. */
	add(event: GatewayEvent): boolean {
		if (!this.outbox.add(event)) return false;
		this.feed.noteEvent(event);
		// Who does not hear that the gateway stops finds it gone.
		if (event.event !== "moving") this.neededSeq = this.outbox.lastSeq;
		this.poll.notify();
		return true;
	}

	/** The number of the first event that the game may not have. */
	get firstPendingSeq(): number {
		return this.outbox.firstPendingSeq;
	}

	/** Drops the events that the game has. Returns what is wrong with a number that was never sent. */
	acknowledge(ack: number): string | undefined {
		if (this.outbox.acknowledge(ack)) return undefined;
		return `ack: ${ack} was never sent, the last event is ${this.outbox.lastSeq}`;
	}

	/** Resolves when the poll should be answered, which is soon if events wait already. */
	hold(seconds: number, signal?: AbortSignal): Promise<void> {
		const held = this.poll.hold(seconds, signal);
		if (this.outbox.pendingCount > 0) this.poll.notify();
		return held;
	}

	/** The events of one answer. */
	send(): Batch<GatewayEvent> {
		const batch = this.outbox.batch(this.limits.maxEventsPerFrame);
		this.sentSeq = batch.seq + batch.items.length - 1;
		this.onSent();
		return batch;
	}

	/**
	 * As `send`, for an answer beside the open poll. If it carries everything, the poll stays open for the next event: this
	 * saves one of the game's 500 requests a minute. Should the answer get lost, the game asks again.
	 */
	sendBesidePoll(): Batch<GatewayEvent> {
		const batch = this.send();
		if (batch.items.length === this.outbox.pendingCount) this.poll.withdraw();
		return batch;
	}

	/** From now on pushes to this sink; answers an open poll now. */
	attach(sink: FrameSink): void {
		if (this.feed.isAttachedTo(sink)) return;
		this.feed.attach(sink);
		this.poll.release();
	}

	/** Answers an open poll now, and tells a socket that this is the end. */
	release(): void {
		this.poll.release();
		this.feed.end();
	}

	/** Resolves when every event so far has gone out; answers an open poll now. */
	sendRest(): Promise<void> {
		if (this.feed.isAttached) {
			this.feed.flush();
			return Promise.resolve();
		}
		return new Promise((resolve) => {
			this.onSent = () => {
				if (this.sentSeq >= this.neededSeq) resolve();
			};
			this.onSent();
			this.poll.release();
		});
	}
}
