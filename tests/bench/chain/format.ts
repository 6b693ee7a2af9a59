import { table } from "@townsfolk/simulator";
import { inMilliseconds, median, percentile } from "../spread.ts";
import type { Shares } from "./moments.ts";

/** `speed`: seconds of the world in a second. `alone`: milliseconds from Enter to an answer that no model is asked for. */
export type ChainRow =
	| { readonly name: string; readonly shares: ReadonlyArray<Shares>; readonly speed: number }
	| { readonly name: string; readonly alone: ReadonlyArray<number> };

const both = (values: ReadonlyArray<number>) =>
	[0.5, 0.95].map((share) => inMilliseconds(percentile(values, share))).join(" / ");

/** Median and 95th percentile. What the chain adds is what an answer takes beyond one of the NPC's own. */
export function formatChain(rows: ReadonlyArray<ChainRow>): string {
	const floor = median(rows.flatMap((row) => ("alone" in row ? row.alone : [])));
	const cells = (row: ChainRow) => {
		if ("alone" in row)
			return [row.name, String(row.alone.length), "-", both(row.alone), "-", "-", "-", "-", "-"];
		const { name, shares, speed } = row;
		const each = (part: (one: Shares) => number) => both(shares.map(part));
		return [
			name,
			String(shares.length),
			each(({ there, back }) => there + back - floor),
			each(({ there, back }) => there + back),
			each(({ there }) => there),
			each(({ back }) => back),
			each(({ asking }) => asking),
			each(({ passing }) => passing),
			`${(100 * speed).toFixed(0)} %`,
		];
	};
	return table(
		[
			"p50 / p95",
			"answers",
			"the chain adds",
			"with the engine's frames",
			"Enter to gateway",
			"sentence to bubble",
			"App Server asks model",
			"App Server passes on",
			"world's speed",
		],
		rows.map(cells),
	);
}
