import type { Clock, Json, Log, Random, StreamPort } from "server/ports";
import type { RawServerFrame } from "server/wire/gateway-guards";
import type { FrameWriter } from "./frame-writer";
import type { GatewayApi } from "./gateway-api";
import type { Refusal } from "./gateway-replies";
import type { GatewaySession } from "./gateway-session";
import { HttpLink } from "./http-link";
import type { OpFeed } from "./op-feed";
import type { PollLimits } from "./poll-limits";
import type { Haste, RequestPace } from "./request-pace";
import { SocketPushes } from "./socket-pushes";
import type { TransportOwner } from "./transport-owner";

export interface SessionLinksDeps {
	readonly api: GatewayApi;
	readonly clock: Clock;
	readonly random: Random;
	readonly log: Log;
	readonly json: Json;
	readonly frames: Pick<FrameWriter, "frame">;
	/** Absent where the operator wants HTTP only. */
	readonly streams?: StreamPort;
	readonly pace: RequestPace;
	readonly limits: PollLimits;
	readonly feed: OpFeed;
	readonly listener: TransportOwner;
}

export interface SessionLinksOwner {
	/** Something has failed, and the time to try again has not come. */
	readonly isRetryPlanned: () => boolean;
	/** The gateway has answered. */
	readonly onAnswered: () => void;
	readonly onRefused: (refusal: Refusal) => void;
	/** The gateway knows that the session has ended, or is away. */
	readonly onEnded: () => void;
}

/**
 * A session and its two ways to the gateway. While its socket is live, frames go over it, and there is no poll. When the socket is
 * lost, HTTP goes on with the same session at once: numbers and acknowledgements are the session's, so nothing is lost or repeated.
 */
export class SessionLinks {
	private readonly http: HttpLink;
	private readonly pushes?: SocketPushes;

	constructor(
		private readonly deps: SessionLinksDeps,
		private readonly session: GatewaySession,
		private readonly owner: SessionLinksOwner,
	) {
		const onFrame = (frame: RawServerFrame) => this.onFrame(frame);
		const { streams, listener } = deps;
		this.http = new HttpLink({ ...deps, needs: listener }, session, {
			maySend: () => !this.owner.isRetryPlanned() && !this.isPushing(),
			notify: (haste) => this.notify(haste),
			onFrame,
			onRefused: owner.onRefused,
		});
		if (streams === undefined) return;
		this.pushes = new SocketPushes({ ...deps, streams }, session, {
			onLive: owner.onAnswered,
			onFrame,
			onLost: () => this.goOnOverHttp(),
		});
	}

	start(): void {
		this.goOnOverHttp();
		this.pushes?.start();
	}

	/** There are ops to take. */
	notify(haste: Haste): void {
		if (this.session.isOver || this.deps.feed.holdsBack(this.session)) return;
		if (this.pushes?.isLive() === true) this.pushes.notify(haste === "now");
		else this.http.notify(haste);
	}

	/** Somebody waits for the end of a turn. */
	hasten(): void {
		if (this.deps.listener.idleSeconds() === 0) this.http.hasten();
	}

	/** After a failure: what the gateway has not acknowledged goes again. */
	sendAgain(): void {
		this.http.send();
	}

	openPolls(): number {
		return this.http.openPolls();
	}

	isMoving(): boolean {
		return this.session.moving;
	}

	/** Ends the session when everything has arrived. */
	close(): void {
		if (this.deps.feed.isDrained(this.session)) this.end();
		else this.notify("soon");
	}

	/** The session is lost, or this server stops. */
	stop(): void {
		this.session.isOver = true;
		this.pushes?.stop();
	}

	private isPushing(): boolean {
		return this.pushes?.isLive() === true;
	}

	private goOnOverHttp(): void {
		this.http.planPoll(0);
		this.notify("soon");
	}

	private onFrame(frame: RawServerFrame): void {
		const { feed, listener, log } = this.deps;
		this.owner.onAnswered();
		const { events, skipped } = this.session.receive(frame);
		if (skipped > 0) log.warn("events that are not of the protocol were dropped", { count: skipped });
		if (events.some(({ event }) => event === "moving")) this.noteMoving();
		listener.onEvents(events);
		if (feed.isClosing && feed.isDrained(this.session)) this.end();
	}

	private noteMoving(): void {
		this.session.moving = true;
		this.deps.log.info("the gateway stops; this server will open a session at another, or when it is back");
	}

	/** Tells the gateway, which would otherwise wait until the session has been idle for long. */
	private end(): void {
		if (this.session.ending) return;
		this.session.ending = true;
		this.pushes?.stop();
		this.deps.api.closeSession(this.session.id, () => this.owner.onEnded());
	}
}
