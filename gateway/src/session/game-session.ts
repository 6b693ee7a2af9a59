import type { ClientFrame, GatewayEvent, ServerFrame } from "../wire.ts";
import type { AgentBackend, BackendSession, BlocksByNpc, SessionIdentity } from "../backend/backend.ts";
import type { GameKey } from "../keys/game-key.ts";
import type { GatewayLimits } from "../limits.ts";
import type { Log } from "../logging.ts";
import { settledWithin, type Clock } from "../timing/clock.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { TokenBucket } from "../timing/token-bucket.ts";
import { EventStream } from "./event-stream.ts";
import type { PollTimes } from "./held-polls.ts";
import { Inbox } from "./inbox.ts";
import type { Journal } from "./journal.ts";
import { dispatchOp, type IncomingOp } from "./op-dispatcher.ts";
import { NpcLedger } from "./npc-ledger.ts";
import type { Batch } from "./outbox.ts";
import type { FrameSink } from "./push-feed.ts";
import { acknowledgement, eventChange, opsChange, type SessionRecord } from "./session-record.ts";
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
	readonly journal: Journal;
	/** The game knows more of this session than was kept of it, so it should end. */
	readonly onGap: () => void;
	/** What another gateway has left of the session. */
	readonly earlier?: SessionRecord;
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
	/** The session has ended meanwhile, or it is another gateway's. */
	| { readonly kind: "ended" }
	/** What has come cannot be kept now. */
	| { readonly kind: "storeAway" }
	| { readonly kind: "rateLimited"; readonly retryAfterSeconds: number };

/** The gateway's side of one game server's session: numbered ops in, numbered events out. */
export interface GameSession {
	readonly identity: SessionIdentity;
	readonly key: GameKey;
	/** Takes a frame. The answer comes at once, or within `waitSeconds` while there are no events. */
	readonly exchange: (frame: IncomingFrame, times: PollTimes, signal?: AbortSignal) => Promise<FrameResult>;
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

/** How a turn ends whose gateway is gone. It may have run, so it is not run again. */
const ABANDONED = {
	event: "turnFailed",
	kind: "backendUnavailable",
	message: "the gateway that ran the turn is gone",
} as const;

class OpenSession implements GameSession {
	readonly key: GameKey;
	readonly blocks: () => BlocksByNpc;
	private readonly inbox: Inbox<IncomingOp>;
	private readonly events: EventStream;
	private readonly bucket: TokenBucket;
	private readonly ledger: NpcLedger;
	private readonly agents: BackendSession;
	/** The number of the last op that is kept. */
	private keptSeq: number;
	/** The number of the last event, sent or not. */
	private lastEventSeq: number;
	private lastRequestAt: number;
	private hasEnded = false;

	constructor(
		readonly identity: SessionIdentity,
		private readonly deps: GameSessionDeps,
		private readonly limits: GatewayLimits,
	) {
		const { key, backend, clock, earlier } = deps;
		this.key = key;
		this.keptSeq = earlier?.receivedSeq ?? 0;
		this.lastEventSeq = earlier?.lastEventSeq ?? 0;
		this.inbox = new Inbox(this.keptSeq);
		this.events = new EventStream(clock, limits, () => this.keptSeq, earlier);
		this.bucket = new TokenBucket(limits.framesPerSecond, limits.frameBurst, clock.now());
		this.ledger = new NpcLedger(limits);
		this.ledger.restore(earlier?.specs ?? [], earlier?.blocks ?? []);
		this.lastRequestAt = clock.now();
		this.agents = backend.open(identity, (event) => this.emit(event));
		this.blocks = this.agents.blocks;
		if (earlier !== undefined) this.resume(earlier);
	}

	readonly exchange: GameSession["exchange"] = async (frame, times, signal) => {
		const { clock, metrics, journal } = this.deps;
		this.lastRequestAt = clock.now();
		const retryAfterSeconds = this.bucket.take(clock.now());
		if (retryAfterSeconds > 0) {
			metrics.dropped("sessionRate");
			return { kind: "rateLimited", retryAfterSeconds };
		}
		if (this.hasGap(frame)) return { kind: "ended" };
		const problem = this.accept(frame);
		if (problem !== undefined) return { kind: "badAck", problem };
		const pending = journal.pending();
		const isKept = pending === undefined || (await settledWithin(clock, this.limits.storeSeconds, pending));
		if (!isKept) return { kind: "storeAway" };
		const waitSeconds = Math.min(times.waitSeconds, this.limits.maxWaitSeconds);
		if (waitSeconds <= 0 || this.hasEnded) return this.answer(this.events.sendBesidePoll());
		await this.events.hold({ ...times, waitSeconds }, signal);
		this.lastRequestAt = clock.now();
		return this.answer(this.events.send());
	};

