import { TURN } from "server/constants/rules";

/** What happened to one NPC since its last turn: the latest of each kind, so that it cannot pile up. */
export class TurnEvents {
	private readonly byKind = new Map<string, string>();
	/** Kinds in the order in which they last happened. */
	private order: ReadonlyArray<string> = [];

	/** `kind` names what the event is about (`location`, `company`); `text` is for the agent to read. */
	public add(kind: string, text: string): void {
		const others = this.order.filter((other) => other !== kind);
		const surplus = others.size() + 1 - TURN.maxEvents;
		for (const dropped of others.filter((_, index) => index < surplus)) this.byKind.delete(dropped);
		this.order = [...others.filter((_, index) => index >= surplus), kind];
		this.byKind.set(kind, text);
	}

	public isEmpty(): boolean {
		return this.order.isEmpty();
	}

	/** All of them, oldest first; they are gone then. */
	public take(): ReadonlyArray<string> {
		const texts = this.order.mapFiltered((kind) => this.byKind.get(kind));
		this.byKind.clear();
		this.order = [];
		return texts;
	}
}
