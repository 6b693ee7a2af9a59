import type { Clock, FailureKind, Turn, TurnEvent } from "server/ports";
import { CLOUD } from "server/constants/letta";
import { type RunningTurn, runTurn, type TurnDeps } from "./cloud-turn";
import type { MessageTarget } from "./message-operations";

interface OpenTurn {
	readonly turnId: string;
	readonly onEvent: (event: TurnEvent) => void;
	/** Absent while it waits for the NPC's blocks. */
	running?: RunningTurn;
}

export interface OpenTurnsOwner {
	/** Where the agent's messages go; undefined while it cannot be reached. */
	readonly target: () => MessageTarget | undefined;
	/** Calls back when no block of the NPC is pending, or after `maxSeconds`. */
	readonly whenStored: (maxSeconds: number, callback: () => void) => void;
	/** The agent or its conversation is gone. */
	readonly onLost: (message: string) => void;
}

/** One NPC's turns that have not ended, the oldest first. Each ends once. */
export class OpenTurns {
	private turns: ReadonlyArray<OpenTurn> = [];

	constructor(
		private readonly deps: TurnDeps & { readonly clock: Clock },
		private readonly npcId: string,
		private readonly owner: OpenTurnsOwner,
	) {}

	/** Sends a turn once the agent knows the NPC's blocks: it must not answer from a memory that is older. */
	send(order: Turn, onEvent: (event: TurnEvent) => void): void {
		const since = this.deps.clock.now();
		const turn: OpenTurn = { turnId: order.turnId, onEvent };
		this.turns = [...this.turns, turn];
		this.owner.whenStored(CLOUD.blockWaitSeconds, () => this.begin(turn, order, since));
	}

	/** Ends a turn as `rejected`. A turn that still waits to be sent never reached the agent. */
	cancel(turnId: string): void {
		const turn = this.turns.find((open) => open.turnId === turnId);
		if (turn === undefined) return;
		this.deps.requests.drop((call) => call.npcId === this.npcId && call.turnId === turnId, "cancelled");
		this.failOne(turn, "rejected", "the turn was cancelled");
	}

	isIdle(): boolean {
		return this.turns.isEmpty();
	}

	fail(reason: FailureKind, message: string): void {
		for (const turn of this.turns) this.failOne(turn, reason, message);
	}

	/** Letta is out of reach: turns that wait to be sent end. Those under way are looked up when Letta is back. */
	dropUnsent(): void {
		this.deps.requests.drop(
			(call) => call.npcId === this.npcId && call.class === "turn" && call.method === "POST",
			"down",
		);
	}

	actionResult(callId: string, ok: boolean, result: string): void {
		for (const { running } of this.turns) running?.actionResult(callId, ok, result);
	}

	private begin(turn: OpenTurn, order: Turn, since: number): void {
		// It may have ended while it waited.
		if (!this.turns.includes(turn)) return;
		const target = this.owner.target();
		if (target === undefined) return this.failOne(turn, "backendUnavailable", "the agent cannot be reached");
		turn.running = runTurn(this.deps, {
			npcId: this.npcId,
			target,
			turn: order,
			since,
			onEvent: (event) => this.pass(turn, event),
			onLost: this.owner.onLost,
		});
	}

	private pass(turn: OpenTurn, event: TurnEvent): void {
		if (!this.turns.includes(turn)) return;
		if (event.kind === "done" || event.kind === "failed")
			this.turns = this.turns.filter((open) => open !== turn);
		turn.onEvent(event);
	}

	private failOne(turn: OpenTurn, reason: FailureKind, message: string): void {
		const failure = { reason, message, delivered: turn.running !== undefined };
		if (turn.running !== undefined) turn.running.fail(failure);
		else this.pass(turn, { kind: "failed", ...failure });
	}
}
