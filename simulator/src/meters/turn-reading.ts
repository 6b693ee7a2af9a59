/** Why a turn was sent, as its content shows. */
export interface TurnReading {
	/**
	 * `player`, `npc`: whose line is the last. `own`: the NPC greets, or there is no line. Where the last line is an NPC's
	 * that calls somebody else, the reader only overheard it and answers a player.
	 */
	readonly cause: "player" | "npc" | "own";
	/** The last line of an NPC in it. */
	readonly lastNpc?: { readonly speaker: string; readonly text: string };
	/** Lines that are counted and not quoted. */
	readonly earlier: number;
}

const LINE = /^(.+?) (says|said earlier)(?: \(\d+ seconds ago\))?: "(.*)"$/;

/** How many lines a turn only counts. */
export function earlierLinesIn(content: string): number {
	return Number(/^\((\d+) earlier lines?\)$/m.exec(content)?.[1] ?? 0);
}

/**
 * Reads a turn of a scenario, whose players are all called `Visitor <n>`, or of Willowbrook. `reader` is the display name
 * of the NPC whose turn it is.
 */
export function readTurn(content: string, reader: string): TurnReading {
	const rows = content.split("\n");
	const [company = ""] = rows;
	const isPlayer = (name: string) => name.startsWith("Visitor") || company.includes(`${name}, a visitor`);
	const lines = rows.flatMap((row) => {
		const match = LINE.exec(row);
		return match === null ? [] : [{ speaker: match[1]!, text: match[3]! }];
	});
	const earlier = earlierLinesIn(content);
	const lastNpc = lines.filter(({ speaker }) => !isPlayer(speaker)).at(-1);
	const last = lines.at(-1);
	const isGreeting = rows.some((row) => !LINE.test(row) && row.includes("has come up to you"));
	if (last === undefined) return { cause: "own", lastNpc, earlier };
	const isOverheard =
		lines.some(({ speaker }) => isPlayer(speaker)) && !new RegExp(`\\b${reader}\\b`).test(last.text);
	if (isPlayer(last.speaker) || isOverheard) return { cause: "player", lastNpc, earlier };
	return { cause: isGreeting ? "own" : "npc", lastNpc, earlier };
}
