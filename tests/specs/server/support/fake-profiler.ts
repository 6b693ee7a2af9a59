import type { Profiler } from "server/ports";

export interface FakeProfiler extends Profiler {
	/** The rooms whose spans are open, outermost first. */
	readonly open: ReadonlyArray<string>;
	/** The rooms of all spans, in the order in which they began. */
	readonly begun: ReadonlyArray<string>;
}

export function createFakeProfiler(): FakeProfiler {
	const open = new Array<string>();
	const begun = new Array<string>();
	return {
		open,
		begun,
		begin: (room) => {
			open.push(room);
			begun.push(room);
		},
		end: () => {
			assert(open.pop() !== undefined, "a span ends that never began");
		},
	};
}
