import type { Fault } from "../../scenarios/index.ts";

/** One of a scenario's faults, and what it did to the writes. */
export interface OutageCounts {
	readonly kind: Fault["kind"];
	readonly seconds: number;
	/** Blocks accepted while it lasted, also those that were on the wire when it began. */
	readonly writesDuring: number;
	/** After its end: different blocks written, and how often the one written most. */
	readonly blocksAfter: number;
	readonly mostWritesOfABlock: number;
	/** The lowest recent reading of the server's Luau heap, at its start and at its end. */
	readonly heapMb: readonly [begin: number, end: number];
}

interface Outage {
	readonly fault: Fault;
	writesDuring: number;
	readonly after: Map<string, number>;
	heapBegin?: number;
	heapEnd?: number;
}

/** Garbage comes and goes; the lowest reading of so many seconds is what is really in use. */
const HEAP_WINDOW_SECONDS = 20;

/** Counts writes while a fault lasts and after it. */
export class OutageMeter {
	private readonly outages: Outage[];
	private readonly heap: { readonly second: number; readonly mb: number }[] = [];

	/** `from`: when the run began, seconds. */
	constructor(
		faults: ReadonlyArray<Fault>,
		private readonly from: number,
	) {
		this.outages = faults.map((fault) => ({ fault, writesDuring: 0, after: new Map() }));
	}

	/** A block was accepted. */
	write(npcId: string, label: string, at: number): void {
		const second = at - this.from;
		for (const outage of this.outages) {
			const { fromSeconds, toSeconds } = outage.fault;
			if (second < fromSeconds) continue;
			if (second < toSeconds) outage.writesDuring += 1;
			else outage.after.set(`${npcId} ${label}`, (outage.after.get(`${npcId} ${label}`) ?? 0) + 1);
		}
	}

	/** Call every second. */
	heapIs(mb: number, at: number): void {
		const second = at - this.from;
		this.heap.push({ second, mb });
		const recent = this.heap.filter((reading) => second - reading.second < HEAP_WINDOW_SECONDS);
		const low = Math.min(...recent.map((reading) => reading.mb));
		for (const outage of this.outages) {
			if (second <= outage.fault.fromSeconds + HEAP_WINDOW_SECONDS) outage.heapBegin = low;
			if (second <= outage.fault.toSeconds) outage.heapEnd = low;
		}
	}

	counts(): ReadonlyArray<OutageCounts> {
		return this.outages.map(({ fault, writesDuring, after, heapBegin = 0, heapEnd = 0 }) => ({
			kind: fault.kind,
			seconds: fault.toSeconds - fault.fromSeconds,
			writesDuring,
			blocksAfter: after.size,
			mostWritesOfABlock: Math.max(0, ...after.values()),
			heapMb: [heapBegin, heapEnd],
		}));
	}
}
