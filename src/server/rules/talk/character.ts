import { CHARACTER } from "server/constants/rules";
import { clampUtf8 } from "shared/text/text";

/** What somebody says to an NPC, and how it would answer. */
export interface Example {
	readonly heard: string;
	readonly answer: string;
}

/** What makes an NPC who it is. */
export interface Character {
	readonly displayName: string;
	readonly persona: string;
	/** The name of the location where it lives. */
	readonly home: string;
	readonly examples: ReadonlyArray<Example>;
}

function namesIn(list: ReadonlyArray<string>): string {
	return list.join(", ");
}

/** Who lives where: `Cafe (Mara, you); Smithy (Bram); Plaza`. Sorted, so that it stays the same. */
function townWords(
	own: string,
	people: ReadonlyArray<Pick<Character, "displayName" | "home">>,
	locations: ReadonlyArray<string>,
): string {
	const homes = new Map<string, Array<string>>();
	for (const name of locations) homes.set(name, []);
	for (const { displayName, home } of people) {
		const residents = homes.get(home) ?? [];
		homes.set(home, residents);
		residents.push(displayName === own ? "you" : displayName);
	}
	const places = new Array<string>();
	for (const [place, residents] of homes)
		places.push(residents.isEmpty() ? place : `${place} (${namesIn(residents.sort())})`);
	return places
		.sort()
		.filter((_, index) => index < CHARACTER.maxPlaces)
		.join("; ");
}

function exampleWords({ heard, answer }: Example): string {
	return `To "${heard}" you might say: ${answer}`;
}

/**
 * The text of an agent's persona block: the creator's persona, who is where in town, and how the NPC talks. It is one text,
 * because a model keeps what it has read of a prompt only up to the first change, and this never changes.
 */
export function characterText(
	character: Character,
	people: ReadonlyArray<Pick<Character, "displayName" | "home">>,
	locations: ReadonlyArray<string>,
): string {
	const town = townWords(character.displayName, people, locations);
	const parts = [character.persona];
	if (town !== "") parts.push(clampUtf8(`In town: ${town}.`, CHARACTER.maxTownChars));
	if (!character.examples.isEmpty()) parts.push(character.examples.map(exampleWords).join("\n"));
	return parts.join("\n\n");
}
