import type { GatewayEvent, ServerFrame } from "../wire.ts";
import type { Clock } from "../timing/clock.ts";
import type { Outbox } from "./outbox.ts";

/** Where frames are pushed: a socket. */
export interface FrameSink {
	readonly push: (frame: ServerFrame) => void;
	/** Nothing will be pushed any more, because `reason`. */
	readonly end: (reason: "replaced" | "over") => void;
}

export interface PushFeedOptions {
	/** Seconds that an acknowledgement or an event that nobody waits for waits for others. */
	readonly pushCoalesceSeconds: number;
	readonly maxEventsPerFrame: number;
}

/** A player waits for these. */
const AT_ONCE: ReadonlySet<GatewayEvent["event"]> = new Set(["sentence", "action", "turnDone", "turnFailed"]);

/**
 * Pushes a session's events to the one sink that is attached, each once: a socket loses nothing. A new sink gets again what
 * was not acknowledged.
 */
export class PushFeed {
	private sink: FrameSink | undefined;
	/** The number of the last event pushed to this sink. */
	private pushedSeq = 0;
	/** The last acknowledgement pushed to this sink. */
	private pushedAck: number | undefined;
	private planned: { readonly at: number; readonly cancel: () => void } | undefined;

	constructor(
		private readonly clock: Clock,
		private readonly outbox: Outbox<GatewayEvent>,
		/** The number of the last op received, for the frames. */
		private readonly ack: () => number,
		private readonly options: PushFeedOptions,
	) {}

	get isAttached(): boolean {
		return this.sink !== undefined;
	}

	isAttachedTo(sink: FrameSink): boolean {
		return this.sink === sink;
	}

	attach(sink: FrameSink): void {
		this.sink?.end("replaced");
		this.sink = sink;
		this.pushedSeq = this.outbox.firstPendingSeq - 1;
		this.pushedAck = undefined;
		this.plan(0);
	}

	/** The sink is gone. Ignored if another has taken its place. */
	detach(sink: FrameSink): void {
		if (this.sink !== sink) return;
		this.sink = undefined;
		this.unplan();
	}

	noteEvent(event: GatewayEvent): void {
		this.plan(AT_ONCE.has(event.event) ? 0 : this.options.pushCoalesceSeconds);
	}

	/** Ops have come in: the game wants to know. */
	noteReceived(): void {
		this.plan(this.options.pushCoalesceSeconds);
	}

	/** Pushes what is there, and attaches nothing more to this sink. */
	end(): void {
		const { sink } = this;
		if (sink === undefined) return;
		this.flush();
		this.detach(sink);
		sink.end("over");
	}

	/** Pushes what is there now. */
	flush(): void {
		this.unplan();
		if (this.sink === undefined) return;
		while (this.pushedSeq < this.outbox.lastSeq || this.pushedAck !== this.ack()) {
			const { seq, items } = this.outbox.batch(this.options.maxEventsPerFrame, this.pushedSeq);
			this.pushedSeq = seq + items.length - 1;
			this.pushedAck = this.ack();
			this.sink.push({ seq, ack: this.pushedAck, events: items });
		}
	}

	private plan(seconds: number): void {
		if (this.sink === undefined) return;
		const at = this.clock.now() + seconds;
		if (this.planned !== undefined && this.planned.at <= at) return;
		this.unplan();
		this.planned = { at, cancel: this.clock.after(seconds, () => this.flush()) };
	}

	private unplan(): void {
		this.planned?.cancel();
		this.planned = undefined;
	}
}
