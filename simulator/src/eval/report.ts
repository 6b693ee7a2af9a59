import { table } from "../report/markdown-table.ts";
import { FAULT_KINDS, type FaultKind } from "./judge.ts";
import type { EvalTurn } from "./run-eval.ts";

export interface EvalReport {
	readonly model: string;
	readonly turns: ReadonlyArray<EvalTurn>;
	readonly summary: EvalSummary;
}

export interface EvalSummary {
	readonly turns: number;
	/** Replies of the model with a fault. */
	readonly flagged: number;
	/** Replies of which players saw something. */
	readonly shown: number;
	/** Those that have a fault as players saw them. */
	readonly shownFlagged: number;
	readonly withheldSentences: number;
	readonly wronglyWithheld: number;
	readonly faults: Readonly<Record<FaultKind, { readonly replies: number; readonly shown: number }>>;
	readonly firstPromptTokens: number;
	readonly promptTokensATurn: number;
	readonly completionTokensATurn: number;
	readonly firstTextSeconds: number;
	readonly seconds: number;
}

const mean = (values: ReadonlyArray<number>) =>
	values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

/** Counts what became of the turns. */
export function summarise(turns: ReadonlyArray<EvalTurn>): EvalSummary {
	const withheld = turns.flatMap((turn) => turn.withheld);
	const count = (has: (turn: EvalTurn) => boolean) => turns.filter(has).length;
	return {
		turns: turns.length,
		flagged: count(({ replyFaults }) => replyFaults.length > 0),
		shown: count(({ shown }) => shown.length > 0),
		shownFlagged: count(({ shownFaults }) => shownFaults.length > 0),
		withheldSentences: withheld.length,
		wronglyWithheld: withheld.filter(({ isWrong }) => isWrong).length,
		faults: Object.fromEntries(
			FAULT_KINDS.map((kind) => [
				kind,
				{
					replies: count(({ replyFaults }) => replyFaults.includes(kind)),
					shown: count(({ shownFaults }) => shownFaults.includes(kind)),
				},
			]),
		) as EvalSummary["faults"],
		firstPromptTokens: turns[0]?.promptTokens ?? 0,
		promptTokensATurn: Math.round(mean(turns.map(({ promptTokens }) => promptTokens))),
		completionTokensATurn: Math.round(mean(turns.map(({ completionTokens }) => completionTokens))),
		firstTextSeconds: mean(turns.map(({ firstTextSeconds }) => firstTextSeconds)),
		seconds: mean(turns.map(({ seconds }) => seconds)),
	};
}

function turnRow(turn: EvalTurn): string[] {
	const withheld = turn.withheld.map(
		({ text, reason, isWrong }) => `${isWrong ? "wrongly " : ""}${reason}: ${text}`,
	);
	return [
		turn.npc,
		turn.kind,
		turn.shown.join(" ") || "(nothing)",
		turn.shownFaults.join(", "),
		withheld.join(" / "),
	].map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " "));
}

/** The report as Markdown. */
export function formatEval({ model, turns, summary }: EvalReport): string {
	const faults = FAULT_KINDS.map((kind) => [
		kind,
		String(summary.faults[kind].replies),
		String(summary.faults[kind].shown),
	]);
	return [
		`${model}: ${summary.turns} turns`,
		table(["who", "what is tried", "shown", "fault", "withheld"], turns.map(turnRow)),
		table(
			["fault", "replies", "as shown"],
			[
				...faults,
				["any", `${summary.flagged} of ${summary.turns}`, `${summary.shownFlagged} of ${summary.shown}`],
			],
		),
		`withheld: ${summary.withheldSentences} sentences, ${summary.wronglyWithheld} of them wrongly`,
		`tokens: ${summary.firstPromptTokens} in the first request, ${summary.promptTokensATurn} a request, ` +
			`${summary.completionTokensATurn} a reply`,
		`seconds: ${summary.firstTextSeconds.toFixed(1)} to the first text, ${summary.seconds.toFixed(1)} a reply`,
	].join("\n\n");
}
