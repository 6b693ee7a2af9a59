import type { Clock, Log } from "server/ports";
import { CLOUD } from "server/constants/letta";

/** A turn's leave to be sent. One of its endings is told, once. */
export interface CreditPass {
	/** Letta wants to be paid first. */
	readonly noteRefused: (message: string) => void;
	readonly noteAnswered: () => void;
	/** The turn ended without telling. */
	readonly noteNothing: () => void;
}

/**
 * Whether turns may be sent: not while the operator's credits are spent, but for one now and then that finds out. What
 * costs nothing goes on.
 */
export class CreditGate {
	private isClosed = false;
	private closedUntil = -math.huge;
	private isTrying = false;

	constructor(private readonly deps: { readonly clock: Clock; readonly log: Log }) {}

	/** Asks for a turn to be let through; of those that only find out there is one at a time. */
	admit(): CreditPass | undefined {
		const isTry = this.isClosed;
		if (isTry && (this.isTrying || this.deps.clock.now() < this.closedUntil)) return undefined;
		this.isTrying = isTry;
		return {
			noteRefused: (message) => this.noteRefused(message, isTry),
			// What was under way when the gate closed was paid for before.
			noteAnswered: () => {
				if (isTry) this.reopen();
			},
			noteNothing: () => {
				if (isTry) this.isTrying = false;
			},
		};
	}

	/** Letta wants to be paid for something that costs nothing: it will not answer turns either. */
	noteUnpaid(message: string): void {
		this.noteRefused(message, false);
	}

	private noteRefused(message: string, isTry: boolean): void {
		if (this.isClosed && !isTry) return;
		if (!this.isClosed)
			this.deps.log.error("Letta's credits are spent: NPCs do not answer until there are more", {
				problem: message,
				nextTrySeconds: CLOUD.creditPauseSeconds,
			});
		this.isClosed = true;
		this.isTrying = false;
		this.closedUntil = this.deps.clock.now() + CLOUD.creditPauseSeconds;
	}

	private reopen(): void {
		if (this.isClosed) this.deps.log.info("there are credits again: NPCs answer");
		this.isClosed = false;
		this.isTrying = false;
	}
}
