import type { Clock, Json, Log, Random, StreamPort } from "server/ports";
import { BACKOFF, FRAMES, GATEWAY, SOCKET } from "server/constants/letta";
import { nextBackoff } from "server/net/backoff";
import type { GatewayEvent, Op, OpenSessionResponse } from "server/wire/gateway-frames";
import { isServerFrame, type RawServerFrame } from "server/wire/gateway-guards";
import type { ExchangeTimes, GatewayApi } from "./gateway-api";
import { GatewayHealth } from "./gateway-health";
import type { Refusal, Reply } from "./gateway-replies";
import { GatewaySession, type OpenPoll } from "./gateway-session";
import { type Haste, RequestPace } from "./request-pace";
import { SocketLink } from "./socket-link";

export interface TransportDeps {
	readonly api: GatewayApi;
	readonly clock: Clock;
	readonly random: Random;
	readonly log: Log;
	readonly json: Json;
	/** Absent where the operator wants HTTP only. */
	readonly streams?: StreamPort;
}

export interface TransportOwner {
	/** A new session: the gateway knows nothing of this server yet, and what was under way is lost. */
	readonly onOpened: () => void;
	/** The gateway cannot be reached. Called once, until `onOpened` or `onUp`. `final`: only the operator can put it right. */
	readonly onDown: (message: string, final: boolean) => void;
	/** The gateway can be reached again, and the session is still the same. */
	readonly onUp: () => void;
	/** How many ops wait for `takeOps`. */
	readonly waitingOps: () => number;
	/** Ops to send, in order, at most `maxItems`. */
	readonly takeOps: (maxItems: number) => ReadonlyArray<Op>;
	/** The gateway has not acknowledged these ops, so they are sent again. */
	readonly onRepeated: (ops: ReadonlyArray<Op>) => void;
	/** What the gateway has said, in its order. */
	readonly onEvents: (events: ReadonlyArray<GatewayEvent>) => void;
	/** Seconds until there has to be a poll again. */
	readonly pollInSeconds: () => number;
	/** Seconds for which no reply that has begun needs a further sentence. */
	readonly restSeconds: () => number;
	/** Seconds for which nobody sees a difference if turns do not end. */
	readonly idleSeconds: () => number;
}

/** How it stands with the session. */
type TransportState =
	/** There is none: the first has not been opened, or the last was lost. */
	| { readonly kind: "closed" }
	| { readonly kind: "open"; readonly session: GatewaySession }
	/** Nothing is sent any more. */
	| { readonly kind: "stopped" };

/**
 * Frames between this server and the gateway. Over HTTP, the gateway holds up to `maxPolls` requests of a session, and each brings
 * the ops that wait. At that limit, or when ops do not fit into one frame, a request is answered at once instead; of these there
 * is one at a time. A poll without ops leaves only if none is held and somebody waits for an event. After a failure and a backoff,
 * one request sends again what the gateway has not acknowledged; the gateway drops what it has seen.
 * While a socket is live, frames go over it, and there is no poll; when it is lost, HTTP goes on with the same session at once.
 */
export class FrameTransport {
	private state: TransportState = { kind: "closed" };
	private readonly pace: RequestPace;
	private readonly health: GatewayHealth;
	private readonly socket?: SocketLink;
	private maxItems: number = FRAMES.maxItems;
	/** A poll may be held open for so long. Halved where a poll keeps other requests from leaving. */
	private pollSeconds: number = GATEWAY.maxWaitSeconds;
	/** So many polls may be under way at once. No more than the engine has let out. */
	private maxPolls: number = GATEWAY.maxPolls;
	private isRetryPlanned = false;
	private isDenied = false;
	/** Present from `close` on, until it is called. */
	private onClosed?: () => void;

	constructor(
		private readonly deps: TransportDeps,
		private readonly owner: TransportOwner,
	) {
		this.pace = new RequestPace(deps.clock.now());
		this.health = new GatewayHealth(deps, (message) => owner.onDown(message, false));
		const { streams } = deps;
		if (streams === undefined) return;
		this.socket = new SocketLink(
			{ ...deps, streams },
			{
				onLive: () => this.onSocketLive(),
				onMessage: (value) => this.onSocketMessage(value),
				onLost: () => this.onSocketLost(),
			},
		);
	}

	/** Opens a session. */
	start(): void {
		this.pace.note(this.deps.clock.now());
		this.deps.api.openSession((reply) => this.onSessionReply(reply));
	}

