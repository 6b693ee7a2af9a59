import { TurnEvents } from "server/rules/talk/turn-events";

/** What happened to each NPC since its last turn, at most one of each kind: a backlog cannot grow. */
export class NpcEvents {
	private readonly events = new Map<string, TurnEvents>();

	add(npcId: string, kind: string, text: string): void {
		const events = this.events.get(npcId) ?? new TurnEvents();
		this.events.set(npcId, events);
		events.add(kind, text);
	}

	take(npcId: string): ReadonlyArray<string> {
		return this.events.get(npcId)?.take() ?? [];
	}

	forget(npcId: string): void {
		this.events.delete(npcId);
	}
}
