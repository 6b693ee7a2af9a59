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
}

export interface TurnQueueOptions {
	readonly clock: Clock;
	readonly maxTurns: number;
	/** Why a turn that has waited too long could not start. */
	readonly explain: () => Failure;
}

/** Tells the game that a turn failed. */
export function failTurn({ npcId, turnId, emit }: AgentTurn, { kind, message }: Failure): void {
	emit({ event: "turnFailed", npcId, turnId, kind, message });
}

/** Turns that wait for their agent. They start in order of arrival; each starts or fails within its time. */
export class TurnQueue {
	private readonly waiting = new Map<AgentTurn, () => void>();

	constructor(private readonly options: TurnQueueOptions) {}

	get isEmpty(): boolean {
		return this.waiting.size === 0;
	}

	/** The turn fails if it is not taken within `seconds`, or at once if too many wait already. */
	add(turn: AgentTurn, seconds: number): void {
		const { clock, maxTurns, explain } = this.options;
		if (this.waiting.size >= maxTurns) {
			failTurn(turn, { kind: "busy", message: `${maxTurns} turns of this agent are waiting already` });
			return;
		}
		const cancel = clock.after(seconds, () => this.fail(turn, explain()));
		this.waiting.set(turn, cancel);
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

	private fail(turn: AgentTurn, failure: Failure): void {
		this.drop(turn);
		failTurn(turn, failure);
	}

	private drop(turn: AgentTurn): void {
		this.waiting.get(turn)?.();
		this.waiting.delete(turn);
	}
}
