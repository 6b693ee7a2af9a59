import { GATEWAY } from "server/constants/letta";

/** How polls may be held. The engine may let fewer requests out at once than the gateway holds, so both get smaller. */
export class PollLimits {
	private held: number = GATEWAY.maxPolls;
	private seconds: number = GATEWAY.maxWaitSeconds;

	/** So many may be under way at once. */
	maxHeld(): number {
		return this.held;
	}

	/** One may be held for so long. */
	maxSeconds(): number {
		return this.seconds;
	}

	/** The engine kept a request back while so many polls were out. A single one has to be short to make room. */
	noteCrowded(openPolls: number): void {
		this.held = math.min(this.held, openPolls);
		if (openPolls === 1) this.seconds = math.max(GATEWAY.leastPollSeconds, this.seconds / 2);
	}
}
