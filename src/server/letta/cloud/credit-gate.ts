import type { Clock, Log } from "server/ports";
import { CLOUD } from "server/constants/letta";

/** A turn's leave to be sent. The turn tells what it learns about the credits. */
export interface CreditPass {
	/** Letta refuses the turn because the credits are spent. */
	readonly noteRefused: (message: string) => void;
	readonly noteAnswered: () => void;
	/** The turn has ended and learned nothing. */
	readonly noteNothing: () => void;
}

/**
 * Whether turns may be sent. While the operator's credits are spent, only one turn now and then is sent, to find out
 * whether there are credits again. Requests that cost nothing go on.
 */
export class CreditGate {
	private isClosed = false;
	private closedUntil = -math.huge;
	/** The turn that finds out. */
	private trying?: CreditPass;

	constructor(private readonly deps: { readonly clock: Clock; readonly log: Log }) {}

	/** Asks whether a turn may be sent now. */
	admit(): CreditPass | undefined {
		const isTry = this.isClosed;
		if (isTry && (this.trying !== undefined || this.deps.clock.now() < this.closedUntil)) return undefined;
		const pass: CreditPass = {
			noteRefused: (message) => this.close(message, this.trying === pass),
			// A turn that was under way when the gate closed was paid for before.
			noteAnswered: () => {
				if (this.trying === pass) this.reopen();
			},
			noteNothing: () => {
				if (this.trying === pass) this.trying = undefined;
			},
		};
		if (isTry) this.trying = pass;
		return pass;
	}

	/** Letta wants to be paid even for something that costs nothing. It will not answer turns either. */
	noteUnpaid(message: string): void {
		this.close(message, false);
	}

	private close(message: string, wasTry: boolean): void {
		if (this.isClosed && !wasTry) return;
		if (!this.isClosed)
			this.deps.log.error("Letta's credits are spent: NPCs do not answer until there are more", {
				problem: message,
				nextTrySeconds: CLOUD.creditPauseSeconds,
			});
		this.isClosed = true;
		this.trying = undefined;
		this.closedUntil = this.deps.clock.now() + CLOUD.creditPauseSeconds;
	}

	private reopen(): void {
		this.deps.log.info("there are credits again: NPCs answer");
		this.isClosed = false;
		this.trying = undefined;
	}
}
