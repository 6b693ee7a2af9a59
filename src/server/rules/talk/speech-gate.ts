import { SPEECH } from "server/constants/rules";
import {
	cleanReply,
	hasMarkup,
	isEcho,
	isLongerThan,
	isShort,
	isSilence,
	repeatKey,
	sameName,
	scriptedSpeaker,
	speaksFor,
} from "./speech-rules";
import { charCount, isBlank } from "shared/text/text";

export { isFilteredAway } from "./speech-rules";

/** A sentence that an NPC's agent would say. */
export interface Utterance {
	readonly npcId: string;
	readonly displayName: string;
	/** Raw. */
	readonly text: string;
	/** The sentences of one turn share the reply's limit. */
	readonly turnId?: string;
	readonly playersInEarshot: number;
	/** What others said that this may answer. */
	readonly recentLines: ReadonlyArray<string>;
	/** Display names in whose name it must not speak. */
	readonly otherNames?: ReadonlyArray<string>;
}

/** Why a sentence is not spoken; for the log. */
export type WithholdReason =
	"silence" | "nobodyListens" | "tooLong" | "markup" | "otherSpeaker" | "echo" | "repeat";

/** What becomes of a sentence. `text` is plain and cleaned. */
export type SpeechDecision =
	| { readonly kind: "speak"; readonly text: string }
	| { readonly kind: "withhold"; readonly reason: WithholdReason };

/** Remembers, for each NPC, what it said lately. */
export interface SpeechGate {
	/** Call once for each sentence, in order; what may be spoken is taken to be. The text still has to be filtered. */
	readonly check: (utterance: Utterance, now: number) => SpeechDecision;
	readonly forget: (npcId: string) => void;
}

/** The numbers of `SPEECH`. */
export type SpeechOptions = Readonly<typeof SPEECH>;

interface Said {
	readonly key: string;
	readonly at: number;
}

interface Memory {
	/** Oldest first. */
	said: ReadonlyArray<Said>;
	turnId?: string;
	/** Characters of the present turn. */
	turnChars: number;
}

/** Stands between what an agent writes and what is said aloud. */
export function createSpeechGate(options: SpeechOptions = SPEECH): SpeechGate {
	const memories = new Map<string, Memory>();

	function memoryOf(npcId: string, turnId: string | undefined): Memory {
		const known = memories.get(npcId);
		if (known === undefined) {
			const created: Memory = { said: [], turnId, turnChars: 0 };
			memories.set(npcId, created);
			return created;
		}
		if (turnId === undefined || known.turnId !== turnId) {
			known.turnId = turnId;
			known.turnChars = 0;
		}
		return known;
	}

	/** The words alone, without the NPC's own name before them; undefined where another's is. */
	function ownWords(utterance: Utterance): string | undefined {
		const text = cleanReply(utterance.text);
		const scripted = scriptedSpeaker(text);
		const isOwn = scripted !== undefined && sameName(scripted.speaker, utterance.displayName);
		const words = isOwn ? cleanReply(scripted.rest) : text;
		const isOther = (name: string) =>
			speaksFor(words, name) || (!isOwn && scripted !== undefined && sameName(name, scripted.speaker));
		return utterance.otherNames?.some(isOther) === true ? undefined : words;
	}

	function isRepeat(memory: Memory, text: string, now: number): boolean {
		const key = repeatKey(text);
		const seconds = isShort(text) ? options.repeatShortSeconds : options.repeatSeconds;
		return memory.said.some((said) => said.key === key && now - said.at < seconds);
	}

	function reasonAgainst(
		utterance: Utterance,
		text: string,
		memory: Memory,
		now: number,
	): WithholdReason | undefined {
		if (isBlank(text) || isSilence(text)) return "silence";
		if (hasMarkup(text)) return "markup";
		const isRepeated = (line: string) => isEcho(text, line, options.minEchoWords, options.echoShare);
		if (utterance.recentLines.some(isRepeated)) return "echo";
		if (isRepeat(memory, text, now)) return "repeat";
		if (memory.turnChars + charCount(text) > options.maxReplyChars) return "tooLong";
		return utterance.playersInEarshot > 0 ? undefined : "nobodyListens";
	}

	return {
		check: (utterance, now) => {
			// Before anything that costs time by length.
			if (isLongerThan(utterance.text, options.maxSentenceChars)) return withhold("tooLong");
			const text = ownWords(utterance);
			if (text === undefined) return withhold("otherSpeaker");
			const memory = memoryOf(utterance.npcId, utterance.turnId);
			const reason = reasonAgainst(utterance, text, memory, now);
			if (reason !== undefined) return withhold(reason);
			const kept = memory.said.filter((_, index) => index > memory.said.size() - options.rememberedLines);
			memory.said = [...kept, { key: repeatKey(text), at: now }];
			memory.turnChars += charCount(text);
			return { kind: "speak", text };
		},
		forget: (npcId) => {
			memories.delete(npcId);
		},
	};
}

function withhold(reason: WithholdReason): SpeechDecision {
	return { kind: "withhold", reason };
}
