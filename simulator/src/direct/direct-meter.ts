import { runOperatorCommand } from "../run/operator-command.ts";
import type { GroundTruth } from "../meters/ground-truth.ts";
import type { DirectRig } from "./direct-rig.ts";
import { createNaiveClient, type NaiveCounts } from "./naive-client.ts";

/** What a run straight to Letta measured beside the rest. */
export interface DirectCounts {
	/** By the engine's own count, not the place's. */
	readonly engine: { readonly busiestMinute: number; readonly refused: number };
	/** Answers by status; 0 is a connection that broke. */
	readonly answers: Readonly<Record<string, number>>;
	readonly turns: {
		readonly total: number;
		readonly failed: number;
		/** Turns that one and the same message had beyond its first. */
		readonly doubled: number;
	};
	/** At this rate. */
	readonly perHour: {
		readonly requests: number;
		readonly turns: number;
		readonly promptTokens: number;
		readonly completionTokens: number;
	};
	readonly naive: NaiveCounts;
	/** The operator's `stats` at the end, counted since the place's start. */
	readonly placeStats: string;
}

export interface DirectMeter {
	/** Call it at even intervals. */
	readonly look: (truth: GroundTruth) => Promise<void>;
	/** Somebody said something, by display name. */
	readonly line: (speaker: string) => void;
	readonly counts: (end: number) => Promise<DirectCounts>;
	readonly close: () => Promise<void>;
}

/** Measures from now on. */
export async function createDirectMeter(
	{ world, cloud }: DirectRig,
	lookSeconds: number,
): Promise<DirectMeter> {
	const from = world.now();
	const naive = await createNaiveClient(lookSeconds);
	const engine = { busiestMinute: 0, refused: 0 };
	const unsubscribe = world.on("httpUse", ({ inMinute, refused }) => {
		engine.busiestMinute = Math.max(engine.busiestMinute, inMinute);
		engine.refused += refused;
	});

	async function counts(end: number): Promise<DirectCounts> {
		const { requests, turns, turnsByOtid } = cloud.state();
		const within = requests.filter(({ at }) => at >= from && at < end);
		const answers: Record<string, number> = {};
		for (const { status } of within) {
			const name = String(status ?? "none");
			answers[name] = (answers[name] ?? 0) + 1;
		}
		const ours = turns.filter(({ startedAt }) => startedAt >= from && startedAt < end);
		const hours = (end - from) / 3600;
		const sum = (of: (turn: (typeof ours)[number]) => number | undefined) =>
			Math.round(ours.reduce((total, turn) => total + (of(turn) ?? 0), 0) / hours);
		return {
			engine,
			answers,
			turns: {
				total: ours.length,
				failed: ours.filter(({ outcome }) => outcome === "failed").length,
				doubled: [...turnsByOtid.values()].reduce((total, count) => total + count - 1, 0),
			},
			perHour: {
				requests: Math.round(within.length / hours),
				turns: Math.round(ours.length / hours),
				promptTokens: sum(({ promptTokens }) => promptTokens),
				completionTokens: sum(({ completionTokens }) => completionTokens),
			},
			naive: naive.counts(from, end),
			placeStats: await runOperatorCommand(world, "stats"),
		};
	}

	return {
		look: naive.look,
		line: naive.line,
		counts,
		close: async () => {
			unsubscribe();
			await naive.close();
		},
	};
}
