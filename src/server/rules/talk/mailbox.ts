import { TURN } from "server/constants/rules";

/** A line that an NPC heard. */
export interface MailLine {
	readonly speaker: string;
	readonly text: string;
	/** When it was said, seconds. */
	readonly at: number;
	/** It is for this NPC to answer; a line that is only overheard waits for the next turn. */
	readonly wakes: boolean;
	/** Default: a player said it. */
	readonly from?: "player" | "npc";
	/** The answer to it ends the talk. */
	readonly endsTalk?: boolean;
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
	/** A line that had to wait longer for a mind out of reach is told with the next turn, and asks for none. */
	readonly maxWaitSeconds: number;
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
		this.dropSurplus();
	}

	/** Asks for a turn although nobody spoke: a greeting, an event. */
	public wake(): void {
		this.woken = true;
	}

	/** What the next turn is about, and starts it; undefined while one is in flight or nothing asks for one. */
	public takeNext(now: number): Mail | undefined {
		if (this.inFlight !== undefined || !this.isAsked()) return undefined;
		const lines = this.lines.filter((line) => now - line.at <= this.options.maxLineAgeSeconds);
		const mail = { lines, earlier: this.earlier + this.lines.size() - lines.size() };
		this.lines = [];
		this.earlier = 0;
		this.woken = false;
		this.inFlight = mail;
		return mail;
	}

	/** What NPCs said is only overheard from now on, and nothing else asks for a turn but players' lines. */
	public yieldToPlayers(): void {
		this.woken = false;
		this.lines = this.lines.map((line) => (line.from === "npc" ? { ...line, wakes: false } : line));
	}

	/** The mind was out of reach: what was said too long ago is not answered any more, only told with the next turn. */
	public expireWaiting(now: number): void {
		this.woken = false;
		this.lines = this.lines.map((line) =>
			now - line.at > this.options.maxWaitSeconds ? { ...line, wakes: false } : line,
		);
	}

	/** The turn in flight has ended. */
	public done(): void {
		this.inFlight = undefined;
	}

	/** The turn in flight never reached its agent: its lines go back, before those heard since, and ask as they did. */
	public giveBack(): void {
		const mail = this.inFlight;
		if (mail === undefined) return;
		this.inFlight = undefined;
		this.lines = [...mail.lines, ...this.lines];
		this.earlier += mail.earlier;
		this.dropSurplus();
	}

	public isBusy(): boolean {
		return this.inFlight !== undefined;
	}

	/** Lines waiting. */
	public size(): number {
		return this.lines.size();
	}

	/** True while something that was heard, or happened, asks for a turn. */
	public isAsked(): boolean {
		return this.woken || this.lines.some((line) => line.wakes);
	}

	/** The oldest are only counted from now on; of those that ask for an answer none, as long as there are others. */
	private dropSurplus(): void {
		const surplus = this.lines.size() - this.options.maxLines;
		if (surplus <= 0) return;
		const overheard = this.lines.filter((line) => !line.wakes);
		const asking = this.lines.filter((line) => line.wakes);
		const dropped = [...overheard, ...asking].filter((_, index) => index < surplus);
		this.lines = this.lines.filter((line) => !dropped.includes(line));
		this.earlier += surplus;
		// Whoever waits for an answer still does.
		if (dropped.some((line) => line.wakes)) this.woken = true;
	}
}
