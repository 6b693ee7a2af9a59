import type { GatewayEvent } from "../../wire.ts";
import type { Clock } from "../../timing/clock.ts";
import type { Failure } from "../backend.ts";

/** A turn of one session, for the agent to run. */
export interface AgentTurn {
	readonly sessionId: string;
	readonly npcId: string;
	readonly turnId: string;
	readonly content: string;
	readonly emit: (event: GatewayEvent) => void;
	/** It has run before, in vain. */
	readonly isRepeat?: boolean;
}

export interface TurnQueueOptions {
	readonly clock: Clock;
	readonly maxTurns: number;
	/** Why a turn that has waited too long could not start. */
	readonly explain: () => Failure;
	/** Until when a turn waits on, because the one before is being stopped. */
	readonly waitsOnUntil: () => number | undefined;
}

/** Seconds: for opening another conversation after a turn that could not be stopped. */
const GRACE_SECONDS = 2;

/** Tells the game that a turn failed. */
export function failTurn({ npcId, turnId, emit }: AgentTurn, { kind, message }: Failure): void {
	emit({ event: "turnFailed", npcId, turnId, kind, message });
}

/** Turns that wait for their agent. They start in order of arrival; each starts or fails within its time. */
export class TurnQueue {
	private waiting = new Map<AgentTurn, () => void>();

	constructor(private readonly options: TurnQueueOptions) {}

	get isEmpty(): boolean {
		return this.waiting.size === 0;
	}

	/**
	 * The turn fails if it is not taken within `seconds`, or at once if too many wait already. It is given longer while the one
	 * before is being stopped.
	 */
	add(turn: AgentTurn, seconds: number): void {
		const { maxTurns } = this.options;
		if (this.waiting.size >= maxTurns) {
			failTurn(turn, { kind: "busy", message: `${maxTurns} turns of this agent are waiting already` });
			return;
		}
		this.wait(turn, seconds);
	}

	/** A turn that was taken goes first again. It fails if it is not taken within `seconds`. */
	giveBack(turn: AgentTurn, seconds: number): void {
		const others = this.waiting;
		this.waiting = new Map();
		this.wait(turn, seconds);
		for (const [other, cancel] of others) this.waiting.set(other, cancel);
	}

	/** Removes and returns the next turn. */
	take(): AgentTurn | undefined {
		const [turn] = this.waiting.keys();
		if (turn === undefined) return undefined;
		this.drop(turn);
		return turn;
	}

	/** Fails one turn, if it waits. */
	failOne(sessionId: string, turnId: string, failure: Failure): void {
		const turn = [...this.waiting.keys()].find(
			(waiting) => waiting.sessionId === sessionId && waiting.turnId === turnId,
		);
		if (turn !== undefined) this.fail(turn, failure);
	}

	/** Fails the waiting turns of one session, or all of them. */
	failAll(failure: Failure, sessionId?: string): void {
		for (const turn of [...this.waiting.keys()]) {
			if (sessionId === undefined || turn.sessionId === sessionId) this.fail(turn, failure);
		}
	}

	private wait(turn: AgentTurn, seconds: number): void {
		const { clock, explain, waitsOnUntil } = this.options;
		const expire = () => {
			const more = (waitsOnUntil() ?? clock.now()) - clock.now();
			// The agent is given what it needs to go on after the stop.
			if (more > 0) this.wait(turn, more + GRACE_SECONDS);
			else this.fail(turn, explain());
		};
		this.waiting.set(turn, clock.after(seconds, expire));
	}

	private fail(turn: AgentTurn, failure: Failure): void {
		this.drop(turn);
		failTurn(turn, failure);
	}

	private drop(turn: AgentTurn): void {
		this.waiting.get(turn)?.();
		this.waiting.delete(turn);
	}
}
