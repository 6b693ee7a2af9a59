import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { FailureKind, GatewayEvent, Op, TokenUsage } from "../wire.ts";

/** Why something from outside was thrown away. */
const DROP_REASONS = [
	"connections",
	"pipelined",
	"unauthorized",
	"forbidden",
	"strangerRate",
	"keyRate",
	"keyBytes",
	"sessionRate",
	"openings",
	"full",
	"stopping",
	"storeAway",
	"unknownRoute",
	"unknownSession",
	"protocol",
	"slow",
	"tooLarge",
	"malformed",
	"opRefused",
	"quota",
	"overflow",
	"slowReader",
] as const;

export type DropReason = (typeof DROP_REASONS)[number];

export type Transport = "http" | "websocket";

/** What the gauges show, asked when somebody looks. */
export interface GaugeSources {
	/** Sessions by the key's name. */
	readonly sessions: () => ReadonlyMap<string, number>;
	readonly agents: () => number;
	readonly turnsInFlight: () => number;
	readonly isBackendUp: () => boolean;
	/** Whether each of several back ends is up, by its name. */
	readonly backendsUp: () => ReadonlyMap<string, boolean>;
	readonly isStopping: () => boolean;
}

/** Up to a bubble that nobody waits for. */
const FIRST_SECONDS = [0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 5, 8, 13, 30];
const TURN_SECONDS = [0.25, 0.5, 1, 2, 3, 5, 8, 13, 20, 30, 60, 120];

/**
 * What the gateway counts, for Prometheus. Labels are keys' names and words of ours; nothing that a player or a game has
 * written becomes one.
 */
export class Metrics {
	readonly registry = new Registry();
	private readonly frames = this.counter("frames_total", "Frames, by transport and direction", [
		"transport",
		"direction",
	]);
	private readonly ops = this.counter("ops_total", "Ops that were done, by kind", ["op"]);
	private readonly events = this.counter("events_total", "Events for games, by kind", ["event"]);
	private readonly turns = this.counter("turns_total", "Turns that ended, by key and outcome", [
		"key",
		"outcome",
	]);
	private readonly tokens = this.counter("tokens_total", "Tokens, by key and kind", ["key", "kind"]);
	private readonly drops = this.counter("drops_total", "What was thrown away, by reason", ["reason"]);
	private readonly errors = this.counter("backend_errors_total", "Failures of the back end, by kind", [
		"kind",
	]);
	private readonly opened = this.counter("sessions_opened_total", "Sessions that were opened, by key", [
		"key",
	]);
	private readonly first = this.histogram(
		"first_sentence_seconds",
		"From a turn's arrival to its first sentence",
		FIRST_SECONDS,
	);
	private readonly whole = this.histogram("turn_seconds", "From a turn's arrival to its end", TURN_SECONDS);

	constructor() {
		// Prometheus sees no rise in a number that was not there before.
		for (const reason of DROP_REASONS) this.drops.inc({ reason }, 0);
	}

	readonly frame = (transport: Transport, direction: "in" | "out"): void =>
		this.frames.inc({ transport, direction });

	readonly op = (op: Op["op"]): void => this.ops.inc({ op });

	readonly event = (event: GatewayEvent["event"]): void => this.events.inc({ event });

	readonly dropped = (reason: DropReason): void => this.drops.inc({ reason });

	readonly backendError = (kind: FailureKind): void => this.errors.inc({ kind });

	readonly sessionOpened = (key: string): void => this.opened.inc({ key });

	readonly firstSentence = (seconds: number): void => this.first.observe(seconds);

	readonly turnEnded = (key: string, outcome: "done" | FailureKind, seconds: number): void => {
		this.turns.inc({ key, outcome });
		this.whole.observe(seconds);
	};

	readonly spent = (key: string, { promptTokens, completionTokens }: TokenUsage): void => {
		this.tokens.inc({ key, kind: "prompt" }, promptTokens);
		this.tokens.inc({ key, kind: "completion" }, completionTokens);
	};

	/** Adds what is not counted but looked up. */
	readonly watch = (sources: GaugeSources): void => {
		const show = (name: string, help: string, read: () => number) =>
			new Gauge({
				name: `townsfolk_${name}`,
				help,
				registers: [this.registry],
				collect() {
					this.set(read());
				},
			});
		show("agents", "Agents of open sessions", sources.agents);
		show("turns_in_flight", "Turns that run", sources.turnsInFlight);
		show("backend_up", "1 while NPCs would answer", () => Number(sources.isBackendUp()));
		new Gauge({
			name: "townsfolk_backend_member_up",
			help: "1 while NPCs at this one of several back ends would answer",
			labelNames: ["backend"],
			registers: [this.registry],
			collect() {
				for (const [backend, isUp] of sources.backendsUp()) this.set({ backend }, Number(isUp));
			},
		});
		show("stopping", "1 while the gateway lets its last turns end", () => Number(sources.isStopping()));
		new Gauge({
			name: "townsfolk_sessions",
			help: "Game servers that are connected, by key",
			labelNames: ["key"],
			registers: [this.registry],
			collect() {
				this.reset();
				for (const [key, count] of sources.sessions()) this.set({ key }, count);
			},
		});
	};

	/** Adds the process's memory, CPU time and event loop; only for a gateway of its own. */
	readonly watchProcess = (): void => collectDefaultMetrics({ register: this.registry });

	private counter<L extends string>(name: string, help: string, labelNames: ReadonlyArray<L>): Counter<L> {
		return new Counter({ name: `townsfolk_${name}`, help, labelNames, registers: [this.registry] });
	}

	private histogram(name: string, help: string, buckets: number[]): Histogram {
		return new Histogram({ name: `townsfolk_${name}`, help, buckets, registers: [this.registry] });
	}
}
