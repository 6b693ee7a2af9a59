import type { FailedReply } from "./cloud-reply";

export type OnStepOver = (failure: FailedReply | undefined) => void;

/** Runs `step` for each item, one after the other, until one fails. `onOver` gets that failure, or undefined. */
export function inSequence<T extends defined>(
	items: ReadonlyArray<T>,
	step: (item: T, onStepOver: OnStepOver) => void,
	onOver: OnStepOver,
): void {
	const from = (index: number) => {
		if (index === items.size()) return onOver(undefined);
		step(items[index], (failure) => (failure === undefined ? from(index + 1) : onOver(failure)));
	};
	from(0);
}
