import type { Clock, Log } from "server/ports";
import { CLOUD } from "shared/constants";

/**
 * Whether turns may be sent: not while the operator's credits are spent, but for one now and then that finds out. What
 * costs nothing goes on.
 */
export class CreditGate {
	private refusals = 0;
	private closedUntil = -math.huge;
	private isTrying = false;

	constructor(private readonly deps: { readonly clock: Clock; readonly log: Log }) {}

	/** Asks for a turn to be let through; of those that only try there is one at a time. */
	admit(): boolean {
		if (this.refusals === 0) return true;
		if (this.isTrying || this.deps.clock.now() < this.closedUntil) return false;
		this.isTrying = true;
		return true;
	}

	/** Letta wants to be paid first. */
	noteRefused(message: string): void {
		const { baseSeconds, capSeconds } = CLOUD.creditPause;
		const seconds = math.min(capSeconds, baseSeconds * 2 ** this.refusals);
		if (this.refusals === 0)
			this.deps.log.error("Letta's credits are spent: NPCs do not answer until there are more", {
				problem: message,
				nextTrySeconds: seconds,
			});
		this.refusals += 1;
		this.isTrying = false;
		this.closedUntil = this.deps.clock.now() + seconds;
	}

	/** A turn was answered. */
	noteAnswered(): void {
		if (this.refusals > 0) this.deps.log.info("there are credits again: NPCs answer");
		this.refusals = 0;
		this.isTrying = false;
	}

	/** The turn that was to find out ended without telling. */
	noteNothing(): void {
		this.isTrying = false;
	}
}
