import type { DisplayEvent, World } from "@townsfolk/headless";
import { THINKING_TEXT } from "../../../src/shared/constants.ts";
import type { Fault } from "../../scenarios/index.ts";
import type { DirectMeter } from "../direct/direct-meter.ts";
import type { DoubleEvent } from "../double/double-event.ts";
import type { BlockStore } from "../double/block-store.ts";
import { Auditor } from "../meters/auditor.ts";
import { ChainMeter } from "../meters/chain-meter.ts";
import { CompanyMeter } from "../meters/company-meter.ts";
import type { GroundTruth } from "../meters/ground-truth.ts";
import { LineLedger } from "../meters/line-ledger.ts";
import { OutageMeter } from "../meters/outage-meter.ts";
import { RequestMeter } from "../meters/request-meter.ts";
import { TalkMeter } from "../meters/talk-meter.ts";
import { WriteMeter } from "../meters/write-meter.ts";
import { createEventLog } from "../repeatable/event-log.ts";
import type { PlayerDeed } from "./crowd.ts";
import type { RunReport } from "./run-report.ts";

/** How many blocks of an NPC change while it lives: its status and its group. */
const LABELS = 2;
/** In the full name of what an NPC's bubble hangs over. */
const NPC_FOLDER = "Workspace.Npcs.";
/** How the metadata of an NPC's line in the chat window begins. */
const SPEECH_METADATA = "townsfolk:speech:";

/** The meters that begin anew when the measured part of a run begins. */
const createMeters = (faults: ReadonlyArray<Fault>, from: number) => ({
	writes: new WriteMeter(),
	talk: new TalkMeter(),
	chain: new ChainMeter(),
	company: new CompanyMeter(),
	outages: new OutageMeter(faults, from),
	lines: new LineLedger(),
});

function detailsOf(event: DoubleEvent): ReadonlyArray<string | number> {
	switch (event.kind) {
		case "ready":
			return [];
		case "block":
			return [event.label, event.value];
		case "turn":
			return [event.content];
		case "sentence":
			return [event.text];
		case "turnOver":
			return [event.outcome];
	}
}

/** The name of the NPC that a bubble hangs over. A name may hold dots; a bubble hangs over a part of the body. */
export function speakerOf(adornee: string): string {
	const body = adornee.slice(adornee.indexOf(NPC_FOLDER) + NPC_FOLDER.length);
	return body.replace(/\.(Head|HumanoidRootPart)$/, "");
}

function isNpcs({ kind, adornee, metadata }: DisplayEvent): boolean {
	return kind === "bubble"
		? adornee?.includes(NPC_FOLDER) === true
		: metadata?.startsWith(SPEECH_METADATA) === true;
}

/** What {@link Measurements} adds to a report. */
export type MeasuredReport = Omit<
	RunReport,
	| "scene"
	| "without"
	| "seed"
	| "npcs"
	| "players"
	| "minutes"
	| "cost"
	| "memoryMb"
	| "eventHash"
	| "problems"
>;

/** All meters of a run. Hears what happens in the run, and tells each meter what concerns it. */
export class Measurements {
	/** Errors of scripts so far. */
	readonly problems: string[] = [];
	private readonly events = createEventLog();
	private readonly requests: RequestMeter;
	private meters = createMeters([], 0);
	private auditor: Auditor | undefined;
	private direct: DirectMeter | undefined;
	private from = 0;
	private lastTruth: GroundTruth | undefined;
	/** What NPCs have said: several clients display each sentence. */
	private readonly spoken = new Set<string>();

	/** @param requestClasses in the order of the report; default: those of the gateway */
	constructor(requestClasses?: ReadonlyArray<string>) {
		this.requests = new RequestMeter(requestClasses);
	}

	/** Hears what `world` displays and logs from now on, and audits `blocks`. */
	watch(world: World, blocks: BlockStore): void {
		this.auditor = new Auditor(blocks);
		world.on("display", (event) => this.display(event));
		world.on("log", ({ message }) => this.meters.talk.log(message));
	}

