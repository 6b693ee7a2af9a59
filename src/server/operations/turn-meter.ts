import type { Clock, LettaPort, TurnEvent } from "server/ports";
import { type RecentValuesOptions, RecentValues, type Spread } from "server/net/recent-values";
import type { SpendingCap } from "server/net/spending-cap";

/** Turns since the start; latencies of the last minutes. */
export interface TurnStats {
	readonly sent: number;
	readonly inFlight: number;
	readonly done: number;
	readonly failed: number;
	/** From the sending to the first sentence and to the end, of turns that were done. */
	readonly firstSentenceSeconds: Spread;
	readonly wholeSeconds: Spread;
	readonly promptTokens: number;
	readonly completionTokens: number;
	/** Turns that were done and whose cost the back end did not say. */
	readonly uncounted: number;
}

export interface TurnMeter {
	/** The port to use in place of the one that was given. */
	readonly letta: LettaPort;
	readonly stats: () => TurnStats;
}

/** Looks at the turns that go through a port, and tells the cap what they cost. */
export function createTurnMeter(
	deps: {
		readonly clock: Clock;
		readonly letta: LettaPort;
		readonly spending: Pick<SpendingCap, "addTokens">;
	},
	options?: RecentValuesOptions,
): TurnMeter {
	const { clock, letta, spending } = deps;
	const firstSentence = new RecentValues(options);
	const whole = new RecentValues(options);
	let sent = 0;
	let done = 0;
	let failed = 0;
	let promptTokens = 0;
	let completionTokens = 0;
	let uncounted = 0;

	const noteDone = ({ usage }: Extract<TurnEvent, { kind: "done" }>, seconds: number) => {
		done += 1;
		whole.add(seconds, clock.now());
		if (usage === undefined) {
			uncounted += 1;
			return;
		}
		promptTokens += usage.promptTokens;
		completionTokens += usage.completionTokens;
		spending.addTokens(usage.promptTokens + usage.completionTokens, clock.now());
	};

	return {
		letta: {
			...letta,
			sendTurn: (npcId, turn, onEvent) => {
				const sentAt = clock.now();
				let hasSpoken = false;
				sent += 1;
				letta.sendTurn(npcId, turn, (event) => {
					const seconds = clock.now() - sentAt;
					if (event.kind === "sentence" && !hasSpoken) {
						hasSpoken = true;
						firstSentence.add(seconds, clock.now());
					} else if (event.kind === "done") noteDone(event, seconds);
					else if (event.kind === "failed") failed += 1;
					onEvent(event);
				});
			},
		},
		stats: () => {
			const now = clock.now();
			return {
				sent,
				inFlight: sent - done - failed,
				done,
				failed,
				firstSentenceSeconds: firstSentence.spread(now),
				wholeSeconds: whole.spread(now),
				promptTokens,
				completionTokens,
				uncounted,
			};
		},
	};
}
