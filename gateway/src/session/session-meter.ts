import type { GameKey } from "../keys/game-key.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import type { Clock } from "../timing/clock.ts";
import type { UsageBook } from "../usage/usage-book.ts";
import type { FailureKind, GatewayEvent, Op } from "../wire.ts";

export interface SessionMeterDeps {
	readonly key: GameKey;
	readonly clock: Clock;
	readonly metrics: Metrics;
	readonly usage: UsageBook;
	/** Another gateway has counted the session already. */
	readonly isEarlier?: boolean;
}

/** What the game decided, and no failure of the back end. */
const NO_ERRORS: ReadonlySet<FailureKind> = new Set(["rejected", "busy"]);

/** A session with so many turns under way is not one of ours: the oldest are not measured. */
const MAX_TURNS = 2_000;

interface RunningTurn {
	readonly since: number;
	hasSpoken: boolean;
}

/** Counts and times what a session does, whatever carries its frames and whoever answers. */
export class SessionMeter {
	private readonly running = new Map<string, RunningTurn>();

	constructor(private readonly deps: SessionMeterDeps) {
		if (deps.isEarlier === true) return;
		deps.metrics.sessionOpened(deps.key.name);
		deps.usage.addSession(deps.key.id);
	}

	/** Why the turn may not start; undefined if it may. */
	refusal(): string | undefined {
		return this.deps.usage.refusal(this.deps.key);
	}

	noteOp(op: Op): void {
		const { metrics, usage, key, clock } = this.deps;
		metrics.op(op.op);
		// The back end runs no turn twice.
		if (op.op !== "turn" || this.running.has(op.turnId)) return;
		usage.addTurn(key.id);
		this.running.set(op.turnId, { since: clock.now(), hasSpoken: false });
		if (this.running.size > MAX_TURNS) this.running.delete([...this.running.keys()][0]!);
	}

	noteEvent(event: GatewayEvent): void {
		const { metrics } = this.deps;
		metrics.event(event.event);
		switch (event.event) {
			case "sentence":
				return this.noteSentence(event.turnId);
			case "turnDone":
				return this.noteDone(event);
			case "turnFailed":
				this.noteError(event.kind);
				return this.endTurn(event.turnId, event.kind);
			case "agentFailed":
				return this.noteError(event.kind);
		}
	}

	private noteSentence(turnId: string): void {
		const turn = this.running.get(turnId);
		if (turn === undefined || turn.hasSpoken) return;
		turn.hasSpoken = true;
		this.deps.metrics.firstSentence(this.deps.clock.now() - turn.since);
	}

	private noteDone({ turnId, usage }: Extract<GatewayEvent, { event: "turnDone" }>): void {
		const { metrics, key } = this.deps;
		this.endTurn(turnId, "done");
		if (usage === undefined) return;
		metrics.spent(key.name, usage);
		this.deps.usage.addTokens(key.id, usage);
	}

	private noteError(kind: FailureKind): void {
		if (!NO_ERRORS.has(kind)) this.deps.metrics.backendError(kind);
	}

	private endTurn(turnId: string, outcome: "done" | FailureKind): void {
		const turn = this.running.get(turnId);
		if (turn === undefined) return;
		this.running.delete(turnId);
		const { metrics, key, clock } = this.deps;
		metrics.turnEnded(key.name, outcome, clock.now() - turn.since);
	}
}
