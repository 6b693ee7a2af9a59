import type { ClientFrame, GatewayEvent, Op, ServerFrame } from "../wire.ts";
import type { AgentBackend, BackendSession, BlocksByNpc, SessionIdentity } from "../backend/backend.ts";
import type { GatewayLimits } from "../limits.ts";
import type { Log } from "../logging.ts";
import type { Clock } from "../timing/clock.ts";
import { TokenBucket } from "../timing/token-bucket.ts";
import { HeldPoll } from "./held-poll.ts";
import { Inbox } from "./inbox.ts";
import { dispatchOp } from "./op-dispatcher.ts";
import { Outbox } from "./outbox.ts";

export interface GameSessionDeps {
	readonly backend: AgentBackend;
	readonly clock: Clock;
	readonly log: Log;
	/** The game has stopped reading: the session is of no use any more. */
	readonly onOverflow: () => void;
}

export type FrameResult =
	| { readonly kind: "ok"; readonly frame: ServerFrame }
	| { readonly kind: "badAck"; readonly lastSeq: number }
	| { readonly kind: "rateLimited"; readonly retryAfterSeconds: number };

/** One game server's end of the wire: numbered ops in, numbered events out. */
export interface GameSession {
	readonly identity: SessionIdentity;
	/** Takes a frame in; the answer comes at once, or within `waitSeconds` when there is nothing to say yet. */
	readonly exchange: (frame: ClientFrame, waitSeconds: number, signal?: AbortSignal) => Promise<FrameResult>;
	readonly blocks: () => BlocksByNpc;
	/** Seconds without any request; 0 while a poll is open. */
	readonly idleSeconds: () => number;
	/** Answers an open poll now. */
	readonly answerPoll: () => void;
	/** Resolves when every event so far has gone out in an answer; an open poll is answered now. */
	readonly sendRest: () => Promise<void>;
	/** Ends the session; `forget` as in `BackendSession.release`. Never rejects. */
	readonly end: (forget: boolean) => Promise<void>;
}

/** Opens a session at the back end. */
export function createGameSession(
	identity: SessionIdentity,
	deps: GameSessionDeps,
	limits: GatewayLimits,
): GameSession {
	const { backend, clock, log, onOverflow } = deps;
	const inbox = new Inbox<Op>();
	const outbox = new Outbox<GatewayEvent>(limits.maxPendingEvents);
	const poll = new HeldPoll(clock, limits);
	const bucket = new TokenBucket(limits.framesPerSecond, limits.frameBurst, clock.now());
	const npcIds = new Set<string>();
	let lastRequestAt = clock.now();
	let hasEnded = false;
	/** The number of the last event that has gone out in an answer. */
	let sentSeq = 0;
	let onSent = () => {};

	function emit(event: GatewayEvent): void {
		if (hasEnded) return;
		if (outbox.add(event)) poll.notify();
		else onOverflow();
	}

	const agents: BackendSession = backend.open(identity, emit);

	function serverFrame(): ServerFrame {
		const { seq, items } = outbox.batch(limits.maxEventsPerFrame);
		sentSeq = Math.max(sentSeq, seq + items.length - 1);
		onSent();
		return { seq, ack: inbox.ack, events: items };
	}

	async function exchange(
		frame: ClientFrame,
		waitSeconds: number,
		signal?: AbortSignal,
	): Promise<FrameResult> {
		lastRequestAt = clock.now();
		const retryAfterSeconds = bucket.take(clock.now());
		if (retryAfterSeconds > 0) return { kind: "rateLimited", retryAfterSeconds };
		if (!outbox.acknowledge(frame.ack)) return { kind: "badAck", lastSeq: outbox.lastSeq };
		for (const op of inbox.accept(frame.seq, frame.ops)) {
			dispatchOp(op, { agents, emit, log, npcIds, maxNpcs: limits.maxNpcsPerSession });
		}
		const wait = Math.min(waitSeconds, limits.maxWaitSeconds);
		if (wait > 0 && !hasEnded) {
			const held = poll.hold(wait, signal);
			if (outbox.pendingCount > 0) poll.notify();
			await held;
			lastRequestAt = clock.now();
			return { kind: "ok", frame: serverFrame() };
		}
		const answer = serverFrame();
		// A request saved out of the game's 500 a minute. Should this answer get lost, the game asks again.
		if (answer.events.length === outbox.pendingCount) poll.withdraw();
		return { kind: "ok", frame: answer };
	}

	return {
		identity,
		exchange,
		blocks: agents.blocks,
		idleSeconds: () => (poll.isOpen ? 0 : clock.now() - lastRequestAt),
		answerPoll: () => poll.release(),
		sendRest: () =>
			new Promise((resolve) => {
				onSent = () => {
					if (sentSeq === outbox.lastSeq) resolve();
				};
				onSent();
				poll.release();
			}),
		end: async (forget) => {
			if (hasEnded) return;
			hasEnded = true;
			poll.release();
			await agents.close(forget);
		},
	};
}