	readonly receive: GameSession["receive"] = (frame, sink) => {
		if (this.hasEnded || this.hasGap(frame)) return undefined;
		this.events.attach(sink);
		const problem = this.accept(frame, () => this.events.feed.noteReceived());
		if (problem === undefined && frame.ops.length > 0) this.events.feed.noteReceived();
		return problem;
	};

	readonly detach = (sink: FrameSink): void => this.events.feed.detach(sink);

	readonly idleSeconds = (): number =>
		this.events.hasOpenPoll || this.events.feed.isAttached ? 0 : this.deps.clock.now() - this.lastRequestAt;

	readonly tellMoving = (): void => this.emit({ event: "moving" });

	readonly answerPoll = (): void => this.events.release();

	readonly sendRest = async (): Promise<void> => {
		await this.deps.journal.pending();
		await this.events.sendRest();
	};

	readonly end = async (forget: boolean): Promise<void> => {
		this.hasEnded = true;
		this.events.release();
		await this.agents.close(forget);
	};

	private emit(event: GatewayEvent): void {
		if (this.hasEnded) return;
		const { meter, journal, onOverflow } = this.deps;
		meter.noteEvent(event);
		this.lastEventSeq += 1;
		const seq = this.lastEventSeq;
		journal.commit(
			() => eventChange(event, seq),
			() => {
				if (!this.events.add(event)) onOverflow();
			},
		);
	}

	/** What is wrong with a frame; otherwise its ops are on their way. */
	private accept(frame: IncomingFrame, onKept = () => {}): string | undefined {
		const { clock, metrics, journal } = this.deps;
		this.lastRequestAt = clock.now();
		const first = this.events.firstPendingSeq;
		const problem = this.events.acknowledge(frame.ack);
		if (problem !== undefined) {
			metrics.dropped("malformed");
			return problem;
		}
		if (frame.ack >= first) journal.later(() => acknowledgement(first, frame.ack));
		const ops = this.inbox.accept(frame.seq, frame.ops).map((op) => this.check(op));
		const seq = this.inbox.ack;
		if (ops.length > 0)
			journal.commit(
				(names) => opsChange(ops, seq, names),
				() => {
					this.keptSeq = seq;
					this.logRefused(ops, frame.requestId);
					for (const op of ops) this.dispatch(op, frame.requestId);
					onKept();
				},
			);
		return undefined;
	}

	/** An op that may not be done is refused before it is kept. */
	private check(incoming: IncomingOp): IncomingOp {
		if (incoming.kind === "refused") return incoming;
		const { op } = incoming;
		const problem = this.ledger.refusal(op);
		if (problem === undefined) return incoming;
		const npcId = op.op === "ensureAgent" ? op.spec.npcId : op.npcId;
		return { kind: "refused", op: op.op, problem, npcId };
	}

	/** One line for a frame: a game that sends nothing else would fill the log. */
	private logRefused(ops: ReadonlyArray<IncomingOp>, requestId: string | undefined): void {
		const refused = ops.filter((op) => op.kind === "refused");
		const [first] = refused;
		if (first === undefined) return;
		const { op, npcId, turnId, problem } = first;
		const facts = { requestId, op, npcId, turnId, problem, count: refused.length };
		this.deps.log.warn(facts, "an op was refused");
	}

	private dispatch(op: IncomingOp, requestId: string | undefined): void {
		const { log, meter, metrics } = this.deps;
		const { agents } = this;
		const emit = (event: GatewayEvent) => this.emit(event);
		dispatchOp(op, { agents, emit, log, meter, metrics, requestId });
	}

	/** A store that has lost its last moments knows less than the game was told. Then only a new session helps. */
	private hasGap({ seq, ack }: IncomingFrame): boolean {
		const { earlier, log, onGap } = this.deps;
		if (earlier === undefined) return false;
		const isGap = seq > this.inbox.ack + 1 || ack > this.lastEventSeq;
		if (isGap)
			log.warn({ seq, ack, kept: this.keptSeq }, "the game knows more than was kept: its session ends");
		if (isGap) onGap();
		return isGap;
	}

	/** Goes on with what another gateway has left. */
	private resume({ specs, blocks, erasures, turns }: SessionRecord): void {
		const { agents } = this;
		for (const spec of specs) agents.ensureAgent(spec);
		for (const block of blocks) agents.setBlock(block);
		for (const erasure of erasures) agents.erase(erasure);
		for (const turn of turns) this.emit({ ...ABANDONED, ...turn });
	}

	private answer({ seq, items }: Batch<GatewayEvent>): FrameResult {
		return { kind: "ok", frame: { seq, ack: this.keptSeq, events: items } };
	}
}

/** Opens a session at the back end. */
export function createGameSession(
	identity: SessionIdentity,
	deps: GameSessionDeps,
	limits: GatewayLimits,
): GameSession {
	return new OpenSession(identity, deps, limits);
}
