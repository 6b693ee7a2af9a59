import type { EntityId } from "server/rules/space/entity";
import { nameAsRead } from "./group-names";

/** How the names of all NPCs read that have a body now. */
export class NpcNames {
	public readonly read = new Set<string>();
	private readonly byId = new Map<EntityId, string>();

	/**
	 * The NPC has this display name; undefined: it has no body. Returns the names that nobody had before, or nobody has any
	 * more: players of these names are called otherwise from now on.
	 */
	public set(id: EntityId, displayName: string | undefined): ReadonlyArray<string> {
		const before = this.byId.get(id);
		const after = displayName === undefined ? undefined : nameAsRead(displayName);
		if (before === after) return [];
		const changed = new Array<string>();
		if (after === undefined) this.byId.delete(id);
		else this.byId.set(id, after);
		if (after !== undefined && !this.read.has(after)) {
			this.read.add(after);
			changed.push(after);
		}
		if (before !== undefined && !this.isUsed(before)) {
			this.read.delete(before);
			changed.push(before);
		}
		return changed;
	}

	private isUsed(name: string): boolean {
		for (const [, other] of this.byId) if (other === name) return true;
		return false;
	}
}
