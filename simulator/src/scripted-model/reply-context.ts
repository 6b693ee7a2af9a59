import { factsOf, isAbout, nameIn } from "./persona.ts";
import type { TurnReading } from "./read-turn.ts";

/** What a rule of the script has to work with. */
export interface ReplyContext {
	readonly turn: TurnReading;
	/** The NPC's own name, where its persona gives it. */
	readonly name: string | undefined;
	/** Whom it answers. */
	readonly to: string;
	/** What was said, as typed. */
	readonly words: string;
	/** `at the Cafe`, `near the Plaza`, `out here`. */
	readonly place: string;
	/** Who else is there. */
	readonly others: ReadonlyArray<string>;
	/** Chooses one of some phrases: steadily, but not the same one in every turn. */
	readonly pick: <T>(choices: ReadonlyArray<T>) => T;
	/** A sentence of the persona; empty when it has none. */
	readonly fact: string;
	/** The fact is about what was said. */
	readonly factFits: boolean;
}

/** FNV-1a: spreads similar lines over the choices. */
function hash(text: string): number {
	let value = 0x811c9dc5;
	for (const character of text) value = Math.imul(value ^ character.codePointAt(0)!, 0x01000193) >>> 0;
	return value;
}

function placeName(location: string | undefined): string {
	if (location === undefined) return "here";
	if (/^near /i.test(location)) return `near the ${location.slice(5)}`;
	return location === "Outdoors" ? "out here" : `at the ${location}`;
}

/** Lays out a turn for the script. */
export function replyContextOf(turn: TurnReading): ReplyContext {
	const said = turn.heard.at(-1);
	const words = said?.text ?? "";
	const to = said?.speaker ?? turn.company[0] ?? "friend";
	const seed = hash(`${turn.persona}\n${words}`) + turn.earlierReplies;
	const name = nameIn(turn.persona);
	// Who is spoken to is not what is spoken about.
	const topic = name === undefined ? words : words.replaceAll(name, "");
	const facts = factsOf(turn.persona, topic);
	const fitting = facts.filter((fact) => isAbout(fact, topic));
	const choices = fitting.length > 0 ? fitting : facts;
	return {
		turn,
		name,
		to,
		words,
		place: placeName(turn.location),
		others: turn.company.filter((name) => name !== to),
		pick: (phrases) => phrases[seed % phrases.length]!,
		fact: choices[turn.earlierReplies % Math.max(1, choices.length)] ?? "",
		factFits: fitting.length > 0,
	};
}
