import type { Clock } from "server/ports";
import { readingSeconds } from "server/rules/talk/reading-time";

/** Says the sentences of a reply one after the other, each when the one before has been read. */
export interface SpeechPacer {
	/** `say` is called when it is this sentence's time: at once, if nothing was said lately. It returns what was said, if anything. */
	readonly push: (say: () => string | undefined) => void;
	/** Calls back when everything pushed so far has had its time. */
	readonly whenSaid: (callback: () => void) => void;
	/** Drops what has not been said. `whenSaid` callbacks that wait are dropped too. Returns how many sentences were dropped. */
	readonly clear: () => number;
}

type Item =
	| { readonly kind: "sentence"; readonly say: () => string | undefined }
	| { readonly kind: "end"; readonly onOver: () => void };

export function createSpeechPacer(clock: Pick<Clock, "now" | "after">): SpeechPacer {
	let waiting = new Array<Item>();
	let freeAt = -math.huge;
	let stopTimer: (() => void) | undefined;

	const run = () => {
		stopTimer = undefined;
		while (!waiting.isEmpty()) {
			const wait = freeAt - clock.now();
			if (wait > 0 && waiting[0].kind === "sentence") {
				stopTimer = clock.after(wait, run);
				return;
			}
			const item = waiting.shift() as Item;
			if (item.kind === "end") {
				item.onOver();
				continue;
			}
			const said = item.say();
			if (said !== undefined) freeAt = clock.now() + readingSeconds(said);
		}
	};

	const add = (item: Item) => {
		waiting.push(item);
		if (stopTimer === undefined) run();
	};

	return {
		push: (say) => add({ kind: "sentence", say }),
		whenSaid: (onOver) => add({ kind: "end", onOver }),
		clear: () => {
			const dropped = waiting.filter((item) => item.kind === "sentence").size();
			waiting = [];
			stopTimer?.();
			stopTimer = undefined;
			return dropped;
		},
	};
}
