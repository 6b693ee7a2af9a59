import type { Clock } from "server/ports";
import { PACING } from "server/constants/rules";
import { charCount } from "shared/text/text";

export interface PacingOptions {
	/** Seconds to glance at a bubble. */
	readonly baseSeconds: number;
	/** Characters that a player reads in a second. */
	readonly charsPerSecond: number;
	/** Bounds of the seconds until the next sentence. */
	readonly minSeconds: number;
	readonly maxSeconds: number;
}

/** Seconds to read a line over a head before the next one covers it. */
export function readingSeconds(text: string, options: PacingOptions = PACING): number {
	const seconds = options.baseSeconds + charCount(text) / options.charsPerSecond;
	return math.clamp(seconds, options.minSeconds, options.maxSeconds);
}

/** `say` says a sentence and returns what was said, if anything. `onSaid` is called when all before it has been said. */
type Item =
	| { readonly kind: "sentence"; readonly say: () => string | undefined }
	| { readonly kind: "end"; readonly onSaid: () => void };

/** Says the sentences of one NPC one after the other, each when players have read the one before. */
export class SpeechPacer {
	private waiting = new Array<Item>();
	/** When players have read what was last said, seconds. */
	private freeAt = -math.huge;
	private stopTimer?: () => void;

	constructor(private readonly clock: Pick<Clock, "now" | "after">) {}

	/** Calls `say` when it is this sentence's turn: immediately if the NPC has said nothing lately. */
	public push(say: () => string | undefined): void {
		this.add({ kind: "sentence", say });
	}

	/** Calls back when every sentence pushed so far has had its turn. */
	public whenSaid(onSaid: () => void): void {
		this.add({ kind: "end", onSaid });
	}

	/** Seconds for which it needs no further sentence. */
	public spareSeconds(): number {
		const unread = this.waiting.filter(({ kind }) => kind === "sentence").size();
		return math.max(0, this.freeAt - this.clock.now()) + unread * PACING.minSeconds;
	}

	/** Drops the sentences that have not been said, and the callbacks that wait for them. */
	public clear(): void {
		this.waiting = [];
		this.stopTimer?.();
		this.stopTimer = undefined;
	}

	private add(item: Item): void {
		this.waiting.push(item);
		if (this.stopTimer === undefined) this.run();
	}

	private run(): void {
		this.stopTimer = undefined;
		while (!this.waiting.isEmpty()) {
			const wait = this.freeAt - this.clock.now();
			if (wait > 0 && this.waiting[0].kind === "sentence") {
				this.stopTimer = this.clock.after(wait, () => this.run());
				return;
			}
			this.handle(this.waiting.shift() as Item);
		}
	}

	private handle(item: Item): void {
		if (item.kind === "end") return item.onSaid();
		const said = item.say();
		if (said !== undefined) this.freeAt = this.clock.now() + readingSeconds(said);
	}
}
