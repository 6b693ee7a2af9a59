/** What a chat-completions request says, as far as the scripted model can read it. */

/** A line that the turn quotes. */
export interface HeardLine {
	readonly speaker: string;
	readonly text: string;
}

export interface TurnReading {
	/** The persona block of the agent's system prompt; empty when the request has none. */
	readonly persona: string;
	/** The location's name: `Cafe`, `near Plaza`, `Outdoors`. */
	readonly location: string | undefined;
	readonly healthPercent: number | undefined;
	/** In words: `talking`, `on your round`. */
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

/** `You are at the Cafe, well, talking. With you: Alex, a visitor in plain clothes; Bram, a neighbour.` */
const SCENE = /^You are (.+?)\. (?:Nobody is with you|With you: (.+))\.$/m;

function companyOf(text: string): string[] {
	const members = SCENE.exec(text)?.[2]?.split("; ") ?? [];
	return members.map((member) => member.replace(/, a (visitor|neighbour)\b.*$/, ""));
}

/** Heard lines look like `Alex says: "hello"`, with anything about the time between `says` and the colon. */
function heardIn(text: string): HeardLine[] {
	return [...text.matchAll(/^(.+?) says(?: [^:"]*)?: "(.*)"\s*$/gm)].map((match) => ({
		speaker: match[1]!.trim(),
		text: match[2]!,
	}));
}

/** The least health of each word, in percent. */
const HEALTH: Readonly<Record<string, number>> = { well: 100, hurt: 50, "badly hurt": 10, dead: 0 };

function locationOf(place: string | undefined): string | undefined {
	if (place === "outdoors") return "Outdoors";
	return place?.replace(/^(near )?(?:at )?(?:the )?/, "$1");
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
	const [place, health = "", currentAction] = SCENE.exec(text)?.[1]?.split(", ") ?? [];
	return {
		persona: personaOf(system),
		location: locationOf(place),
		healthPercent: HEALTH[health],
		currentAction,
		company: companyOf(text),
		heard: heardIn(text),
		earlierReplies: messages.filter((message) => message.role === "assistant").length,
		text,
	};
}
