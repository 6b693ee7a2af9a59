import type { Clock } from "server/ports";
import { Plan } from "server/net/plan";
import type { RawServerFrame } from "server/wire/gateway-guards";
import type { ExchangeTimes, GatewayApi } from "./gateway-api";
import type { Refusal } from "./gateway-replies";
import type { GatewaySession } from "./gateway-session";
import type { OpFeed } from "./op-feed";
import { OpenPolls } from "./open-polls";
import type { PollLimits } from "./poll-limits";
import type { Haste, RequestPace } from "./request-pace";
import type { TransportOwner } from "./transport-owner";

export interface HttpLinkDeps {
	readonly api: GatewayApi;
	readonly clock: Clock;
	readonly pace: RequestPace;
	readonly limits: PollLimits;
	readonly feed: OpFeed;
	/** How urgent events are. */
	readonly needs: Pick<TransportOwner, "pollInSeconds" | "restSeconds" | "idleSeconds">;
}

export interface HttpLinkOwner {
	/** False while a socket carries the frames, or a retry is planned. */
	readonly maySend: () => boolean;
	/** Ops have to leave, over whichever link carries frames now. */
	readonly notify: (haste: Haste) => void;
	readonly onFrame: (frame: RawServerFrame) => void;
	readonly onRefused: (refusal: Refusal) => void;
}

/**
 * A session's requests. The gateway holds up to a number of them as polls, and each brings the ops that wait. At that number, or
 * when ops do not fit into one frame, a request is answered at once instead; of these there is one at a time. A poll without ops
 * leaves only if none is held and somebody waits for an event.
 */
export class HttpLink {
	private readonly polls = new OpenPolls();
	/** A request that is answered at once is under way. */
	private isSending = false;
	/** A request for the ops that wait is planned. */
	private readonly sendPlan: Plan;
	private readonly pollPlan: Plan;

	constructor(
		private readonly deps: HttpLinkDeps,
		private readonly session: GatewaySession,
		private readonly owner: HttpLinkOwner,
	) {
		this.sendPlan = new Plan(deps.clock);
		this.pollPlan = new Plan(deps.clock);
	}

	openPolls(): number {
		return this.polls.count();
	}

	/** The ops that wait leave with this haste. */
	notify(haste: Haste): void {
		this.planSend(this.deps.pace.secondsFor(haste, this.deps.clock.now()));
	}

	/** Somebody waits for the end of a turn. */
	hasten(): void {
		if (this.deps.clock.now() < this.polls.idleUntil()) this.planPoll(0, true);
	}

	/** Plans the next poll, unless one is held. `isFurther`: also if one is. */
	planPoll(seconds: number, isFurther = false): void {
		const isDue = () =>
			this.maySend() && !this.deps.feed.isClosing && (isFurther || this.polls.count() === 0);
		const run = () => {
			const wait = this.secondsUntilFree();
			if (!isDue()) return;
			if (wait > 0) this.planPoll(wait, isFurther);
			else this.poll();
		};
		if (isFurther) this.pollPlan.within(seconds, run);
		else this.pollPlan.after(seconds, run);
	}

	/** Sends the ops that wait, and those that were not acknowledged, in a request that is answered at once. */
	send(): void {
		if (this.isSending) return;
		this.isSending = true;
		this.takeOps();
		const times = { waitSeconds: 0, restSeconds: 0, idleSeconds: 0 };
		this.exchange(this.deps.feed.maxPerFrame(), times, () => {
			this.isSending = false;
		});
	}

	private maySend(): boolean {
		return !this.session.isOver && this.owner.maySend();
	}

	private secondsUntilFree(): number {
		return this.deps.pace.secondsUntilFree(this.deps.clock.now());
	}

	/** The ops that wait leave within `seconds`, or as soon as the pace allows. */
	private planSend(seconds: number): void {
		this.sendPlan.within(seconds, () => {
			if (!this.maySend() || this.isSending || this.isUnderWay()) return;
			const wait = this.secondsUntilFree();
			if (wait > 0) this.planSend(wait);
			else if (this.mayPollMore()) this.poll();
			else this.send();
		});
	}

	/** A poll may be held for long. What does not fit into it waits for an acknowledgement, so it needs a quick answer. */
	private mayPollMore(): boolean {
		const { feed, limits } = this.deps;
		const fits = this.session.pendingCount() + feed.waiting() <= feed.maxPerFrame();
		return fits && this.polls.count() < limits.maxHeld() && !feed.isClosing;
	}

	/** True if no op waits but those in the polls that are under way. A server that closes does not wait for their answers. */
	private isUnderWay(): boolean {
		const { feed } = this.deps;
		if (feed.isDrained(this.session)) return true;
		const carriedSeq = feed.isClosing ? 0 : this.polls.carriedSeq();
		return feed.waiting() === 0 && carriedSeq === this.session.lastSeq();
	}

	/** Sends a poll, with the ops that wait. */
	private poll(): void {
		const { clock, feed, limits, needs } = this.deps;
		this.pollPlan.cancel();
		// Ops that another request has already taken do not go twice.
		const items = this.isSending ? 0 : feed.maxPerFrame();
		if (items > 0) this.takeOps();
		const restSeconds = needs.restSeconds();
		const idleSeconds = needs.idleSeconds();
		const lastSeq = items > 0 ? this.session.lastSeq() : 0;
		const poll = { idleUntil: clock.now() + idleSeconds, lastSeq };
		this.polls.add(poll);
		const waitSeconds = math.min(this.session.maxWaitSeconds, limits.maxSeconds());
		this.exchange(items, { waitSeconds, restSeconds, idleSeconds }, () => this.polls.remove(poll));
	}

	/**
	 * Takes the ops that wait into the session's frames, behind those that were not acknowledged. These go again. Requests may
	 * overtake one another, so that also those go again that an open poll has brought.
	 */
	private takeOps(): void {
		const { session } = this;
		const { feed } = this.deps;
		this.sendPlan.cancel();
		feed.noteRepeated(session, this.polls.carriedSeq());
		if (feed.holdsBack(session)) return;
		const hasTaken = feed.take(session, feed.maxPerFrame() - session.pendingCount());
		// What did not fit into a full frame may be lines that players have just typed.
		if (feed.waiting() > 0) this.owner.notify(hasTaken ? "now" : "soon");
	}

	private exchange(items: number, times: ExchangeTimes, onOver: () => void): void {
		const { api, clock, pace } = this.deps;
		const { session } = this;
		pace.note(clock.now());
		api.exchange(session.id, session.frame(items), times, (reply) => {
			onOver();
			// Ignore an answer that comes after the end of its session.
			if (session.isOver) return;
			if (reply.kind !== "ok") return this.owner.onRefused(reply);
			this.owner.onFrame(reply.value);
			if (!session.ending) this.goOn();
		});
	}

	/** After an answer: the next poll, and the ops that have to go at last. */
	private goOn(): void {
		if (this.polls.count() === 0) this.planPoll(this.deps.needs.pollInSeconds());
		// What is left without a plan was due while a request was under way.
		if (!this.sendPlan.isPlanned() && !this.isUnderWay()) this.owner.notify("now");
	}
}
