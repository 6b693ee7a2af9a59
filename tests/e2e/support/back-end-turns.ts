import type { LocalPlaytestOptions } from "@townsfolk/playtest";

/** The beginning or the end of a turn, where the gateway hands it to Letta. */
export interface BackEndTurn {
	readonly npcId: string;
	readonly turnId: string;
	readonly state: "sent" | "done" | "failed";
	/** Of a failed turn. */
	readonly problem?: string;
}

/** Sees turns between the gateway and its back end, and passes everything on untouched. */
export function watchBackEnd(
	onTurn: (turn: BackEndTurn) => void,
): NonNullable<LocalPlaytestOptions["wrapBackend"]> {
	return (backend) => ({
		...backend,
		open: (identity, emit) => {
			const session = backend.open(identity, (event) => {
				if (event.event === "turnDone") {
					const { npcId, turnId } = event;
					onTurn({ npcId, turnId, state: "done" });
				} else if (event.event === "turnFailed") {
					const { npcId, turnId, kind, message } = event;
					onTurn({ npcId, turnId, state: "failed", problem: `${kind}: ${message}` });
				}
				emit(event);
			});
			return {
				...session,
				startTurn: (turn) => {
					onTurn({ npcId: turn.npcId, turnId: turn.turnId, state: "sent" });
					session.startTurn(turn);
				},
			};
		},
	});
}
