import type { Clock, FailureKind, TurnEvent } from "server/ports";
import type { GatewayEvent } from "server/wire/gateway-frames";

/** The events of the gateway that belong to a turn. */
export type TurnGatewayEvent = Extract<GatewayEvent, { turnId: string }>;

interface OpenTurn {
	/** Rises from turn to turn: a Map has no order. */
	readonly order: number;
	readonly npcId: string;
	readonly onEvent: (event: TurnEvent) => void;
	readonly stopDeadline: () => void;
	/** The next sentence's index; an earlier one has been passed on already. */
	nextSentence: number;
}

export interface TurnFailure {
	readonly reason: FailureKind;
	readonly message: string;
	/** Whether the back end may have seen the turn. */
	readonly delivered: boolean;
}

export interface TurnBook {
	readonly open: (turnId: string, npcId: string, onEvent: (event: TurnEvent) => void) => void;
	/** What belongs to a turn that is over, or was never opened, is dropped. */
	readonly receive: (event: TurnGatewayEvent) => void;
	readonly fail: (turnId: string, failure: TurnFailure) => void;
	readonly failAll: (failure: TurnFailure) => void;
	readonly failNpc: (npcId: string, failure: TurnFailure) => void;
}

/** The turns in flight: each ends exactly once, by its `done`, by its failure or by its deadline. */
export function createTurnBook(clock: Clock, deadlineSeconds: number): TurnBook {
	const turns = new Map<string, OpenTurn>();
	let opened = 0;

	const finish = (turnId: string, event: TurnEvent) => {
		const turn = turns.get(turnId);
		if (turn === undefined) return;
		turns.delete(turnId);
		turn.stopDeadline();
		turn.onEvent(event);
	};

	const fail = (turnId: string, failure: TurnFailure) => finish(turnId, { kind: "failed", ...failure });

	const failWhere = (matches: (turn: OpenTurn) => boolean, failure: TurnFailure) => {
		const failing = new Array<{ readonly turnId: string; readonly order: number }>();
		for (const [turnId, turn] of turns) if (matches(turn)) failing.push({ turnId, order: turn.order });
		failing.sort((a, b) => a.order < b.order);
		for (const { turnId } of failing) fail(turnId, failure);
	};

	return {
		open: (turnId, npcId, onEvent) => {
			const stopDeadline = clock.after(deadlineSeconds, () =>
				fail(turnId, {
					reason: "timeout",
					message: `no end of the turn within ${deadlineSeconds} s`,
					delivered: true,
				}),
			);
			opened += 1;
			turns.set(turnId, { order: opened, npcId, onEvent, stopDeadline, nextSentence: 0 });
		},
		receive: (event) => {
			const turn = turns.get(event.turnId);
			if (turn === undefined) return;
			if (event.event === "turnDone") finish(event.turnId, { kind: "done", usage: event.usage });
			else if (event.event === "turnFailed")
				// The gateway says `busy` of a turn that has had to wait too long, and was never begun.
				fail(event.turnId, {
					reason: event.kind,
					message: event.message,
					delivered: event.kind !== "busy",
				});
			else if (event.event === "action")
				turn.onEvent({ kind: "action", callId: event.callId, name: event.name, args: event.args });
			else if (event.index >= turn.nextSentence) {
				turn.nextSentence = event.index + 1;
				turn.onEvent({ kind: "sentence", index: event.index, text: event.text });
			}
		},
		fail,
		failAll: (failure) => failWhere(() => true, failure),
		failNpc: (npcId, failure) => failWhere((turn) => turn.npcId === npcId, failure),
	};
}
