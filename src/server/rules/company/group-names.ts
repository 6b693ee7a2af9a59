import { GROUPS } from "server/constants/rules";
import type { EntityId } from "server/rules/space/entity";
import { plainLetters } from "server/rules/text/plain-letters";
import { plainQuotes } from "server/rules/text/plain-quotes";
import { clampUtf8, isBlank, stripControl, trim } from "shared/text/text";

/** The key under which a group block lists departed members; no member gets it as a name. */
export const RECENTLY_LEFT_KEY = "recently_left";

/** The name of a member without one. */
export const NAMELESS = "Someone";

/** Marks of the structure of turns and blocks. Turns never hold them in a name, so blocks must not either. */
const MARKS = "[%[%]{}<>|\\:]";

/** Words with which turns and blocks speak of themselves. A player of that name is called `Nobody (player)`. */
const OUR_WORDS: ReadonlySet<string> = new Set(
	(
		"nobody somebody everyone you me world heard event status location health system server game narrator " +
		"assistant user human player npc ai recently_left"
	).split(" "),
);

/** A display name as agents read it: one line, capped, never empty, without marks of structure. */
export function cleanDisplayName(displayName: string): string {
	let name = plainQuotes(stripControl(displayName).gsub(MARKS, " ")[0]);
	name = trim(clampUtf8(trim(name.gsub(" +", " ")[0]), GROUPS.maxNameChars));
	return isBlank(name) ? NAMELESS : name;
}

/** A name as it reads: equal for names that differ in case, accents or the spaces between words. */
export function nameAsRead(name: string): string {
	return plainLetters(cleanDisplayName(name)).gsub("[%s_]+", "_")[0];
}

/** A player's name that reads like an NPC's or like a word of ours says that it is a player's. */
export function nameOfPlayer(name: string, npcNames: ReadonlySet<string>): string {
	const read = nameAsRead(name);
	return npcNames.has(read) || OUR_WORDS.has(read) ? `${name} (player)` : name;
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

	/** @param ownName the NPC's whose group it is: no member gets it */
	constructor(ownName?: string) {
		if (ownName !== undefined) this.taken.add(cleanDisplayName(ownName));
	}

	public keyOf(id: EntityId): string | undefined {
		return this.keys.get(id);
	}

	/** The name that `take` would give. */
	public freeKey(name: string): string {
		let key = name;
		for (let count = 2; this.taken.has(key); count++) key = `${name} (${count})`;
		return key;
	}

	/** @param name a clean one */
	public take(id: EntityId, name: string): string {
		const key = this.freeKey(name);
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
