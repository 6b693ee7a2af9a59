import { TURN } from "../constants";

/** A line that an NPC heard. */
export interface MailLine {
	readonly speaker: string;
	readonly text: string;
	/** When it was said, seconds. */
	readonly at: number;
	/** It is for this NPC to answer; a line that is only overheard waits for the next turn. */
	readonly wakes: boolean;
}

/** What one turn is about. */
export interface Mail {
	/** Oldest first. */
	readonly lines: ReadonlyArray<MailLine>;
	/** Lines that were too many or too old to quote. */
	readonly earlier: number;
}

/** What is worth quoting; lines and seconds. */
export interface MailboxOptions {
	readonly maxLines: number;
	readonly maxLineAgeSeconds: number;
}

/** One NPC's heard lines: one turn is in flight at a time, and what is heard meanwhile joins the next one. */
export class Mailbox {
	private lines: ReadonlyArray<MailLine> = [];
	private earlier = 0;
	private woken = false;
	private inFlight?: Mail;

	constructor(private readonly options: MailboxOptions = TURN) {}

	public push(line: MailLine): void {
		this.lines = [...this.lines, line];
		this.woken = this.woken || line.wakes;
		this.dropSurplus();
	}

	/** Asks for a turn although nobody spoke: a greeting, an event. */
	public wake(): void {
		this.woken = true;
	}

	/** What the next turn is about, and starts it; undefined while one is in flight or nothing asks for one. */
	public takeNext(now: number): Mail | undefined {
		if (this.inFlight !== undefined || !this.woken) return undefined;
		const lines = this.lines.filter((line) => now - line.at <= this.options.maxLineAgeSeconds);
		const mail = { lines, earlier: this.earlier + this.lines.size() - lines.size() };
		this.lines = [];
		this.earlier = 0;
		this.woken = false;
		this.inFlight = mail;
		return mail;
	}

	/** The turn in flight has ended. */
	public done(): void {
		this.inFlight = undefined;
	}

	/** The turn in flight never reached its agent: its lines go back, before those heard since, and ask again. */
	public giveBack(): void {
		const mail = this.inFlight;
		if (mail === undefined) return;
		this.inFlight = undefined;
		this.lines = [...mail.lines, ...this.lines];
		this.earlier += mail.earlier;
		this.woken = true;
		this.dropSurplus();
	}

	public isBusy(): boolean {
		return this.inFlight !== undefined;
	}

	/** Lines waiting. */
	public size(): number {
		return this.lines.size();
	}

	private dropSurplus(): void {
		const surplus = this.lines.size() - this.options.maxLines;
		if (surplus <= 0) return;
		this.lines = this.lines.filter((_, index) => index >= surplus);
		this.earlier += surplus;
	}
}
