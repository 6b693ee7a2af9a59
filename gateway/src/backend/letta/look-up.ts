import { SpokenText } from "../../text/spoken-text.ts";
import { readText } from "../agents/read-message.ts";

type Message = Readonly<Record<string, unknown>>;

export type LookedUp =
	/** Letta does not list it; it may still be at work on it. */
	| { readonly kind: "absent" }
	/** It has arrived, and the agent is still working on it. */
	| { readonly kind: "working" }
	/** The texts of the answer. */
	| { readonly kind: "answered"; readonly texts: ReadonlyArray<string> };

/** What a turn is known by: the id of its message, and its run as soon as Letta has named it. */
export interface Wanted {
	readonly messageId: string;
	readonly runId: string | undefined;
}

/**
 * Looks for a turn and its answer among an agent's messages. They are listed oldest first or newest first, whatever is asked
 * for, and their dates have ties. What was sent is the first message of its run, so its place tells the direction.
 */
export function lookUp(listed: ReadonlyArray<Message>, { messageId, runId }: Wanted): LookedUp {
	const isUsers = ({ message_type: type }: Message) => type === "user_message";
	const mine = listed.find(
		(message) =>
			isUsers(message) && (message.otid === messageId || (runId !== undefined && message.run_id === runId)),
	);
	if (mine === undefined) return { kind: "absent" };
	const run = listed.filter(({ run_id }) => typeof run_id === "string" && run_id === mine.run_id);
	const answer = (run[0] === mine ? run : [...run].reverse()).filter((message) => message !== mine);
	if (answer.at(-1)?.message_type !== "assistant_message") return { kind: "working" };
	const said = answer.filter(({ message_type: type }) => type === "assistant_message");
	return { kind: "answered", texts: said.map(({ content }) => readText(content)) };
}

/** What is left to say of an answer; undefined if it does not begin as what was said already. */
export function restOf(
	texts: ReadonlyArray<string>,
	said: ReadonlyArray<string>,
	maxSentenceChars: number,
): ReadonlyArray<string> | undefined {
	const spoken = new SpokenText(maxSentenceChars);
	const all = texts.flatMap((text, index) => spoken.push(String(index), text));
	all.push(...spoken.flush());
	return said.every((sentence, index) => all[index] === sentence) ? all.slice(said.length) : undefined;
}
