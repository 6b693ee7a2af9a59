import type { FrameCosts, LabelCost, SideCosts } from "@townsfolk/headless";
import { percentile } from "../report/summary.ts";

/** Milliseconds of single pieces of work. */
export interface Spans {
	readonly count: number;
	readonly p50: number;
	readonly p95: number;
	readonly p99: number;
	readonly largest: number;
}

export interface RoomCost {
	readonly room: string;
	/** Of CPU time: a simulated second, or all of a step. */
	readonly ms: number;
}

export interface LongStep {
	/** Seconds of the world. */
	readonly at: number;
	readonly ms: number;
	/** The costliest first. */
	readonly rooms: ReadonlyArray<RoomCost>;
}

/** How many steps took more than two milliseconds. */
export interface LongSteps {
	readonly count: number;
	/** By the room that took most of the step, the most frequent first. */
	readonly rooms: ReadonlyArray<{ readonly room: string; readonly count: number }>;
}

/** What the place costs on one side. A simulated second is the world's; milliseconds are CPU time of this machine. */
export interface SideCost {
	readonly msPerSecond: number;
	/** A step is one thread of the place, from its resumption until it yields or ends. */
	readonly steps: Spans;
	/** All steps of a frame together. */
	readonly frames: Spans;
	/** New memory a simulated second, at least. */
	readonly garbageKb: number;
	/** The rooms that cost most, the costliest first. */
	readonly rooms: ReadonlyArray<RoomCost>;
	/** The longest steps, one of each frame at most. */
	readonly longest: ReadonlyArray<LongStep>;
	readonly long: LongSteps;
}

export interface Costs {
	readonly server: SideCost;
	/** A client, on average; steps and frames are those of all clients. */
	readonly client: SideCost;
	/** The server's until the measured part began. */
	readonly startUp: Pick<SideCost, "steps" | "frames" | "rooms" | "longest" | "long">;
}

const ROOMS = 5;
const LONGEST = 3;

/** Before the room's name in the labels of the place. */
const LABEL = /^Townsfolk /;

const round = (value: number, digits = 2) => Number(value.toFixed(digits));

function spansOf(values: ReadonlyArray<number>): Spans {
	const sorted = Float64Array.from(values).sort();
	const at = (share: number) => round(percentile(sorted, share), 3);
	return { count: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), largest: at(1) };
}

function roomsOf(labels: ReadonlyArray<LabelCost>, shares = 1): RoomCost[] {
	const rooms = labels.map(({ label, ms }) => ({ room: label.replace(LABEL, ""), ms: round(ms / shares) }));
	return rooms.sort((a, b) => b.ms - a.ms).slice(0, ROOMS);
}

class SideMeter {
	readonly steps: number[] = [];
	readonly frames: number[] = [];
	private readonly labels = new Map<string, number>();
	private longest: ReadonlyArray<LongStep> = [];
	/** By room, how many long steps it took most of. */
	private readonly long = new Map<string, number>();
	private kilobytes = 0;

	frame(costs: SideCosts | undefined): void {
		let total = 0;
		for (const ms of costs?.steps ?? []) {
			this.steps.push(ms);
			total += ms;
		}
		this.frames.push(total);
		this.kilobytes += costs?.kilobytes ?? 0;
		for (const { label, ms } of costs?.labels ?? [])
			this.labels.set(label, (this.labels.get(label) ?? 0) + ms);
		for (const { labels } of costs?.long ?? []) {
			const [{ room } = { room: "other" }] = roomsOf(labels);
			this.long.set(room, (this.long.get(room) ?? 0) + 1);
		}
		if (costs !== undefined) this.compare(costs);
	}

	/** @param shares by how many the cost is divided: seconds, or seconds of several clients */
	result(shares: number): SideCost {
		const labels = [...this.labels].map(([label, ms]) => ({ label, ms }));
		return {
			msPerSecond: round(this.frames.reduce((sum, ms) => sum + ms, 0) / shares),
			steps: spansOf(this.steps),
			frames: spansOf(this.frames),
			garbageKb: round(this.kilobytes / shares, 0),
			rooms: roomsOf(labels, shares),
			longest: this.longest,
			long: this.longSteps(),
		};
	}

	private longSteps(): LongSteps {
		const rooms = [...this.long].map(([room, count]) => ({ room, count }));
		rooms.sort((a, b) => b.count - a.count);
		return { count: rooms.reduce((sum, { count }) => sum + count, 0), rooms: rooms.slice(0, ROOMS) };
	}

	private compare({ steps, largest: { at, labels } }: SideCosts): void {
		const ms = Math.max(...steps);
		if (this.longest.length >= LONGEST && ms <= this.longest.at(-1)!.ms) return;
		const step = { at: round(at), ms: round(ms, 3), rooms: roomsOf(labels) };
		this.longest = [...this.longest, step].sort((a, b) => b.ms - a.ms).slice(0, LONGEST);
	}
}

/** Measures what the place costs, in the start-up and after it. */
export class CostMeter {
	private server = new SideMeter();
	private client = new SideMeter();
	private startUp: Costs["startUp"] | undefined;

	frame({ server, client }: FrameCosts): void {
		this.server.frame(server);
		this.client.frame(client);
	}

	/** The start-up is over. */
	begin(): void {
		this.startUp = this.server.result(1);
		this.server = new SideMeter();
		this.client = new SideMeter();
	}

	result(seconds: number, clients: number): Costs {
		return {
			server: this.server.result(seconds),
			client: this.client.result(seconds * Math.max(1, clients)),
			startUp: this.startUp ?? new SideMeter().result(1),
		};
	}
}
