import { settledWithin, type Clock } from "../../timing/clock.ts";
import { Deferred } from "../../timing/deferred.ts";
import type { Failure } from "../backend.ts";
import type { Aftermath, TurnOutcome } from "./running-turn.ts";

/** How a turn ends: once for the game, and once at the back end, which may be at work for longer. */
export class TurnEnd {
	/** Follows the outcome. */
	readonly aftermath: Promise<Aftermath>;
	private readonly told = new Deferred<TurnOutcome>();
	private readonly quiet = new Deferred<void>();
	private readonly cancelTimeout: () => void;
	private state: "open" | "stopping" | "quiet" = "open";
	private stopBy: number | undefined;

	/** `onTimeout` gets the failure of a turn that takes too long. */
	constructor(
		private readonly clock: Clock,
		{ turnTimeoutSeconds: seconds }: { readonly turnTimeoutSeconds: number },
		onTimeout: (failure: Failure) => void,
	) {
		this.cancelTimeout = clock.after(seconds, () =>
			onTimeout({ kind: "timeout", message: `no whole reply within ${seconds} s` }),
		);
		this.aftermath = this.settle();
	}

	get outcome(): Promise<TurnOutcome> {
		return this.told.promise;
	}

	/** The game has no outcome yet. */
	get isOpen(): boolean {
		return this.state === "open";
	}

	/** When the back end has stopped the turn at the latest, while it does. */
	readonly stopsBy = (): number | undefined => (this.state === "stopping" ? this.stopBy : undefined);

	/** The turn is over for the game. The back end has until `by` to end it. */
	stop(failure: Failure, by: number): void {
		this.stopBy = by;
		this.decide({ kind: "failed", failure });
		this.state = "stopping";
	}

	/** The back end is done with the turn, or gone, or was never reached. Of two outcomes the first counts. */
	conclude(outcome: TurnOutcome): void {
		this.decide(outcome);
		this.state = "quiet";
		this.quiet.resolve();
	}

	private decide(outcome: TurnOutcome): void {
		this.cancelTimeout();
		this.told.resolve(outcome);
	}

	private async settle(): Promise<Aftermath> {
		await this.outcome;
		const now = this.clock.now();
		return (await settledWithin(this.clock, (this.stopBy ?? now) - now, this.quiet.promise))
			? "free"
			: "stuck";
	}
}
