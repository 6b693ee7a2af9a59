import { t } from "@rbxts/t";

/** What a creator may set of the chat on every client: the attributes of `ReplicatedStorage.ChatConfig`. */
export interface ChatConfig {
	/** Whether a sound goes with each notice of the game. */
	readonly NoticePing: boolean;
	/** The sound's asset. */
	readonly NoticePingSoundId: string;
	/** From 0 to 1. */
	readonly NoticePingVolume: number;
	/** Whether an NPC whose answer is being written has a typing bubble. */
	readonly ThinkingBubbles: boolean;
}

export interface ParsedChatConfig {
	readonly config: ChatConfig;
	/** One for each wrong key or value, naming it, what was found and what is allowed; the default is used instead. */
	readonly problems: ReadonlyArray<string>;
}

interface KeyRule<T> {
	readonly check: (value: unknown) => value is T;
	/** Completes "allowed is …". */
	readonly allowed: string;
	readonly default: T;
}

/** Longer than any asset's address. */
const MAX_SOUND_ID_BYTES = 200;

const isSoundId = (value: unknown): value is string =>
	typeIs(value, "string") &&
	value.size() <= MAX_SOUND_ID_BYTES &&
	(value.match("^rbxassetid://%d+$")[0] !== undefined ||
		value.match("^rbxasset://[%w_/%-%.]+$")[0] !== undefined);

const RULES: { readonly [K in keyof ChatConfig]: KeyRule<ChatConfig[K]> } = {
	NoticePing: { check: t.boolean, allowed: "true or false", default: false },
	NoticePingSoundId: {
		check: isSoundId,
		allowed: "rbxassetid:// and a number, or rbxasset:// and a path",
		// Comes with Roblox, so that it needs no asset and no permission.
		default: "rbxasset://sounds/electronicpingshort.wav",
	},
	NoticePingVolume: { check: t.numberConstrained(0, 1), allowed: "a number from 0 to 1", default: 0.5 },
	ThinkingBubbles: { check: t.boolean, allowed: "true or false", default: true },
};

const KEYS: ReadonlyArray<keyof ChatConfig> = [
	"NoticePing",
	"NoticePingSoundId",
	"NoticePingVolume",
	"ThinkingBubbles",
];

/** Of a text in a warning. */
const MAX_SHOWN_BYTES = 60;

function describe(value: unknown): string {
	return typeIs(value, "string")
		? `"${value.sub(1, MAX_SHOWN_BYTES)}"`
		: `the ${typeOf(value)} ${tostring(value)}`;
}

/** Checks the attributes as a creator set them. A client goes on with what is right: nobody loses the chat over a typo. */
export function parseChatConfig(attributes: ReadonlyMap<string, unknown>): ParsedChatConfig {
	const problems = new Array<string>();
	for (const [key] of attributes) {
		if (!(KEYS as ReadonlyArray<string>).includes(key))
			problems.push(`ChatConfig.${key}: there is no such key, allowed are ${KEYS.join(", ")}`);
	}

	const read = <K extends keyof ChatConfig>(key: K): ChatConfig[K] => {
		const rule: KeyRule<ChatConfig[K]> = RULES[key];
		const value = attributes.get(key);
		if (value === undefined) return rule.default;
		if (rule.check(value)) return value;
		problems.push(
			`ChatConfig.${key}: found ${describe(value)}, allowed is ${rule.allowed}; ${tostring(rule.default)} is used`,
		);
		return rule.default;
	};

	const config = {
		NoticePing: read("NoticePing"),
		NoticePingSoundId: read("NoticePingSoundId"),
		NoticePingVolume: read("NoticePingVolume"),
		ThinkingBubbles: read("ThinkingBubbles"),
	};
	return { config: table.freeze(config), problems: problems.sort() };
}
