import { GROUPS } from "server/constants/rules";
import type { EntityId } from "server/rules/space/entity";
import { clampUtf8, isBlank, stripControl, trim } from "shared/text/text";

/** The key under which a group block lists departed members; no member gets it as a name. */
export const RECENTLY_LEFT_KEY = "recently_left";

/** The name of a member without one. */
export const NAMELESS = "Someone";

/** A display name as agents read it: one line, capped, never empty. */
export function cleanDisplayName(displayName: string): string {
	const name = trim(clampUtf8(stripControl(displayName), GROUPS.maxNameChars));
	return isBlank(name) ? NAMELESS : name;
}

/** An appearance as agents read it: one line, capped. */
export function cleanAppearance(appearance: string): string {
	return trim(clampUtf8(stripControl(appearance), GROUPS.maxAppearanceChars));
}

/**
 * Gives each member of a group a name of its own, because display names are not unique in Roblox. The second `Alex` is
 * `Alex (2)`, and keeps that name until it leaves.
 */
export class GroupNames {
	private readonly keys = new Map<EntityId, string>();
	private readonly taken = new Set([RECENTLY_LEFT_KEY]);

	public keyOf(id: EntityId): string | undefined {
		return this.keys.get(id);
	}

	/** @param name a clean one */
	public take(id: EntityId, name: string): string {
		let key = name;
		for (let count = 2; this.taken.has(key); count++) key = `${name} (${count})`;
		this.keys.set(id, key);
		this.taken.add(key);
		return key;
	}

	public release(id: EntityId): void {
		const key = this.keys.get(id);
		if (key === undefined) return;
		this.keys.delete(id);
		this.taken.delete(key);
	}
}
