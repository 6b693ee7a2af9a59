import type { GatewayEvent } from "../wire.ts";
import type { GatewayLimits } from "../limits.ts";
import type { Clock } from "../timing/clock.ts";
import { type EventHaste, EventHastes } from "./event-haste.ts";
import { HeldPolls, type PollTimes } from "./held-polls.ts";
import { Outbox, type Batch } from "./outbox.ts";
import { type FrameSink, PushFeed } from "./push-feed.ts";
import type { SessionRecord } from "./session-record.ts";

/** A session's events on their way to the game: over the socket that is attached, or the poll that waits for them. */
export class EventStream {
	private readonly outbox: Outbox<GatewayEvent>;
	private readonly polls: HeldPolls;
	private readonly hastes = new EventHastes();
	readonly feed: PushFeed;
	/** The number of the last event that has gone out in an answer. */
	private sentSeq = 0;
	/** When the last answer with events went out, seconds. */
	private sentAt = -Infinity;
	/** The number of the last event of each haste that may answer a poll early. */
	private readonly lastSeq: Record<EventHaste, number> = { now: 0, rest: 0, idle: 0 };
	/** The number of the last event that the game would miss. */
	private neededSeq = 0;
	private onSent = () => {};

	constructor(
		private readonly clock: Clock,
		private readonly limits: GatewayLimits,
		/** The number of the last op received. */
		receivedSeq: () => number,
		earlier?: Pick<SessionRecord, "events" | "lastEventSeq">,
	) {
		this.outbox = new Outbox(limits.maxPendingEvents, earlier?.events, earlier?.lastEventSeq);
		this.feed = new PushFeed(clock, this.outbox, receivedSeq, limits);
		this.polls = new HeldPolls(clock, limits);
		// Somebody may have waited for what another gateway has left.
		this.lastSeq.now = this.outbox.lastSeq;
	}

	get hasOpenPoll(): boolean {
		return this.polls.isOpen;
	}

	/** False when too many events wait: the game has stopped reading. */
	add(event: GatewayEvent): boolean {
		if (!this.outbox.add(event)) return false;
		this.feed.noteEvent(event);
		// Who does not hear that the gateway stops finds it gone.
		if (event.event !== "moving") this.neededSeq = this.outbox.lastSeq;
		const haste = this.hastes.of(event);
		this.lastSeq[haste] = this.outbox.lastSeq;
		this.polls.notify(haste);
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

	/** Resolves when the poll should be answered, which is soon if events that somebody waits for are there already. */
	hold(times: PollTimes, signal?: AbortSignal): Promise<void> {
		const held = this.polls.hold(times, signal);
		for (const haste of ["now", "rest", "idle"] as const)
			if (this.lastSeq[haste] > this.arrivedSeq()) this.polls.notify(haste, true);
		return held;
	}

	/** The number of the last event that the game has, or that is on its way there in an answer. */
	private arrivedSeq(): number {
		const acknowledgedSeq = this.outbox.firstPendingSeq - 1;
		const isOnItsWay = this.clock.now() - this.sentAt < this.limits.resendSeconds;
		return isOnItsWay ? Math.max(acknowledgedSeq, this.sentSeq) : acknowledgedSeq;
	}

	/** The events of one answer. */
	send(): Batch<GatewayEvent> {
		const batch = this.outbox.batch(this.limits.maxEventsPerFrame);
		this.sentSeq = batch.seq + batch.items.length - 1;
		if (batch.items.length > 0) this.sentAt = this.clock.now();
		this.onSent();
		return batch;
	}

	/**
	 * As `send`, for an answer beside the open poll. If it carries everything, the poll stays open for the next event: this
	 * saves one of the game's 500 requests a minute. Should the answer get lost, the game asks again.
	 */
	sendBesidePoll(): Batch<GatewayEvent> {
		const batch = this.send();
		if (batch.items.length === this.outbox.pendingCount) this.polls.withdraw();
		return batch;
	}

	/** From now on pushes to this sink; answers an open poll now. */
	attach(sink: FrameSink): void {
		if (this.feed.isAttachedTo(sink)) return;
		this.feed.attach(sink);
		this.polls.release();
	}

	/** Answers all open polls now, and tells a socket that this is the end. */
	release(): void {
		this.polls.release();
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
			this.polls.release();
		});
	}
}
