import { MONITOR } from "server/constants/operations";
import type { TurnEvent } from "server/ports";
import type { TurnReport } from "./minds-report";

type Outcome = Extract<TurnEvent, { kind: "done" | "failed" }> | { readonly kind: "cancelled" };

/** Each NPC's last turns and what became of them. */
export class TurnRecord {
	private readonly turns = new Map<string, ReadonlyArray<TurnReport>>();

	/** Oldest first. */
	public of(npcId: string): ReadonlyArray<TurnReport> {
		return this.turns.get(npcId) ?? [];
	}

	public begin(npcId: string, turnId: string): void {
		const turns = [...this.of(npcId), { turnId, state: "sent" as const }];
		const surplus = turns.size() - MONITOR.recordedTurns;
		this.turns.set(
			npcId,
			turns.filter((_, index) => index >= surplus),
		);
	}

	public end(npcId: string, turnId: string, outcome: Outcome): void {
		// An NPC that was released has no turns here any more.
		if (!this.turns.has(npcId)) return;
		const ended: TurnReport =
			outcome.kind === "failed"
				? { turnId, state: "failed", reason: outcome.reason, message: outcome.message }
				: { turnId, state: outcome.kind };
		this.turns.set(
			npcId,
			this.of(npcId).map((turn) => (turn.turnId === turnId ? ended : turn)),
		);
	}

	public forget(npcId: string): void {
		this.turns.delete(npcId);
	}
}
