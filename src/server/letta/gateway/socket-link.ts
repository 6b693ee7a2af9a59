import type { Clock, Json, Log, Random, Stream, StreamPort } from "server/ports";
import { SOCKET } from "server/constants/letta";
import { nextBackoff } from "server/net/backoff";
import { isGatewayErrorBody, isPong } from "server/wire/gateway-guards";

export interface SocketLinkDeps {
	readonly streams: StreamPort;
	readonly clock: Clock;
	readonly random: Random;
	readonly json: Json;
	readonly log: Log;
}

export interface SocketLinkOwner {
	/** The socket holds: it can carry frames. */
	readonly onLive: () => void;
	/** A message that is none of the link's own, decoded; returns false for one that is not of the protocol. */
	readonly onMessage: (value: unknown) => boolean;
	/** It carries nothing any more. Called once after each `onLive`. */
	readonly onLost: () => void;
}

/** One try. */
interface Attempt {
	stream?: Stream;
	phase: "opening" | "holding" | "live";
	liveAt: number;
	pings: number;
	/** When the last ping was sent; undefined when it has been answered. */
	pingedAt?: number;
	cancelTimer: () => void;
}

type State =
	| { readonly kind: "off" }
	| { readonly kind: "waiting"; readonly cancel: () => void }
	| { readonly kind: "trying"; readonly attempt: Attempt };

/**
 * The one socket of a session, where the engine has sockets: opens it, finds out whether it holds, and opens it again after a
 * loss. The first socket is used as soon as it answers a ping; after a loss the next one has to hold for a while.
 */
export class SocketLink {
	private state: State = { kind: "off" };
	private path = "";
	/** Losses in a row. */
	private losses = 0;

	constructor(
		private readonly deps: SocketLinkDeps,
		private readonly owner: SocketLinkOwner,
	) {}

	isLive(): boolean {
		return this.state.kind === "trying" && this.state.attempt.phase === "live";
	}

	/** Begins to try, for a new session. */
	start(path: string): void {
		this.stop();
		this.path = path;
		this.losses = 0;
		this.open();
	}

	/** Ends the socket, and tries no more. `onLost` is not called. */
	stop(): void {
		const { state } = this;
		this.state = { kind: "off" };
		if (state.kind === "waiting") state.cancel();
		if (state.kind === "trying") SocketLink.drop(state.attempt);
	}

	/** Sends JSON over the live socket. */
	send(text: string): void {
		if (this.state.kind === "trying") this.state.attempt.stream?.send(text);
	}

	private open(): void {
		const { clock, log, streams } = this.deps;
		const attempt: Attempt = {
			phase: "opening",
			liveAt: 0,
			pings: 0,
			cancelTimer: () => {},
		};
		const isCurrent = () => this.state.kind === "trying" && this.state.attempt === attempt;
		this.state = { kind: "trying", attempt };
		const result = streams.open(this.path, {
			onOpened: () => {
				if (isCurrent()) this.onOpened(attempt);
			},
			onMessage: (text) => {
				if (isCurrent()) this.onText(attempt, text);
			},
			onClosed: (message) => {
				if (isCurrent()) this.lose(attempt, message);
			},
		});
		if (result.kind === "none") {
			this.state = { kind: "off" };
			log.debug("no socket: frames go over HTTP", { problem: result.message });
			return;
		}
		attempt.stream = result.stream;
		attempt.cancelTimer = clock.after(SOCKET.openSeconds, () =>
			this.lose(attempt, "it did not open in time"),
		);
	}

	private onOpened(attempt: Attempt): void {
		attempt.phase = "holding";
		this.ping(attempt);
	}

	/** Asks for a sign of life, again and again. */
	private ping(attempt: Attempt): void {
		const { clock } = this.deps;
		attempt.cancelTimer();
		if (attempt.pingedAt !== undefined) return this.lose(attempt, "a ping was not answered");
		attempt.pings += 1;
		attempt.pingedAt = clock.now();
		this.send(this.deps.json.encode({ ping: attempt.pings }));
		const seconds = attempt.phase === "live" ? SOCKET.pingSeconds : SOCKET.holdSeconds;
		attempt.cancelTimer = clock.after(seconds, () => this.ping(attempt));
	}

	private onText(attempt: Attempt, text: string): void {
		const decoded = this.deps.json.decode(text);
		if (decoded.kind !== "ok") return this.lose(attempt, "a message that cannot be read");
		const { value } = decoded;
		if (isPong(value)) return this.onPong(attempt, value.pong);
		if (isGatewayErrorBody(value)) return this.lose(attempt, value.message);
		// A frame that is missing would be missed for ever: over HTTP the gateway sends it again.
		if (!this.owner.onMessage(value)) this.lose(attempt, "a message that is not of the protocol");
	}

	private onPong(attempt: Attempt, pong: number): void {
		const { clock, log } = this.deps;
		if (pong !== attempt.pings || attempt.pingedAt === undefined) return;
		const latencySeconds = clock.now() - attempt.pingedAt;
		attempt.pingedAt = undefined;
		if (attempt.phase !== "holding") return;
		const hasToHold = this.losses > 0 && attempt.pings < SOCKET.pingsAfterLoss;
		if (hasToHold) return;
		attempt.phase = "live";
		attempt.liveAt = clock.now();
		log.info("frames go over a WebSocket", { pingMilliseconds: math.round(latencySeconds * 1000) });
		this.owner.onLive();
	}

	private lose(attempt: Attempt, message: string): void {
		const { clock, log, random } = this.deps;
		const wasLive = attempt.phase === "live";
		SocketLink.drop(attempt);
		if (wasLive && clock.now() - attempt.liveAt >= SOCKET.steadySeconds) this.losses = 0;
		const wait = nextBackoff(this.losses, random.next, SOCKET.retry);
		this.losses += 1;
		this.state = { kind: "waiting", cancel: clock.after(wait, () => this.open()) };
		if (wasLive) log.info("the socket is lost: frames go over HTTP", { problem: message });
		else log.debug("no socket yet", { problem: message });
		if (wasLive) this.owner.onLost();
	}

	private static drop(attempt: Attempt): void {
		attempt.cancelTimer();
		attempt.stream?.close();
	}
}