	request(requestClass: string, at: number): void {
		this.requests.add(requestClass, at);
		this.events.add(at, "request", requestClass);
	}

	backend(event: DoubleEvent, at: number): void {
		const { writes, outages, company, talk, chain, lines } = this.meters;
		if (event.kind === "block") {
			writes.add(event.label);
			outages.write(event.npcId, event.label, at);
			if (event.label === "group_members") company.group(event.npcId, event.value, at);
		}
		if (event.kind === "turn") {
			talk.turn(event.npcId, this.nameOf(event.npcId), event.content, at);
			chain.turn(event.content, at);
		} else if (event.kind === "sentence") {
			chain.sentence(this.nameOf(event.npcId), event.text, event.index, at);
		} else if (event.kind === "turnOver") talk.turnOver(event.outcome);
		// Without the turn's id, which is random by design.
		this.events.add(at, event.kind, event.npcId, ...detailsOf(event));
		lines.backend(event, at);
	}

	deed({ player, displayName, deed, about, at }: PlayerDeed): void {
		this.events.add(at, deed, player, about);
		if (deed === "say") {
			this.meters.talk.line(player, displayName, about, at, this.lastTruth);
			this.meters.chain.line(about, at);
			this.direct?.line(displayName);
			if (this.lastTruth !== undefined) this.meters.lines.line(displayName, about, this.lastTruth);
		}
		if (deed === "leave") this.auditor?.noteLeft(displayName, at);
	}

	/** Begins the measured part at `from`, seconds of the world. */
	begin(from: number, faults: ReadonlyArray<Fault>, direct: DirectMeter | undefined): void {
		this.from = from;
		this.meters = createMeters(faults, from);
		this.direct = direct;
	}

	/** Call it at even intervals with the newest look at the world. */
	async look(truth: GroundTruth): Promise<void> {
		this.lastTruth = truth;
		this.auditor?.look(truth);
		await this.direct?.look(truth);
	}

	/** Call it every second, after `look`. */
	second(truth: GroundTruth, blocks: BlockStore): void {
		const alive = truth.entities.filter(({ kind }) => kind === "npc");
		this.meters.writes.addSecond(alive.length, LABELS);
		this.meters.company.look(truth.entities, blocks, truth.at);
	}

	/** Call it every second of a run with faults. */
	heapIs(mb: number, at: number): void {
		this.meters.outages.heapIs(mb, at);
	}

	async report(end: number): Promise<MeasuredReport> {
		const { from, requests } = this;
		const { writes, talk, chain, company, outages, lines } = this.meters;
		return {
			requestsPerMinute: requests.rates(from, end),
			startUp: {
				seconds: from,
				requests: requests.count(0, from),
				// A start-up shorter than a minute has no more than all its requests in one.
				busiestMinute: Math.min(requests.count(0, from), requests.rates(0, from).max),
			},
			writes: writes.counts(),
			turns: talk.result(),
			chain: chain.result(),
			company: company.counts(),
			outages: outages.counts(),
			lines: lines.counts(end),
			...(this.direct === undefined ? {} : { direct: await this.direct.counts(end) }),
			...this.auditor!.result(),
		};
	}

	/** Of all events so far. */
	eventHash(): string {
		return this.events.digest();
	}

	async close(): Promise<void> {
		await this.direct?.close();
	}

	private display(event: DisplayEvent): void {
		const { player, kind, text, adornee, time } = event;
		this.events.add(time, "display", player, kind, text);
		const isNpcsLine = isNpcs(event);
		this.meters.talk.display(event, isNpcsLine);
		if (kind !== "bubble" || !isNpcsLine || text === THINKING_TEXT) return;
		this.meters.chain.bubble(speakerOf(adornee!), text, time);
		if (!this.spoken.has(text)) this.direct?.line(speakerOf(adornee!));
		this.spoken.add(text);
	}

	private nameOf(npcId: string): string {
		const npc = this.lastTruth?.entities.find(({ kind, id }) => kind === "npc" && id === npcId);
		return npc?.displayName ?? npcId;
	}
}
