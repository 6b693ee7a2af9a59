/** What an error of the App Server is about, in words of ours: `pattern` is looked for in its text. */
const CLASSES: ReadonlyArray<readonly [pattern: RegExp, words: string]> = [
	[/^conversation \S+ not found/i, "the App Server does not have the agent's conversation"],
	[/unknown model/i, "the App Server does not know the model"],
	[/ENOSPC|no space left/i, "the App Server's disk is full"],
	[/ECONNREFUSED|ECONNRESET|ENOTFOUND|fetch failed|connection error/i, "the model cannot be reached"],
	[/context.{0,12}(window|length)/i, "the conversation is too long for the model"],
	[/not found/i, "the App Server does not have it"],
	[/timed? ?out/i, "the model or the App Server took too long"],
];

const STATUS_WORDS: Readonly<Record<number, string>> = {
	400: "it does not take the request",
	401: "it refuses the key",
	402: "it wants to be paid",
	403: "it refuses the key",
	404: "it does not have the model or the address",
	413: "the request is too long",
	429: "it is asked too often, or the quota is spent",
};

/** The App Server passes a provider's error on as `400: …`, alone or somewhere in JSON. */
const STATUS = /(?:^|[\s"'(])([45]\d\d):/;

/**
 * Says what an error of the App Server is about: the provider's status and the kind of error, and nothing of its text. The
 * text may quote the prompt, which holds what players said, and the provider's key.
 */
export function summaryOf(text: string): string {
	const agent = /^agent [\w-]+ not found/i.exec(text);
	if (agent !== null) return agent[0];
	const status = Number(STATUS.exec(text)?.[1]);
	if (status >= 400) {
		const words = STATUS_WORDS[status] ?? (status >= 500 ? "it failed" : "it does not take the request");
		return `the model's provider answered ${status}: ${words}`;
	}
	const found = CLASSES.find(([pattern]) => pattern.test(text));
	return found?.[1] ?? "the App Server reports an error";
}
