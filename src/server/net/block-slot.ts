import type { LateText } from "server/rules/text/late-text";

/**
 * How soon a change has to be written: `urgent` at once, `normal` with the next step, `patient` the same but it may wait to
 * share a request, `lazy` along with another change or before the agent's next turn.
 */
export type WriteUrgency = "urgent" | "normal" | "patient" | "lazy";

const RANKS: Readonly<Record<WriteUrgency, number>> = { urgent: 3, normal: 2, patient: 1, lazy: 0 };

/** What a block should say, and how far that has got. */
export interface BlockState {
	readonly label: string;
	readonly value: string;
	/** The revision of the last write; 0 before the first. */
	readonly rev: number;
	/** `stored`: the back end has confirmed the value. */
	readonly state: "unsent" | "sent" | "stored";
}

/** One write, without the NPC. */
export interface SlotWrite {
	readonly label: string;
	readonly value: string;
	/** Rises with every write of this (npc, label). */
	readonly rev: number;
	/** It holds news that cannot wait, as when somebody has left a group. */
	readonly urgent: boolean;
	/** It may wait a little to share a request. */
	readonly patient: boolean;
}

/** One block of one NPC: what it should say, and how much of that the back end has. Makes no text that is not sent. */
export class BlockSlot {
	private value?: LateText;
	/** The most pressing of all changes since the last write. */
	private urgency: WriteUrgency = "lazy";
	private rev = 0;
	/** What was sent last; undefined if the back end may have lost it. */
	private sent?: LateText;
	private sentAt = -math.huge;
	/** What was sent last was urgent. */
	private sentUrgent = false;
	private storedRev = 0;

	constructor(public readonly label: string) {}

	/** Returns whether that replaces a value that was still to be sent. */
	public want(value: LateText, urgency: WriteUrgency): boolean {
		const replaces = this.isUnsent() && !value.isKnownAs(this.value);
		this.value = value;
		if (!this.isUnsent()) this.urgency = "lazy";
		else if (RANKS[urgency] > RANKS[this.urgency]) this.urgency = urgency;
		return replaces;
	}

	/** True also for a text that may turn out to be what was sent. */
	public isUnsent(): boolean {
		return this.value !== undefined && !this.value.isKnownAs(this.sent);
	}

	/**
	 * Whether it should be sent: it has changed, and it is urgent or the last write is long enough ago. Whether that has arrived
	 * does not matter: the gateway confirms it when it has something else to say, and the way there keeps only the latest value.
	 */
	public isDue(now: number, intervalSeconds: number): boolean {
		if (!this.isUnsent() || this.urgency === "lazy") return false;
		return this.urgency === "urgent" || this.sent === undefined || now - this.sentAt >= intervalSeconds;
	}

	/** Gives the latest value, as the next revision, and counts it as sent; undefined if it says what was sent last. */
	public take(now: number): SlotWrite | undefined {
		const { value, label } = this;
		const text = value?.read();
		if (text === undefined || !this.isUnsent()) {
			this.urgency = "lazy";
			return undefined;
		}
		const urgent = this.urgency === "urgent";
		const patient = this.urgency === "patient";
		this.rev += 1;
		this.sent = value;
		this.sentAt = now;
		this.sentUrgent = urgent;
		this.urgency = "lazy";
		return { label, value: text, rev: this.rev, urgent, patient };
	}

	public markStored(rev: number): void {
		this.storedRev = math.max(this.storedRev, rev);
	}

	/** The present value and how far it has got. */
	public read(): BlockState {
		const value = this.value?.read() ?? "";
		return { label: this.label, value, rev: this.rev, state: this.state() };
	}

	public isStored(): boolean {
		return this.state() === "stored";
	}

	/** The back end may have lost it. */
	public lose(): void {
		// News that never arrived is still as urgent.
		if (this.sentUrgent && this.storedRev !== this.rev) this.urgency = "urgent";
		else if (this.urgency === "lazy") this.urgency = "normal";
		this.sent = undefined;
	}

	private state(): BlockState["state"] {
		if (this.isUnsent()) return "unsent";
		return this.storedRev === this.rev ? "stored" : "sent";
	}
}
