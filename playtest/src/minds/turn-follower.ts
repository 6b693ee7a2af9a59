import type { TurnReport } from "../../../src/server/operations/minds-report.ts";

/** The beginning or the end of a turn. */
export interface TurnNote {
	readonly turnId: string;
	readonly state: TurnReport["state"];
	/** Of a failed turn. */
	readonly problem: string | undefined;
}

/** Notices the beginnings and ends of an NPC's turns between one report and the next. */
export class TurnFollower {
	/** Turns that the first report held: they answer nothing that was said later. */
	private old: ReadonlySet<string> | undefined;
	private known: ReadonlyMap<string, TurnReport["state"]> = new Map();

	/** What has happened since the report before, to turns that are not in the first one. */
	follow(turns: ReadonlyArray<TurnReport>): TurnNote[] {
		this.old ??= new Set(turns.map(({ turnId }) => turnId));
		const { old, known } = this;
		this.known = new Map(turns.map(({ turnId, state }) => [turnId, state]));
		return turns.flatMap(({ turnId, state, reason, message }): TurnNote[] => {
			if (old.has(turnId)) return [];
			const before = known.get(turnId);
			const problem = state === "failed" ? `${reason}: ${message}` : undefined;
			return [
				...(before === undefined ? [{ turnId, state: "sent" as const, problem: undefined }] : []),
				...(state !== "sent" && state !== before ? [{ turnId, state, problem }] : []),
			];
		});
	}
}
