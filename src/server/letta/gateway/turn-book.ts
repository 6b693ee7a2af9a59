import type { Clock, FailureKind, Turn, TurnEvent } from "server/ports";
import { type TurnGatewayEvent, turnEventOf } from "./translate";

interface OpenTurn {
	/** Rises from turn to turn: a Map has no order. */
	readonly order: number;
	readonly npcId: string;
	readonly onEvent: (event: TurnEvent) => void;
	readonly spareSeconds: () => number;
	readonly isEndAwaited: () => boolean;
	readonly stopDeadline: () => void;
	/** The next sentence's index. An earlier sentence has been passed on already. */
	nextSentence: number;
}

export interface TurnFailure {
	readonly reason: FailureKind;
	readonly message: string;
	/** Whether the back end may have seen the turn. */
	readonly delivered: boolean;
}

export interface TurnBook {
	readonly open: (npcId: string, turn: Turn, onEvent: (event: TurnEvent) => void) => void;
	readonly isEmpty: () => boolean;
	/** A turn has brought no words yet. */
	readonly isAwaited: () => boolean;
	/** Seconds for which no reply that has begun needs a further sentence; `math.huge` if there are none. */
	readonly spareSeconds: () => number;
	/** Somebody waits for the end of a turn that has brought words. */
	readonly isEndAwaited: () => boolean;
	/** Ignores an event of a turn that is over or was never opened. */
	readonly receive: (event: TurnGatewayEvent) => void;
	readonly fail: (turnId: string, failure: TurnFailure) => void;
	readonly failAll: (failure: TurnFailure) => void;
	readonly failNpc: (npcId: string, failure: TurnFailure) => void;
}

/** The turns in flight. Each ends exactly once: by its `done`, its failure or its deadline. */
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
		open: (npcId, { turnId, spareSeconds = () => 0, isEndAwaited = () => true }, onEvent) => {
			const message = `no end of the turn within ${deadlineSeconds} s`;
			const stopDeadline = clock.after(deadlineSeconds, () =>
				fail(turnId, { reason: "timeout", message, delivered: true }),
			);
			opened += 1;
			turns.set(turnId, {
				order: opened,
				npcId,
				onEvent,
				spareSeconds,
				isEndAwaited,
				stopDeadline,
				nextSentence: 0,
			});
		},
		isEmpty: () => turns.isEmpty(),
		isAwaited: () => {
			for (const [, { nextSentence }] of turns) if (nextSentence === 0) return true;
			return false;
		},
		isEndAwaited: () => {
			for (const [, { nextSentence, isEndAwaited }] of turns)
				if (nextSentence > 0 && isEndAwaited()) return true;
			return false;
		},
		spareSeconds: () => {
			let least = math.huge;
			for (const [, { nextSentence, spareSeconds }] of turns)
				if (nextSentence > 0) least = math.min(least, spareSeconds());
			return least;
		},
		receive: (received) => {
			const turn = turns.get(received.turnId);
			if (turn === undefined) return;
			const event = turnEventOf(received);
			if (event.kind === "done" || event.kind === "failed") return finish(received.turnId, event);
			if (event.kind === "sentence") {
				if (event.index < turn.nextSentence) return;
				turn.nextSentence = event.index + 1;
			}
			turn.onEvent(event);
		},
		fail,
		failAll: (failure) => failWhere(() => true, failure),
		failNpc: (npcId, failure) => failWhere((turn) => turn.npcId === npcId, failure),
	};
}
