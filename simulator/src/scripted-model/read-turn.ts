/** What a chat-completions request says, as far as the scripted model can read it. */

/** A line of the turn's `[heard]` part. */
export interface HeardLine {
	readonly speaker: string;
	readonly text: string;
}

export interface TurnReading {
	/** The persona block of the agent's system prompt; empty when the request has none. */
	readonly persona: string;
	/** The location's name in the status line. */
	readonly location: string | undefined;
	readonly healthPercent: number | undefined;
	readonly currentAction: string | undefined;
	/** Display names, without their descriptions. */
	readonly company: ReadonlyArray<string>;
	readonly heard: ReadonlyArray<HeardLine>;
	/** How many replies of the agent the request carries: 0 in an agent's first turn. */
	readonly earlierReplies: number;
	/** The newest user message as it came, without what the App Server adds to it. */
	readonly text: string;
}

/** The part of an OpenAI chat-completions body that is read; everything else is only recorded. */
export interface ChatCompletionBody {
	readonly model?: string;
	readonly stream?: boolean;
	readonly messages?: ReadonlyArray<ChatMessage>;
}

interface ChatMessage {
	readonly role: string;
	readonly content?: string | ReadonlyArray<{ readonly type: string; readonly text?: string }> | null;
}

/** Where a reply must not look: text that the App Server puts into the user message by itself. */
const SYSTEM_REMINDER = /<system-reminder>[\s\S]*?<\/system-reminder>/g;

function textOf(message: ChatMessage): string {
	const { content } = message;
	if (typeof content === "string") return content;
	return (content ?? []).map((part) => part.text ?? "").join("\n");
}

/**
 * The App Server renders the `persona` block as `<self>`, led by a `<projection>` element; a plain
 * `<persona>` element is read too. The prompt around it may speak of `<self>`: the innermost pair is the block.
 */
function personaOf(system: string): string {
	const block = /<(self|persona)>((?:(?!<\1>)[\s\S])*?)<\/\1>/.exec(system)?.[2] ?? "";
	return block
		.replace(/<(projection|description)>[\s\S]*?<\/\1>/g, "")
		.replace(/^\s*---[\s\S]*?---/, "")
		.trim();
}

function companyOf(text: string): string[] {
	const line = /^with you:\s*(.+)$/m.exec(text)?.[1] ?? "";
	return line
		.replace(/\([^()]*\)/g, "")
		.split(",")
		.map((name) => name.trim())
		.filter((name) => name !== "" && name.toLowerCase() !== "nobody");
}

/** Heard lines look like `Alex says: "hello"`, with anything about the time between `says` and the colon. */
function heardIn(text: string): HeardLine[] {
	return [...text.matchAll(/^(.+?) says(?: [^:"]*)?: "(.*)"\s*$/gm)].map((match) => ({
		speaker: match[1]!.trim(),
		text: match[2]!,
	}));
}

function statusField(text: string, key: string): string | undefined {
	const line = /^status:\s*(.+)$/m.exec(text)?.[1];
	const field = line?.split("|").find((part) => part.trim().startsWith(`${key}:`));
	return field?.slice(field.indexOf(":") + 1).trim();
}

/** Reads the turn out of a request; never throws, whatever the request holds. */
export function readTurn(body: ChatCompletionBody): TurnReading {
	const messages = body.messages ?? [];
	const system = messages
		.filter((message) => message.role === "system")
		.map(textOf)
		.join("\n");
	const newest = messages.filter((message) => message.role === "user").at(-1);
	const text = newest === undefined ? "" : textOf(newest).replace(SYSTEM_REMINDER, "").trim();
	const health = Number.parseFloat(statusField(text, "health") ?? "");
	return {
		persona: personaOf(system),
		location: statusField(text, "location"),
		healthPercent: Number.isFinite(health) ? health : undefined,
		currentAction: statusField(text, "current_action"),
		company: companyOf(text),
		heard: heardIn(text),
		earlierReplies: messages.filter((message) => message.role === "assistant").length,
		text,
	};
}
