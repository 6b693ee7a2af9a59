import type { Clock, LettaPort, TurnEvent } from "server/ports";
import { type RecentValuesOptions, RecentValues, type Spread } from "server/net/recent-values";
import type { SpendingCap } from "server/net/spending-cap";
import type { TurnReport } from "./minds-report";
import { TurnRecord } from "./turn-record";

/** Turns since the start; latencies of the last minutes. */
export interface TurnStats {
	readonly sent: number;
	readonly inFlight: number;
	readonly done: number;
	/** Called off by the game: a player spoke, or the reply was too long. */
	readonly cancelled: number;
	readonly failed: number;
	/** Seconds from sending a turn to its first sentence. */
	readonly firstSentenceSeconds: Spread;
	/** Seconds from sending a turn to its end, of turns that were done. */
	readonly wholeSeconds: Spread;
	readonly promptTokens: number;
	readonly completionTokens: number;
	/** Turns that were done without a report of their cost. */
	readonly uncounted: number;
}

export interface TurnMeter {
	/** The measured port. Use it instead of the one given. */
	readonly letta: LettaPort;
	readonly stats: () => TurnStats;
	/** An NPC's last turns, oldest first. */
	readonly turnsOf: (npcId: string) => ReadonlyArray<TurnReport>;
}

type Done = Extract<TurnEvent, { kind: "done" }>;

type Ending = Extract<TurnEvent, { kind: "done" | "failed" }>;

class TurnTally {
	private readonly firstSentence: RecentValues;
	private readonly whole: RecentValues;
	private sent = 0;
	private done = 0;
	private cancelled = 0;
	private failed = 0;
	private promptTokens = 0;
	private completionTokens = 0;
	private uncounted = 0;

	constructor(options?: RecentValuesOptions) {
		this.firstSentence = new RecentValues(options);
		this.whole = new RecentValues(options);
	}

	public addSent(): void {
		this.sent += 1;
	}

	public addFirstSentence(seconds: number, now: number): void {
		this.firstSentence.add(seconds, now);
	}

	public addFailed(): void {
		this.failed += 1;
	}

	public addCancelled(): void {
		this.cancelled += 1;
	}

	/** Returns the turn's tokens. */
	public addDone({ usage }: Done, seconds: number, now: number): number {
		this.done += 1;
		this.whole.add(seconds, now);
		if (usage === undefined) {
			this.uncounted += 1;
			return 0;
		}
		this.promptTokens += usage.promptTokens;
		this.completionTokens += usage.completionTokens;
		return usage.promptTokens + usage.completionTokens;
	}

	public read(now: number): TurnStats {
		const { sent, done, cancelled, failed, promptTokens, completionTokens, uncounted } = this;
		return {
			sent,
			inFlight: sent - done - cancelled - failed,
			done,
			cancelled,
			failed,
			firstSentenceSeconds: this.firstSentence.spread(now),
			wholeSeconds: this.whole.spread(now),
			promptTokens,
			completionTokens,
			uncounted,
		};
	}
}

/** Measures the turns that go through a port, and tells the cap what they cost. */
export function createTurnMeter(
	deps: {
		readonly clock: Pick<Clock, "now">;
		readonly letta: LettaPort;
		readonly spending: Pick<SpendingCap, "addTokens">;
	},
	options?: RecentValuesOptions,
): TurnMeter {
	const { clock, letta, spending } = deps;
	const tally = new TurnTally(options);
	const record = new TurnRecord();
	/** By the id of each turn that has not ended: whether the game has called it off. */
	const underWay = new Map<string, boolean>();

	const settle = (npcId: string, turnId: string, event: Ending) => {
		const isCancelled = underWay.get(turnId) === true && event.kind === "failed";
		underWay.delete(turnId);
		if (isCancelled) tally.addCancelled();
		else if (event.kind === "failed") tally.addFailed();
		record.end(npcId, turnId, isCancelled ? { kind: "cancelled" } : event);
	};

	const sendTurn: LettaPort["sendTurn"] = (npcId, turn, onEvent) => {
		const sentAt = clock.now();
		let hasSpoken = false;
		tally.addSent();
		underWay.set(turn.turnId, false);
		record.begin(npcId, turn.turnId);
		letta.sendTurn(npcId, turn, (event) => {
			const now = clock.now();
			const seconds = now - sentAt;
			if (event.kind === "sentence" && !hasSpoken) {
				hasSpoken = true;
				tally.addFirstSentence(seconds, now);
			} else if (event.kind === "done") {
				const tokens = tally.addDone(event, seconds, now);
				if (tokens > 0) spending.addTokens(tokens, now);
			}
			if (event.kind === "done" || event.kind === "failed") settle(npcId, turn.turnId, event);
			onEvent(event);
		});
	};

	return {
		letta: {
			...letta,
			sendTurn,
			cancelTurn: (npcId, turnId) => {
				if (underWay.has(turnId)) underWay.set(turnId, true);
				letta.cancelTurn(npcId, turnId);
			},
			release: (npcId, forget) => {
				letta.release(npcId, forget);
				record.forget(npcId);
			},
		},
		stats: () => tally.read(clock.now()),
		turnsOf: (npcId) => record.of(npcId),
	};
}
