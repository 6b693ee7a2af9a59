/** English words that stand in most English sentences, and in few others. */
const ENGLISH: ReadonlySet<string> = new Set(
	(
		"the you your i'm i i'll it's is are was not have has do don't can will what where how this that here there with and of for " +
		"to my we they please thank thanks hello good morning day yes of course welcome friend today"
	).split(" "),
);

export const hasEnglish = (words: ReadonlyArray<string>): boolean => words.some((word) => ENGLISH.has(word));
