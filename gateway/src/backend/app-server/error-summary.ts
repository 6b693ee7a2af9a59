import type { Damage, Refused } from "../agents/result.ts";

/** Node's and git's words for a disk that takes nothing more; git often says only that it could not write. */
const DISK =
	/ENOSPC|EDQUOT|EROFS|no space left|quota exceeded|read-only file system|(failed|unable|cannot|could not) to (write|create|update)|(cannot|could not) (write|create|update)/i;
/** What the log, the game and `/readyz` say of it. */
export const DISK_FULL = "the App Server's disk is full";
const MEMORY = /(not|only be used inside) a git repository/i;
/** The second is what the App Server says of a conversation's file that was cut off, and nothing else. */
const CONVERSATION = /^conversation \S+ not found|^unexpected end of json input$/i;

/** What an error of the App Server is about, in words of ours: `pattern` is looked for in its text. */
const CLASSES: ReadonlyArray<readonly [pattern: RegExp, words: string]> = [
	[/unknown model/i, "the App Server does not know the model"],
	[/ENOSPC|EDQUOT|no space left|quota exceeded/i, DISK_FULL],
	[DISK, "the App Server cannot write to its disk: it is full, or closed to it"],
	[MEMORY, "the App Server has lost the agent's memory"],
	[CONVERSATION, "the App Server does not have the agent's conversation"],
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

/** What an error of the App Server says is broken; undefined for an error of the model's provider, and for any other. */
export function damageOf(text: string): Damage | undefined {
	if (STATUS.test(text)) return undefined;
	// A full disk can look like anything else, so it comes first: nothing is thrown away because of it.
	if (DISK.test(text)) return "disk";
	if (MEMORY.test(text)) return "memory";
	return CONVERSATION.test(text) ? "conversation" : undefined;
}

/** A request that the App Server refused with this text. */
export function refusedBy(text: string): Refused {
	const damage = damageOf(text);
	return {
		kind: "refused",
		message: text,
		reason: summaryOf(text),
		isMissing: /not found/i.test(text),
		...(damage && { damage }),
	};
}
