/** One block of one NPC: what it should say, and how much of that the back end has. */
export class BlockSlot {
	private value?: string;
	private urgent = false;
	private rev = 0;
	/** What was sent last, until the back end is taken to have lost it. */
	private sent?: string;
	private sentAt = -math.huge;
	private storedRev = 0;

	constructor(public readonly label: string) {}

	public want(value: string, urgent: boolean): void {
		this.value = value;
		this.urgent = this.isUnsent() && (this.urgent || urgent);
	}

	public isUnsent(): boolean {
		return this.value !== undefined && this.value !== this.sent;
	}

	/**
	 * True if it should be sent: changed, long enough after the last write, and that one has arrived, so that while
	 * the back end is away no more than one write of each block is on the way. Urgent changes wait for neither.
	 */
	public isDue(now: number, intervalSeconds: number): boolean {
		if (!this.isUnsent()) return false;
		const arrived = this.storedRev === this.rev || this.sent === undefined;
		return this.urgent || (arrived && now - this.sentAt >= intervalSeconds);
	}

	/** The latest value, as the next revision; it counts as sent. */
	public take(now: number): { label: string; value: string; rev: number; urgent: boolean } {
		const value = this.value ?? "";
		const urgent = this.urgent;
		this.rev += 1;
		this.sent = value;
		this.sentAt = now;
		this.urgent = false;
		return { label: this.label, value, rev: this.rev, urgent };
	}

	public markStored(rev: number): void {
		this.storedRev = math.max(this.storedRev, rev);
	}

	/** True if the back end has confirmed the present value. */
	public isStored(): boolean {
		return !this.isUnsent() && this.storedRev === this.rev;
	}

	/** The back end may not have it any more. */
	public lose(): void {
		this.sent = undefined;
	}
}
