import { SPEECH } from "server/constants/rules";
import { isShort, repeatKey } from "server/rules/reply/echo";
import type { ReplyFault } from "server/rules/reply/reply-gate";
import { charCount } from "shared/text/text";

/** A sentence that the reply gate has let through, when its time has come. */
export interface Utterance {
	/** Plain and cleaned. */
	readonly text: string;
	/** The sentences of one turn share the reply's limit. */
	readonly turnId?: string;
	readonly playersInEarshot: number;
}

/** Why a sentence is not spoken; for the log. */
export type WithholdReason = ReplyFault | "nobodyListens" | "repeat";

/** What becomes of a sentence. */
export type SpeechDecision =
	{ readonly kind: "speak" } | { readonly kind: "withhold"; readonly reason: WithholdReason };

export interface SpeechOptions {
	/** Characters of one turn's whole reply. */
	readonly maxReplyChars: number;
	/** Seconds within which an NPC does not say the same thing again. */
	readonly repeatSeconds: number;
	/** The same for interjections of one or two words. */
	readonly repeatShortSeconds: number;
	/** Lines of its own that an NPC is checked against. */
	readonly rememberedLines: number;
}

interface Said {
	readonly key: string;
	/** Seconds. */
	readonly at: number;
}

/** Decides, when its time has come, whether a sentence is spoken: by who listens, and by what the NPC said lately. */
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
		this.beginTurn(utterance.turnId);
		const reason = this.reasonAgainst(utterance, now);
		if (reason !== undefined) return { kind: "withhold", reason };
		const { text } = utterance;
		const kept = this.said.filter((_, index) => index > this.said.size() - this.options.rememberedLines);
		this.said = [...kept, { key: repeatKey(text), at: now }];
		this.turnChars += charCount(text);
		return { kind: "speak" };
	}

	private beginTurn(turnId: string | undefined): void {
		if (turnId !== undefined && this.turnId === turnId) return;
		this.turnId = turnId;
		this.turnChars = 0;
	}

	private reasonAgainst({ text, playersInEarshot }: Utterance, now: number): WithholdReason | undefined {
		if (this.isRepeat(text, now)) return "repeat";
		if (this.turnChars + charCount(text) > this.options.maxReplyChars) return "tooLong";
		return playersInEarshot > 0 ? undefined : "nobodyListens";
	}

	private isRepeat(text: string, now: number): boolean {
		const key = repeatKey(text);
		const seconds = isShort(text) ? this.options.repeatShortSeconds : this.options.repeatSeconds;
		return this.said.some((said) => said.key === key && now - said.at < seconds);
	}
}
