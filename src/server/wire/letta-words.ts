/**
 * What an error of Letta's is about, in words of ours: `pattern` is looked for in its text, whatever the case. A pattern is one
 * to Luau and to JavaScript alike: letters, spaces and underscores, `^` at its beginning, `.*`.
 */
export const LETTA_CLASSES: ReadonlyArray<readonly [pattern: string, words: string]> = [
	["^context_window_exceeded", "the conversation is too long for the model"],
	["unique constraint", "it is there already"],
	["waiting for approval", "the agent waits for a tool's result"],
	["another request", "another request is under way"],
	["another transaction", "another request is under way"],
	["handle .* not found", "Letta does not have the model"],
	["no block with label", "the agent does not have the block"],
	["agent .*not found", "Letta does not have the agent"],
	["not found", "Letta does not have it"],
];

export const LETTA_STATUS_WORDS: Readonly<Record<number, string>> = {
	401: "Letta refuses the key",
	402: "Letta wants to be paid",
	403: "Letta refuses the key",
	404: "Letta does not have it",
	408: "Letta took too long",
	409: "another request is under way",
	429: "Letta is asked too often",
};
