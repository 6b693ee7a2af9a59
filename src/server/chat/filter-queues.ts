import type { FilterResult, Log, LogContext, Switch, TextFilter } from "server/ports";
import { SERVER } from "server/constants/operations";
import { isFilteredAway } from "server/rules/reply/echo";
import { isBlank } from "shared/text/text";
import { createSerialQueue, type SerialQueue } from "./serial-queue";

export interface FilterQueuesDeps {
	readonly log: Log;
	readonly filter: TextFilter;
	readonly switch: Pick<Switch, "isOn">;
}

/** A text on its way through the platform's filter. */
export interface Unfiltered {
	readonly text: string;
	/** The user for whom the text is made or who made it, on this server; undefined: the text is not needed any more. */
	readonly userId: () => number | undefined;
	/** Called only for a text that may be passed on. */
	readonly onText: (text: string) => void;
	/** Called for a text that the filter fails on or empties. */
	readonly onRefused?: () => void;
	/** For the log: who speaks. */
	readonly context: LogContext;
}

/**
 * Sends texts through the filter, which takes its time: one queue for each speaker, so that a speaker's texts keep their
 * order. A text that the filter fails on or empties goes nowhere.
 */
export class FilterQueues<K extends string | number> {
	private readonly queues = new Map<K, SerialQueue>();

	/** `what`, for the log: `a player's line`. */
	constructor(
		private readonly deps: FilterQueuesDeps,
		private readonly what: string,
	) {}

	public send(speaker: K, { text, userId, onText, onRefused, context }: Unfiltered): void {
		const queue = this.queues.get(speaker) ?? createSerialQueue(SERVER.maxWaitingForFilter);
		this.queues.set(speaker, queue);
		// A speaker who was forgotten may have another queue since.
		const isKnown = () => this.queues.get(speaker) === queue;
		const isAccepted = queue.push((onDone) => {
			const forUser = isKnown() ? userId() : undefined;
			if (forUser === undefined) return onDone();
			this.deps.filter.filter(text, forUser, (result) => {
				const clean = this.passed(result);
				if (isKnown() && this.deps.switch.isOn()) {
					if (clean !== undefined) onText(clean);
					else onRefused?.();
				}
				onDone();
			});
		});
		if (!isAccepted)
			this.deps.log.warn(`${this.what} is dropped: too many wait for the text filter`, context);
	}

	/** Drops the speaker's texts that wait for the filter. */
	public forget(speaker: K): void {
		this.queues.delete(speaker);
	}

	private passed(result: FilterResult): string | undefined {
		const { log } = this.deps;
		if (result.kind === "failed") {
			log.warn(`${this.what} is withheld: the text filter failed`, { problem: result.message });
			return undefined;
		}
		if (!isBlank(result.text) && !isFilteredAway(result.text)) return result.text;
		log.info(`${this.what} is withheld: the text filter left nothing of it`);
		return undefined;
	}
}
