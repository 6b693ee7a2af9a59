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

/** A sentence that an NPC's agent would say. */
export interface Utterance {
	readonly displayName: string;
	/** Raw. */
	readonly text: string;
	/** The sentences of one turn share the reply's limit. */
	readonly turnId?: string;
	readonly playersInEarshot: number;
	/** What others said that this may answer. */
	readonly recentLines: ReadonlyArray<string>;
	/** Display names in whose name the NPC must not speak. */
	readonly otherNames?: ReadonlyArray<string>;
}

/** Why a sentence is not spoken; for the log. */
export type WithholdReason =
	"silence" | "nobodyListens" | "tooLong" | "markup" | "otherSpeaker" | "echo" | "repeat";

/** What becomes of a sentence. `text` is plain and cleaned. */
export type SpeechDecision =
	| { readonly kind: "speak"; readonly text: string }
	| { readonly kind: "withhold"; readonly reason: WithholdReason };

export interface SpeechOptions {
	/** Characters of one sentence. */
	readonly maxSentenceChars: number;
	/** Characters of one turn's whole reply. */
	readonly maxReplyChars: number;
	/** Seconds within which an NPC does not say the same thing again. */
	readonly repeatSeconds: number;
	/** The same for interjections of one or two words. */
	readonly repeatShortSeconds: number;
	/** Lines of its own that an NPC is checked against. */
	readonly rememberedLines: number;
	/** Words; an NPC may give a shorter line back. */
	readonly minEchoWords: number;
	/** The share of a reply's words that must be the player's for an echo. */
	readonly echoShare: number;
}

interface Said {
	readonly key: string;
	/** Seconds. */
	readonly at: number;
}

/** Stands between what an NPC's agent writes and what the NPC says aloud. Remembers what the NPC said lately. */
export class SpeechGate {
	/** Oldest first. */
	private said: ReadonlyArray<Said> = [];
	private turnId?: string;
	/** Characters of the present turn. */
	private turnChars = 0;

	constructor(private readonly options: SpeechOptions = SPEECH) {}

	/**
	 * Call once for each sentence, in order; the gate remembers those that may be spoken as said. The text filter comes
	 * afterwards.
	 */
	public check(utterance: Utterance, now: number): SpeechDecision {
		// Before anything that costs time by length.
		if (isLongerThan(utterance.text, this.options.maxSentenceChars)) return withhold("tooLong");
		const text = ownWords(utterance);
		if (text === undefined) return withhold("otherSpeaker");
		this.beginTurn(utterance.turnId);
		const reason = this.reasonAgainst(utterance, text, now);
		if (reason !== undefined) return withhold(reason);
		const kept = this.said.filter((_, index) => index > this.said.size() - this.options.rememberedLines);
		this.said = [...kept, { key: repeatKey(text), at: now }];
		this.turnChars += charCount(text);
		return { kind: "speak", text };
	}

	private beginTurn(turnId: string | undefined): void {
		if (turnId !== undefined && this.turnId === turnId) return;
		this.turnId = turnId;
		this.turnChars = 0;
	}

	private reasonAgainst(utterance: Utterance, text: string, now: number): WithholdReason | undefined {
		const { minEchoWords, echoShare, maxReplyChars } = this.options;
		if (isBlank(text) || isSilence(text)) return "silence";
		if (hasMarkup(text)) return "markup";
		if (utterance.recentLines.some((line) => isEcho(text, line, minEchoWords, echoShare))) return "echo";
		if (this.isRepeat(text, now)) return "repeat";
		if (this.turnChars + charCount(text) > maxReplyChars) return "tooLong";
		return utterance.playersInEarshot > 0 ? undefined : "nobodyListens";
	}

	private isRepeat(text: string, now: number): boolean {
		const key = repeatKey(text);
		const seconds = isShort(text) ? this.options.repeatShortSeconds : this.options.repeatSeconds;
		return this.said.some((said) => said.key === key && now - said.at < seconds);
	}
}

/** The words alone, without the NPC's own name before them; undefined where another's name is. */
function ownWords({ text: raw, displayName, otherNames }: Utterance): string | undefined {
	const text = cleanReply(raw);
	const scripted = scriptedSpeaker(text);
	const isOwn = scripted !== undefined && sameName(scripted.speaker, displayName);
	const words = isOwn ? cleanReply(scripted.rest) : text;
	const isOther = (name: string) =>
		speaksFor(words, name) || (!isOwn && scripted !== undefined && sameName(name, scripted.speaker));
	return otherNames?.some(isOther) === true ? undefined : words;
}

function withhold(reason: WithholdReason): SpeechDecision {
	return { kind: "withhold", reason };
}
