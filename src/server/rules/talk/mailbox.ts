import { TURN } from "server/constants/rules";

/** A line that an NPC heard. */
export interface MailLine {
	readonly speaker: string;
	readonly text: string;
	/** When it was said, seconds. */
	readonly at: number;
	/** The NPC is to answer it. A line that is only overheard waits for the next turn. */
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
	/** How many lines were too many or too old to quote. */
	readonly earlier: number;
	/** A player who said nothing waits for a word. */
	readonly isAwaited: boolean;
}

export interface MailboxOptions {
	/** Lines that a turn quotes. */
	readonly maxLines: number;
	/** Seconds after which a line is not quoted. */
	readonly maxLineAgeSeconds: number;
	/** Seconds for which a line waits for a mind out of reach. After that the next turn tells it, and it asks for none. */
	readonly maxWaitSeconds: number;
}

/** The lines that one NPC heard. One turn is in flight at a time; lines heard meanwhile join the next one. */
export class Mailbox {
	private lines: ReadonlyArray<MailLine> = [];
	private earlier = 0;
	private woken = false;
	private isAwaited = false;
	private inFlight?: Mail;

	constructor(private readonly options: MailboxOptions = TURN) {}

	public push(line: MailLine): void {
		this.lines = [...this.lines, line];
		this.dropSurplus();
	}

	/** Asks for a turn although nobody spoke: a greeting, an event. `isAwaited`: a player waits for it. */
	public wake(isAwaited = false): void {
		this.woken = true;
		if (isAwaited) this.isAwaited = true;
	}

	/** Starts the next turn and returns what it is about; undefined while one is in flight or nothing asks for one. */
	public takeNext(now: number): Mail | undefined {
		if (this.inFlight !== undefined || !this.isAsked()) return undefined;
		const lines = this.lines.filter((line) => now - line.at <= this.options.maxLineAgeSeconds);
		const earlier = this.earlier + this.lines.size() - lines.size();
		const mail = { lines, earlier, isAwaited: this.isAwaited };
		this.lines = [];
		this.earlier = 0;
		this.rest();
		this.inFlight = mail;
		return mail;
	}

	/** From now on only players' lines ask for a turn; NPCs' lines are overheard. */
	public yieldToPlayers(): void {
		this.rest();
		this.lines = this.lines.map((line) => (line.from === "npc" ? { ...line, wakes: false } : line));
	}

	/** The mind was out of reach: the next turn tells lines that waited too long, and they ask for none. */
	public expireWaiting(now: number): void {
		this.rest();
		this.lines = this.lines.map((line) =>
			now - line.at > this.options.maxWaitSeconds ? { ...line, wakes: false } : line,
		);
	}

	/** The turn in flight has ended. */
	public done(): void {
		this.inFlight = undefined;
	}

	/** The turn in flight never reached its agent: its lines go back before those heard since, and ask as they did. */
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

	/** True while a line or an event asks for a turn. */
	public isAsked(): boolean {
		return this.woken || this.lines.some((line) => line.wakes);
	}

	/** True while a player waits for the next turn. */
	public isAwaitedByPlayer(): boolean {
		return this.isAwaited || this.isAskedByPlayer();
	}

	/** True while a player's line waits for an answer. */
	public isAskedByPlayer(): boolean {
		return this.lines.some((line) => line.wakes && line.from !== "npc");
	}

	/** Nothing but lines asks for a turn any more. */
	private rest(): void {
		this.woken = false;
		this.isAwaited = false;
	}

	/** Only counts the oldest lines from now on: first those that ask for no answer. */
	private dropSurplus(): void {
		const surplus = this.lines.size() - this.options.maxLines;
		if (surplus <= 0) return;
		const overheard = this.lines.filter((line) => !line.wakes);
		const asking = this.lines.filter((line) => line.wakes);
		const dropped = [...overheard, ...asking].filter((_, index) => index < surplus);
		this.lines = this.lines.filter((line) => !dropped.includes(line));
		this.earlier += surplus;
		// Its speaker still waits for an answer.
		if (dropped.some((line) => line.wakes)) this.woken = true;
	}
}
