import { TURN } from "server/constants/rules";

/** What happened to one NPC. */
interface Events {
	readonly byKind: Map<string, string>;
	/** Kinds in the order in which they last happened. */
	order: ReadonlyArray<string>;
}

/** What happened to each NPC since its last turn: the latest of each kind, so that it cannot pile up. */
export class TurnEvents {
	private readonly byNpc = new Map<string, Events>();

	/** `kind` names what the event is about (`location`, `company`); `text` is for the agent to read. */
	public add(npcId: string, kind: string, text: string): void {
		const events = this.byNpc.get(npcId) ?? { byKind: new Map<string, string>(), order: [] };
		this.byNpc.set(npcId, events);
		const others = events.order.filter((other) => other !== kind);
		const surplus = others.size() + 1 - TURN.maxEvents;
		for (const dropped of others.filter((_, index) => index < surplus)) events.byKind.delete(dropped);
		events.order = [...others.filter((_, index) => index >= surplus), kind];
		events.byKind.set(kind, text);
	}

	/** Returns all events of an NPC, oldest first, and drops them. */
	public take(npcId: string): ReadonlyArray<string> {
		const events = this.byNpc.get(npcId);
		this.byNpc.delete(npcId);
		return events === undefined ? [] : events.order.mapFiltered((kind) => events.byKind.get(kind));
	}

	public forget(npcId: string): void {
		this.byNpc.delete(npcId);
	}
}
