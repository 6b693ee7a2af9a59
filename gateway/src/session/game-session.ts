import type { ClientFrame, GatewayEvent, ServerFrame } from "../wire.ts";
import type { AgentBackend, BackendSession, BlocksByNpc, SessionIdentity } from "../backend/backend.ts";
import type { GameKey } from "../keys/game-key.ts";
import type { GatewayLimits } from "../limits.ts";
import type { Log } from "../logging.ts";
import type { Clock } from "../timing/clock.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { TokenBucket } from "../timing/token-bucket.ts";
import { EventStream } from "./event-stream.ts";
import { Inbox } from "./inbox.ts";
import { dispatchOp, type IncomingOp } from "./op-dispatcher.ts";
import type { Batch } from "./outbox.ts";
import type { FrameSink } from "./push-feed.ts";
import type { SessionMeter } from "./session-meter.ts";

export interface GameSessionDeps {
	/** Whose session it is. */
	readonly key: GameKey;
	readonly backend: AgentBackend;
	readonly meter: SessionMeter;
	readonly metrics: Metrics;
	readonly clock: Clock;
	readonly log: Log;
	/** The game has stopped reading, so the session should end. */
	readonly onOverflow: () => void;
}

/** A frame from the game, its ops checked one by one. */
export type IncomingFrame = Omit<ClientFrame, "ops"> & {
	readonly ops: ReadonlyArray<IncomingOp>;
	/** Of the request or message that brought it, for the log. */
	readonly requestId?: string;
};

export type FrameResult =
	| { readonly kind: "ok"; readonly frame: ServerFrame }
	| { readonly kind: "badAck"; readonly problem: string }
	| { readonly kind: "rateLimited"; readonly retryAfterSeconds: number };

/** The gateway's side of one game server's session: numbered ops in, numbered events out. */
export interface GameSession {
	readonly identity: SessionIdentity;
	readonly key: GameKey;
	/** Takes a frame. The answer comes at once, or within `waitSeconds` while there are no events. */
	readonly exchange: (
		frame: IncomingFrame,
		waitSeconds: number,
		signal?: AbortSignal,
	) => Promise<FrameResult>;
	/**
	 * Takes a frame that came over a socket, and from now on pushes events and acknowledgements to `sink`, until
	 * `detach`. What is wrong with the frame, if anything.
	 */
	readonly receive: (frame: IncomingFrame, sink: FrameSink) => string | undefined;
	readonly detach: (sink: FrameSink) => void;
	readonly blocks: () => BlocksByNpc;
	/** Seconds without any request; 0 while a poll is open or a socket attached. */
	readonly idleSeconds: () => number;
	/** Tells the game that the gateway stops. */
	readonly tellMoving: () => void;
	/** Answers an open poll now; tells a socket that this is the end. */
	readonly answerPoll: () => void;
	/** Resolves when every event so far has gone out in an answer; answers an open poll now. */
	readonly sendRest: () => Promise<void>;
	/** Ends the session, once; `forget` as in `BackendSession.release`. Never rejects. */
	readonly end: (forget: boolean) => Promise<void>;
}

/** Opens a session at the back end. */
export function createGameSession(
	identity: SessionIdentity,
	deps: GameSessionDeps,
	limits: GatewayLimits,
): GameSession {
	const { key, backend, meter, metrics, clock, log, onOverflow } = deps;
	const inbox = new Inbox<IncomingOp>();
	const events = new EventStream(clock, limits, () => inbox.ack);
	const bucket = new TokenBucket(limits.framesPerSecond, limits.frameBurst, clock.now());
	const npcIds = new Set<string>();
	let lastRequestAt = clock.now();
	let hasEnded = false;

	function emit(event: GatewayEvent): void {
		if (hasEnded) return;
		meter.noteEvent(event);
		if (!events.add(event)) onOverflow();
	}

	const agents: BackendSession = backend.open(identity, emit);
	const parts = { agents, emit, log, meter, metrics, npcIds, maxNpcs: limits.maxNpcsPerSession };

	const answer = ({ seq, items }: Batch<GatewayEvent>): FrameResult => ({
		kind: "ok",
		frame: { seq, ack: inbox.ack, events: items },
	});

	/** What is wrong with a frame; otherwise its ops are on their way. */
	function accept(frame: IncomingFrame): string | undefined {
		lastRequestAt = clock.now();
		const problem = events.acknowledge(frame.ack);
		if (problem !== undefined) metrics.dropped("malformed");
		else
			for (const op of inbox.accept(frame.seq, frame.ops))
				dispatchOp(op, { ...parts, requestId: frame.requestId });
		return problem;
	}

	const exchange: GameSession["exchange"] = async (frame, waitSeconds, signal) => {
		lastRequestAt = clock.now();
		const retryAfterSeconds = bucket.take(clock.now());
		if (retryAfterSeconds > 0) {
			metrics.dropped("sessionRate");
			return { kind: "rateLimited", retryAfterSeconds };
		}
		const problem = accept(frame);
		if (problem !== undefined) return { kind: "badAck", problem };
		const wait = Math.min(waitSeconds, limits.maxWaitSeconds);
		if (wait <= 0 || hasEnded) return answer(events.sendBesidePoll());
		await events.hold(wait, signal);
		lastRequestAt = clock.now();
		return answer(events.send());
	};

	return {
		identity,
		key,
		exchange,
		receive: (frame, sink) => {
			if (hasEnded) return undefined;
			events.attach(sink);
			const problem = accept(frame);
			if (problem === undefined && frame.ops.length > 0) events.feed.noteReceived();
			return problem;
		},
		detach: (sink) => events.feed.detach(sink),
		blocks: agents.blocks,
		idleSeconds: () => (events.hasOpenPoll || events.feed.isAttached ? 0 : clock.now() - lastRequestAt),
		tellMoving: () => emit({ event: "moving" }),
		answerPoll: () => events.release(),
		sendRest: () => events.sendRest(),
		end: async (forget) => {
			hasEnded = true;
			events.release();
			await agents.close(forget);
		},
	};
}
