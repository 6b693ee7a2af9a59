import type { Action } from "server/rules/behaviour/behaviour";

/** What each NPC is doing, in the words of the status block. Behaviour writes it; everybody else reads it. */
export class NpcActions {
	private readonly actions = new Map<string, Action>();

	/** Asked at every look at an NPC. */
	public readonly of = (npcId: string): Action => this.actions.get(npcId) ?? "Idle";

	public set(npcId: string, action: Action): void {
		this.actions.set(npcId, action);
	}

	public forget(npcId: string): void {
		this.actions.delete(npcId);
	}
}
