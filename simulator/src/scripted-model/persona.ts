/** The persona's sentences, told by the NPC itself, so that a reply shows what the request really held. */

const FIRST_PERSON: ReadonlyArray<readonly [RegExp, string]> = [
	[/\byou are\b/gi, "I am"],
	[/\byou were\b/gi, "I was"],
	[/\byourself\b/gi, "myself"],
	[/\byours\b/gi, "mine"],
	[/\byour\b/gi, "my"],
	// After a preposition or a verb with an object the pronoun is an object; everywhere else a subject is meant.
	[/\b(to|with|for|of|at|about|from|around|near|by|calls?|asks?|tells?|knows?) you\b/gi, "$1 me"],
	[/\byou\b/gi, "I"],
];

/** How an NPC speaks and what it is like are for it to show: nobody says them of themselves. */
const MANNER =
	/\b(speak|talk|answer|reply|respond|sentences?|I (say|call|season|pretend|am (a man|warm|jolly|gentle|shy))|stay in character|never|do not|don't|am not|also|that story)\b/i;

function tellable(persona: string): string[] {
	const isAddressed = /\byou are\b/i.test(persona) && !/\bI am\b/.test(persona);
	const sentences = persona.match(/[^.!?\n]+[.!?]/g) ?? [];
	return sentences
		.map((sentence) => sentence.trim())
		.map((sentence) =>
			isAddressed
				? FIRST_PERSON.reduce((text, [pattern, by]) => text.replace(pattern, by), sentence)
				: sentence,
		)
		.map((sentence) => sentence.charAt(0).toUpperCase() + sentence.slice(1))
		.filter((sentence) => /^(I|My)\b/.test(sentence) && !MANNER.test(sentence) && !sentence.includes('"'));
}

/** Words that carry a meaning, cut to a stem: `bake` and `baked` share one, `books` and `bookshelf` too, and `there` has none. */
function stems(text: string): Set<string> {
	const common =
		/^(about|there|would|could|should|please|really|think|what|your|best|most|have|with|that|this|know|tell)$/;
	const words = text.toLowerCase().match(/\p{L}{4,}/gu) ?? [];
	return new Set(
		words
			.filter((word) => !common.test(word))
			.map((word) => word.replace(/(ing|ed|es|s|e)$/, "").slice(0, 5)),
	);
}

/**
 * What the persona says of the NPC, a sentence each, in the first person, written as `I …` or as `You …`;
 * those that share a word with `topic` come first.
 */
export function factsOf(persona: string, topic: string): string[] {
	const wanted = stems(topic);
	const shared = (fact: string) => [...stems(fact)].filter((stem) => wanted.has(stem)).length;
	return tellable(persona)
		.map((fact) => ({ fact, score: shared(fact) }))
		.sort((a, b) => b.score - a.score)
		.map(({ fact }) => fact);
}

/** Whether a sentence of the persona shares a word with the topic. */
export function isAbout(fact: string, topic: string): boolean {
	const wanted = stems(topic);
	return [...stems(fact)].some((stem) => wanted.has(stem));
}

/** The NPC's name, where the persona gives it; undefined otherwise. */
export function nameIn(persona: string): string | undefined {
	return /(?:\b[Yy]ou are|\bI am|\bI'm|\b[Mm]y name is|\b[Nn]ame:|\b[Yy]our name is)\s+([A-Z][\p{L}'-]+)/u.exec(
		persona,
	)?.[1];
}
