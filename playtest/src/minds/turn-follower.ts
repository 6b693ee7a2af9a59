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
	private known: ReadonlyMap<string, TurnReport["state"]> | undefined;

	/** What has happened since the report before. The first report is where it begins: nothing has happened. */
	follow(turns: ReadonlyArray<TurnReport>): TurnNote[] {
		const { known } = this;
		this.known = new Map(turns.map(({ turnId, state }) => [turnId, state]));
		if (known === undefined) return [];
		return turns.flatMap(({ turnId, state, reason, message }): TurnNote[] => {
			const before = known.get(turnId);
			const problem = state === "failed" ? `${reason}: ${message}` : undefined;
			return [
				...(before === undefined ? [{ turnId, state: "sent" as const, problem: undefined }] : []),
				...(state !== "sent" && state !== before ? [{ turnId, state, problem }] : []),
			];
		});
	}
}
