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

interface Residents {
	readonly place: string;
	readonly names: ReadonlyArray<string>;
	/** `Smithy (Bram)`, for everybody who does not live there. */
	readonly words: string;
}

function placeWords(place: string, names: ReadonlyArray<string>): string {
	return names.isEmpty() ? place : `${place} (${[...names].sort().join(", ")})`;
}

/** Who lives where: the same for all NPCs of a town, however many there are. */
export class TownPeople {
	private readonly residents: ReadonlyArray<Residents>;

	constructor(
		people: ReadonlyArray<Pick<Character, "displayName" | "home">>,
		locations: ReadonlyArray<string>,
	) {
		const homes = new Map<string, Array<string>>();
		for (const name of locations) homes.set(name, []);
		for (const { displayName, home } of people) {
			const names = homes.get(home) ?? [];
			homes.set(home, names);
			names.push(displayName);
		}
		const residents = new Array<Residents>();
		for (const [place, names] of homes) residents.push({ place, names, words: placeWords(place, names) });
		this.residents = residents;
	}

	/** `Cafe (Mara, you); Smithy (Bram); Plaza`. Sorted, so that it stays the same. */
	public wordsFor(own: string): string {
		return this.residents
			.map(({ place, names, words }) =>
				names.includes(own)
					? placeWords(
							place,
							names.map((name) => (name === own ? "you" : name)),
						)
					: words,
			)
			.sort()
			.filter((_, index) => index < CHARACTER.maxPlaces)
			.join("; ");
	}
}

function exampleWords(name: string, { heard, answer }: Example): string {
	return `Somebody says: "${heard}"\n${name} answers: ${answer}`;
}

/**
 * The text of an agent's persona block: the creator's persona, who is where in town, and how the NPC talks. It is one text,
 * because a model keeps what it has read of a prompt only up to the first change, and this never changes.
 */
export function characterText(character: Character, people: TownPeople): string {
	const { displayName, persona, examples } = character;
	const town = people.wordsFor(displayName);
	// A persona says "I": a small model takes it for the words of whoever writes to it, unless it is told whose they are.
	const parts = [`You are ${displayName}. You tell of yourself:\n${persona}`];
	if (town !== "") parts.push(clampUtf8(`In town: ${town}.`, CHARACTER.maxTownChars));
	if (!examples.isEmpty())
		parts.push(
			["How you talk:", ...examples.map((example) => exampleWords(displayName, example))].join("\n"),
		);
	return parts.join("\n\n");
}