	/** Seconds that a ping over the socket takes; undefined without a live socket. */
	socketLatency(): number | undefined {
		return this.socket?.isLive() === true ? this.socket.latencySeconds() : undefined;
	}

	/** There are ops to take. */
	notify(haste: Haste = "soon"): void {
		const session = this.session();
		if (session === undefined || this.holdsBack(session)) return;
		if (this.socket?.isLive() === true) return this.pushSoon(session, haste === "now");
		this.planSend(session, this.pace.secondsFor(haste, this.deps.clock.now()));
	}

	/** Somebody waits for the end of a turn. */
	hasten(): void {
		const session = this.session();
		if (session === undefined || this.owner.idleSeconds() > 0) return;
		const idleUntil = session.newestPoll()?.idleUntil ?? math.huge;
		// What the newest poll says of the end of turns holds for all.
		if (this.deps.clock.now() < idleUntil) this.planPoll(session, 0, true);
	}

	/** Sends what is there, ends the session and stops; after `timeoutSeconds` at the latest. */
	close(timeoutSeconds: number, onClosed: () => void): void {
		this.onClosed = onClosed;
		const session = this.session();
		if (session === undefined) return this.stop();
		this.deps.clock.after(timeoutSeconds, () => this.stop());
		if (this.isDrained(session)) this.endSession(session);
		else this.notify();
	}

	private session(): GatewaySession | undefined {
		return this.state.kind === "open" ? this.state.session : undefined;
	}

	private stop(): void {
		const { onClosed } = this;
		this.socket?.stop();
		this.state = { kind: "stopped" };
		this.onClosed = undefined;
		onClosed?.();
	}

	/** Runs `callback` when the pace allows another request, at the earliest `seconds` from now. */
	private schedule(seconds: number, callback: () => void): void {
		const { clock } = this.deps;
		clock.after(math.max(seconds, this.pace.secondsUntilFree(clock.now())), () => {
			if (this.state.kind !== "stopped") callback();
		});
	}

	private onSessionReply(reply: Reply<OpenSessionResponse>): void {
		if (this.state.kind === "stopped") return;
		if (reply.kind !== "ok") return this.onRefused(reply);
		const session = new GatewaySession(reply.value, this.deps.clock);
		this.state = { kind: "open", session };
		this.isDenied = false;
		this.deps.log.info("session with the gateway opened");
		this.owner.onOpened();
		this.planPoll(session, 0);
		this.notify();
		this.socket?.start(`/v1/connect?session=${session.id}`);
	}

	private onSocketLive(): void {
		const session = this.session();
		if (session === undefined) return;
		if (this.health.noteSuccess()) this.owner.onUp();
		const repeated = session.beginPushing();
		if (!repeated.isEmpty()) this.owner.onRepeated(repeated);
		// The first frame also ends the open poll.
		this.push(session);
	}

	private onSocketMessage(value: unknown): boolean {
		const session = this.session();
		if (session === undefined || !isServerFrame(value)) return false;
		if (this.health.noteSuccess()) this.owner.onUp();
		this.receive(session, value);
		if (this.session() === session) this.planPush(session, SOCKET.ackSeconds);
		return true;
	}

	private onSocketLost(): void {
		const session = this.session();
		if (session === undefined) return;
		session.pushPlan.cancel();
		this.planPoll(session, 0);
		this.notify();
	}

	/** What a player waits for does not even wait for the next frame, unless a message has just left. */
	private pushSoon(session: GatewaySession, isAwaited: boolean): void {
		if (!isAwaited) return this.planPush(session, SOCKET.coalesceSeconds);
		if (this.deps.clock.now() - session.pushedAt >= SOCKET.pushGapSeconds) return this.push(session);
		this.planPush(session, 0);
	}

	private planPush(session: GatewaySession, seconds: number): void {
		session.pushPlan.within(seconds, () => this.push(session));
	}

	/** Sends over the socket what it has not carried yet, if anything. */
	private push(session: GatewaySession): void {
		session.pushPlan.cancel();
		if (this.session() !== session || this.socket?.isLive() !== true) return;
		const isHeld = this.holdsBack(session);
		if (!isHeld) session.enqueue(this.owner.takeOps(this.maxItems));
		for (
			let frame = session.nextPush(this.maxItems);
			frame !== undefined;
			frame = session.nextPush(this.maxItems)
		)
			this.socket.send(frame);
		session.pushedAt = this.deps.clock.now();
		if (!isHeld && this.owner.waitingOps() > 0) this.planPush(session, SOCKET.coalesceSeconds);
	}

