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
	return asRead(cleanDisplayName(name));
}

function asRead(clean: string): string {
	return plainLetters(clean).gsub("[%s_]+", "_")[0];
}

/** A display name: clean, and as it reads. */
export interface ReadName {
	readonly clean: string;
	readonly asRead: string;
}

/** Names that are kept: more than a server has people. */
const MAX_KEPT = 2000;

/** Reads display names, each once: to clean one and to compare it with others costs more than anything else in a group. */
export class NameReader {
	private readonly known = new Map<string, ReadName>();

	public read(displayName: string): ReadName {
		const known = this.known.get(displayName);
		if (known !== undefined) return known;
		if (this.known.size() >= MAX_KEPT) this.known.clear();
		const clean = cleanDisplayName(displayName);
		const name = { clean, asRead: asRead(clean) };
		this.known.set(displayName, name);
		return name;
	}
}

/** A player's name that reads like an NPC's or like a word of ours says that it is a player's. */
export function nameOfPlayer({ clean, asRead }: ReadName, npcNames: ReadonlySet<string>): string {
	return npcNames.has(asRead) || OUR_WORDS.has(asRead) ? `${clean} (player)` : clean;
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
