import type { OpenSessionResponse } from "server/wire/gateway-frames";
import type { Refusal, Reply } from "./gateway-replies";
import { GatewaySession } from "./gateway-session";
import { OpFeed } from "./op-feed";
import { PollLimits } from "./poll-limits";
import { Recovery } from "./recovery";
import { type Haste, RequestPace } from "./request-pace";
import { SessionLinks, type SessionLinksDeps } from "./session-links";
import type { TransportOwner } from "./transport-owner";

/** What a session needs, without what all sessions share. */
export type TransportDeps = Omit<SessionLinksDeps, "pace" | "limits" | "feed" | "listener">;

/** How it stands with the session. */
type TransportState =
	/** There is none: the first has not been opened, or the last was lost. */
	| { readonly kind: "closed" }
	| { readonly kind: "open"; readonly links: SessionLinks }
	/** Nothing is sent any more. */
	| { readonly kind: "stopped" };

/**
 * Frames between this server and the gateway: sessions, one after the other. `SessionLinks` carries a session's frames,
 * `Recovery` decides what follows when that fails.
 */
export class FrameTransport {
	private state: TransportState = { kind: "closed" };
	private readonly pace: RequestPace;
	private readonly limits = new PollLimits();
	private readonly feed: OpFeed;
	private readonly recovery: Recovery;
	/** Present from `close` on, until it is called. */
	private onClosed?: () => void;

	constructor(
		private readonly deps: TransportDeps,
		private readonly owner: TransportOwner,
	) {
		this.pace = new RequestPace(deps.clock.now());
		this.feed = new OpFeed(owner);
		const { pace, limits, feed } = this;
		this.recovery = new Recovery(
			{ ...deps, pace, limits, feed, listener: owner },
			{
				openPolls: () => this.links()?.openPolls() ?? 0,
				isMoving: () => this.links()?.isMoving() === true,
				loseSession: () => this.loseSession(),
				tryAgain: () => this.tryAgain(),
			},
		);
	}

	/** Opens a session. */
	start(): void {
		this.pace.note(this.deps.clock.now());
		this.deps.api.openSession((reply) => this.onSessionReply(reply));
	}

	/** There are ops to take. */
	notify(haste: Haste = "soon"): void {
		this.links()?.notify(haste);
	}

	/** Somebody waits for the end of a turn. */
	hasten(): void {
		this.links()?.hasten();
	}

	/** Sends what is there, ends the session and stops; after `timeoutSeconds` at the latest. */
	close(timeoutSeconds: number, onClosed: () => void): void {
		this.onClosed = onClosed;
		this.feed.isClosing = true;
		const links = this.links();
		if (links === undefined) return this.stop();
		this.deps.clock.after(timeoutSeconds, () => this.stop());
		links.close();
	}

	private links(): SessionLinks | undefined {
		return this.state.kind === "open" ? this.state.links : undefined;
	}

	private onSessionReply(reply: Reply<OpenSessionResponse>): void {
		if (this.state.kind === "stopped") return;
		if (reply.kind !== "ok") return this.onRefused(reply);
		const links = this.createLinks(new GatewaySession(reply.value));
		this.state = { kind: "open", links };
		this.recovery.noteOpened();
		this.deps.log.info("session with the gateway opened");
		this.owner.onOpened();
		links.start();
	}

	private createLinks(session: GatewaySession): SessionLinks {
		const { pace, limits, feed, recovery } = this;
		return new SessionLinks({ ...this.deps, pace, limits, feed, listener: this.owner }, session, {
			isRetryPlanned: () => recovery.isWaiting(),
			onAnswered: () => recovery.noteAnswer(),
			onRefused: (refusal) => this.onRefused(refusal),
			onEnded: () => this.stop(),
		});
	}

	private onRefused(refusal: Refusal): void {
		// A server that closes cannot wait for the operator.
		if (refusal.kind === "denied" && this.feed.isClosing) return this.stop();
		this.recovery.onRefused(refusal);
	}

	private tryAgain(): void {
		if (this.state.kind === "stopped") return;
		const links = this.links();
		if (links === undefined) this.start();
		else links.sendAgain();
	}

	private loseSession(): void {
		this.links()?.stop();
		this.state = { kind: "closed" };
	}

	private stop(): void {
		const { onClosed } = this;
		this.links()?.stop();
		this.state = { kind: "stopped" };
		this.onClosed = undefined;
		onClosed?.();
	}
}