	/** True while requests may leave for this session. */
	private maySend(session: GatewaySession): boolean {
		return this.session() === session && !this.isRetryPlanned && this.socket?.isLive() !== true;
	}

	/** The ops that wait leave within `seconds`, or as soon as the pace allows. */
	private planSend(session: GatewaySession, seconds: number): void {
		session.sendPlan.within(seconds, () => {
			if (!this.maySend(session) || session.sending || this.isUnderWay(session)) return;
			const wait = this.pace.secondsUntilFree(this.deps.clock.now());
			if (wait > 0) this.planSend(session, wait);
			else if (this.mayPollMore(session)) this.poll(session);
			else this.send(session);
		});
	}

	/** A poll may be held for long. What does not fit into it waits for an acknowledgement, so it needs a quick answer. */
	private mayPollMore(session: GatewaySession): boolean {
		const fits = session.pendingCount() + this.owner.waitingOps() <= this.maxItems;
		return fits && session.polls.size() < this.maxPolls && this.onClosed === undefined;
	}

	/** Plans the next poll, unless one is held. `isFurther`: also if one is. */
	private planPoll(session: GatewaySession, seconds: number, isFurther = false): void {
		const isDue = () =>
			this.maySend(session) && this.onClosed === undefined && (isFurther || session.polls.isEmpty());
		const run = () => {
			const wait = this.pace.secondsUntilFree(this.deps.clock.now());
			if (!isDue()) return;
			if (wait > 0) this.planPoll(session, wait, isFurther);
			else this.poll(session);
		};
		if (isFurther) session.pollPlan.within(seconds, run);
		else session.pollPlan.after(seconds, run);
	}

	/** True if no op waits but those in the poll that is under way. A server that closes does not wait for its answer. */
	private isUnderWay(session: GatewaySession): boolean {
		if (this.isDrained(session)) return true;
		const carriedSeq = this.onClosed === undefined ? session.carriedSeq() : 0;
		return this.owner.waitingOps() === 0 && carriedSeq === session.lastSeq();
	}

	/** Sends a poll, with the ops that wait. */
	private poll(session: GatewaySession): void {
		session.pollPlan.cancel();
		// Ops that another request has already taken do not go twice.
		const items = session.sending ? 0 : this.maxItems;
		if (items > 0) this.takeOps(session);
		const restSeconds = this.owner.restSeconds();
		const idleSeconds = this.owner.idleSeconds();
		const lastSeq = items > 0 ? session.lastSeq() : 0;
		const poll: OpenPoll = { idleUntil: this.deps.clock.now() + idleSeconds, lastSeq };
		session.polls.push(poll);
		const waitSeconds = math.min(session.maxWaitSeconds, this.pollSeconds);
		this.exchange(session, items, { waitSeconds, restSeconds, idleSeconds }, () => {
			session.endPoll(poll);
		});
	}

	/** Sends the ops that wait in a request that is answered at once. */
	private send(session: GatewaySession): void {
		if (session.sending) return;
		session.sending = true;
		this.takeOps(session);
		this.exchange(session, this.maxItems, { waitSeconds: 0, restSeconds: 0, idleSeconds: 0 }, () => {
			session.sending = false;
		});
	}

	/**
	 * Takes the ops that wait into the session's frames, behind those that were not acknowledged. These go again. Requests may
	 * overtake one another, so that also those go again that an open poll has brought.
	 */
	private takeOps(session: GatewaySession): void {
		const { owner, maxItems } = this;
		session.sendPlan.cancel();
		const repeated = session.unacknowledgedAfter(session.carriedSeq());
		if (!repeated.isEmpty()) owner.onRepeated(repeated);
		if (this.holdsBack(session)) return;
		const taken = owner.takeOps(maxItems - session.pendingCount());
		session.enqueue(taken);
		// What did not fit into a full frame may be lines that players have just typed.
		if (owner.waitingOps() > 0) this.notify(taken.isEmpty() ? "soon" : "now");
	}

	private exchange(session: GatewaySession, items: number, times: ExchangeTimes, onOver: () => void): void {
		this.pace.note(this.deps.clock.now());
		this.deps.api.exchange(session.id, session.frame(items), times, (reply) => {
			onOver();
			// Ignore an answer that comes after the end of its session.
			if (this.session() !== session) return;
			if (reply.kind !== "ok") return this.onRefused(reply);
			if (this.health.noteSuccess()) this.owner.onUp();
			this.receive(session, reply.value);
			if (session.ending) return;
			this.goOn(session);
		});
	}

