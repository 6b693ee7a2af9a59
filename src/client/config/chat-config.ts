import { t } from "@rbxts/t";
import { didYouMean } from "shared/text/nearest";

/** What a creator may set for the chat on all clients: the attributes of `ReplicatedStorage.ChatConfig`. */
export interface ChatConfig {
	/** Whether a sound goes with each notice. */
	readonly NoticePing: boolean;
	/** The sound's asset address. */
	readonly NoticePingSoundId: string;
	/** From 0 to 1. */
	readonly NoticePingVolume: number;
	/** Whether an NPC has a typing bubble while its answer is on its way. */
	readonly ThinkingBubbles: boolean;
}

/** A usable config, whatever the attributes hold. */
export interface ParsedChatConfig {
	readonly config: ChatConfig;
	/** One for each wrong key or value: its name, the value and what is allowed. The default takes its place. */
	readonly problems: ReadonlyArray<string>;
}

interface KeyRule<T> {
	readonly check: (value: unknown) => value is T;
	/** Completes "allowed is …". */
	readonly allowed: string;
	readonly default: T;
}

/** No asset's address is longer. */
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
		// Comes with Roblox, so it needs no asset and no permission.
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

/** Bytes of a text that a warning shows. */
const MAX_SHOWN_BYTES = 60;

function describe(value: unknown): string {
	return typeIs(value, "string")
		? `"${value.sub(1, MAX_SHOWN_BYTES)}"`
		: `the ${typeOf(value)} ${tostring(value)}`;
}

/** Checks a creator's attributes. Right values count even beside wrong ones: nobody loses the chat over a typo. */
export function parseChatConfig(attributes: ReadonlyMap<string, unknown>): ParsedChatConfig {
	const problems = new Array<string>();
	for (const [key] of attributes) {
		if (!(KEYS as ReadonlyArray<string>).includes(key))
			problems.push(
				`ChatConfig.${key}: there is no such key${didYouMean(key, KEYS)}, allowed are ${KEYS.join(", ")}`,
			);
	}

	const read = <K extends keyof ChatConfig>(key: K): ChatConfig[K] => {
		const rule: KeyRule<ChatConfig[K]> = RULES[key];
		const value = attributes.get(key);
		if (value === undefined) return rule.default;
		if (rule.check(value)) return value;
		problems.push(
			`ChatConfig.${key}: found ${describe(value)}, allowed is ${rule.allowed}; using ${tostring(rule.default)}`,
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
