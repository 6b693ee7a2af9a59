import type { Clock, Log } from "server/ports";
import { GATEWAY } from "server/constants/letta";

/** Whether the gateway can be reached, judged by the outcomes of requests. */
export class GatewayHealth {
	/** Failures in a row. */
	private failures = 0;
	private firstFailureAt = 0;
	private isDown = false;

	constructor(
		private readonly deps: { readonly clock: Clock; readonly log: Log },
		/** Called once for each outage. */
		private readonly onDown: (message: string) => void,
	) {}

	/** Returns how many failures in a row came before this one. */
	noteFailure(message: string): number {
		const { clock, log } = this.deps;
		const before = this.failures;
		if (before === 0) this.firstFailureAt = clock.now();
		this.failures += 1;
		log.debug("a request to the gateway failed", { problem: message, failures: this.failures });
		// Nobody needs to know of a hiccup: what waits is sent a moment later.
		if (!this.isDown && clock.now() - this.firstFailureAt >= GATEWAY.downAfterSeconds) {
			this.isDown = true;
			log.warn("the gateway cannot be reached; NPCs have no minds until it answers", { problem: message });
			this.onDown(message);
		}
		return before;
	}

	/** The gateway answers, though it has lost the session. Its absence before is no reason to wait longer. */
	noteSignOfLife(): void {
		this.failures = 0;
	}

	/** Returns whether this ends an outage that `onDown` was called for. */
	noteSuccess(): boolean {
		const wasDown = this.isDown;
		this.failures = 0;
		this.isDown = false;
		if (wasDown) this.deps.log.info("the gateway answers again");
		return wasDown;
	}
}