	/** After an answer: the next poll, and the ops that have to go at last. */
	private goOn(session: GatewaySession): void {
		if (session.polls.isEmpty()) this.planPoll(session, this.owner.pollInSeconds());
		// What is left without a plan was due while a request was under way.
		if (!session.sendPlan.isPlanned() && !this.isUnderWay(session)) this.notify("now");
	}

	private receive(session: GatewaySession, frame: RawServerFrame): void {
		const { events, skipped } = session.receive(frame);
		if (skipped > 0)
			this.deps.log.warn("events that are not of the protocol were dropped", { count: skipped });
		if (events.some(({ event }) => event === "moving")) this.noteMoving(session);
		this.owner.onEvents(events);
		if (this.onClosed !== undefined && this.isDrained(session)) this.endSession(session);
	}

	private noteMoving(session: GatewaySession): void {
		session.moving = true;
		this.deps.log.info("the gateway stops; this server will open a session at another, or when it is back");
	}

	/** Ops wait for the next session, unless this server closes: it has no other. */
	private holdsBack(session: GatewaySession): boolean {
		return session.moving && this.onClosed === undefined;
	}

	/** Tells the gateway, which would otherwise wait until the session has been idle for long. */
	private endSession(session: GatewaySession): void {
		if (session.ending) return;
		session.ending = true;
		this.socket?.stop();
		this.deps.api.closeSession(session.id, () => this.stop());
	}

	private isDrained(session: GatewaySession): boolean {
		return session.pendingCount() + this.owner.waitingOps() === 0;
	}

	private onRefused(refusal: Refusal): void {
		const { log } = this.deps;
		if (refusal.kind === "denied") return this.onDenied(refusal.message);
		if (refusal.kind === "crowded") return this.onCrowded(refusal.message);
		if (refusal.kind === "unavailable") {
			// It has said everything and is gone.
			if (this.session()?.moving) this.state = { kind: "closed" };
			return this.retryLater(refusal.message, refusal.retryAfterSeconds);
		}
		log.warn("the gateway did not take a frame", { problem: refusal.message });
		if (refusal.kind === "tooLarge" && this.maxItems > 1) this.maxItems = math.floor(this.maxItems / 2);
		// A frame that the gateway never understands would be sent for ever. Only a new session ends that.
		else this.loseSession();
		if (refusal.kind === "unknownSession") this.health.noteSignOfLife();
		this.retryLater(refusal.message);
	}

	private loseSession(): void {
		this.socket?.stop();
		this.state = { kind: "closed" };
	}

	/** The engine lets too few requests out at once. One that is held open says that the gateway is well. */
	private onCrowded(message: string): void {
		const openPolls = this.session()?.polls.size() ?? 0;
		if (openPolls === 0) return this.retryLater(message);
		this.maxPolls = math.min(this.maxPolls, openPolls);
		if (openPolls === 1) this.pollSeconds = math.max(GATEWAY.leastPollSeconds, this.pollSeconds / 2);
		this.planRetry(GATEWAY.crowdedRetrySeconds);
	}

	/** The operator may put it right, as when a token is being replaced. Then a new session tells the gateway everything. */
	private onDenied(message: string): void {
		if (this.onClosed !== undefined) return this.stop();
		this.loseSession();
		if (!this.isDenied) {
			this.deps.log.error("the gateway refuses this server; NPCs have no minds", { problem: message });
			this.isDenied = true;
			this.owner.onDown(message, true);
		}
		if (this.isRetryPlanned) return;
		this.isRetryPlanned = true;
		this.schedule(GATEWAY.deniedRetrySeconds, () => {
			this.isRetryPlanned = false;
			this.start();
		});
	}

	private retryLater(message: string, retryAfterSeconds = 0): void {
		const attempt = this.health.noteFailure(message);
		const backoff = nextBackoff(attempt, this.deps.random.next, BACKOFF);
		this.planRetry(math.max(backoff, retryAfterSeconds));
	}

	private planRetry(seconds: number): void {
		// Where both requests in flight failed, one retry is enough.
		if (this.isRetryPlanned) return;
		this.isRetryPlanned = true;
		this.schedule(seconds, () => {
			this.isRetryPlanned = false;
			const session = this.session();
			if (session === undefined) this.start();
			else this.send(session);
		});
	}
}
