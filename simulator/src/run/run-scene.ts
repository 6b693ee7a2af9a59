import { THINKING_TEXT } from "../../../src/shared/constants.ts";
import type { World } from "@townsfolk/headless";
import type { Scenario } from "../../scenarios/index.ts";
import { createAuditor, type Audit } from "../meters/auditor.ts";
import type { DoubleEvent } from "../double/backend-double.ts";
import { type CompanyCounts, CompanyMeter } from "../meters/company-meter.ts";
import { createCrowd } from "./crowd.ts";
import { createEventLog } from "./event-log.ts";
import { type GroundTruth, readGroundTruth } from "../meters/ground-truth.ts";
import { type LineCounts, LineLedger } from "../meters/line-ledger.ts";
import { createMishaps } from "./mishaps.ts";
import { type OutageCounts, OutageMeter } from "../meters/outage-meter.ts";
import { type Progress, silentProgress } from "../report/progress.ts";
import { createRandom } from "./random.ts";
import { RequestMeter, type RequestRates } from "../meters/request-meter.ts";
import { createRig, type Rig, type RigListeners } from "./rig.ts";
import { createDirectMeter, type DirectCounts, type DirectMeter } from "../direct/direct-meter.ts";
import { createDirectRig } from "../direct/direct-rig.ts";
import { DIRECT_CLASSES } from "../direct/direct-request-class.ts";
import { unmetDemands } from "./demands.ts";
import { TalkMeter, type TalkCounts } from "../meters/talk-meter.ts";
import { type WriteCounts, WriteMeter } from "../meters/write-meter.ts";

export interface RunOptions {
	readonly seed: number;
	/** Default: as the scene says. */
	readonly minutes?: number;
	readonly progress?: Progress;
	/** Frames a second of the world; default 30. */
	readonly fps?: number;
	/** Seconds between two looks at the world; default 0.1. */
	readonly lookSeconds?: number;
	/** Straight to a fake of Letta Cloud, without the gateway. */
	readonly isDirect?: boolean;
	/** Called at every look at the world, for tests that do something to it. */
	readonly onLook?: (rig: Rig, truth: GroundTruth) => Promise<void> | void;
	/** Called for everything that reaches the back end, with the world's time, from the start-up on. */
	readonly onBackend?: (event: DoubleEvent, at: number) => void;
}

/** What a run measured, from when everybody was there. Seconds and minutes are the world's. */
export interface RunReport extends Audit {
	readonly scene: string;
	readonly seed: number;
	readonly npcs: number;
	readonly players: number;
	readonly minutes: number;
	readonly requestsPerMinute: RequestRates;
	/** Before that: until every NPC had its agent and every player had joined. */
	readonly startUp: { readonly seconds: number; readonly requests: number; readonly busiestMinute: number };
	readonly writes: WriteCounts;
	readonly turns: TalkCounts;
	readonly company: CompanyCounts;
	/** One for each of the scene's faults. */
	readonly outages: ReadonlyArray<OutageCounts>;
	readonly lines: LineCounts;
	/** Of a run straight to Letta. */
	readonly direct?: DirectCounts;
	/** At the end: what the Luau VM uses, and the whole process. */
	readonly memoryMb: { readonly vm: number; readonly process: number };
	readonly eventHash: string;
	/** Errors of scripts, and what the scene demands and did not get; a run is good without any. */
	readonly problems: ReadonlyArray<string>;
}

/** Between two looks at the world: latencies are as fine. */
const LOOK_SECONDS = 0.1;
const CROWD_SECONDS = 0.25;
/** For NPCs to get their agents. */
const START_TIMEOUT_SECONDS = 600;
/** After everybody has come, for what that brought about to be over. */
const SETTLE_SECONDS = 5;
const LABELS = 2;
/** In the full name of what an NPC's bubble hangs over. */
const NPC_FOLDER = "Workspace.Npcs.";
/** How the metadata of an NPC's line in the chat window begins. */
const SPEECH_METADATA = "townsfolk:speech:";

/** The NPC's name, of what its bubble hangs over. */
function speakerOf(adornee: string): string {
	return adornee.slice(adornee.indexOf(NPC_FOLDER) + NPC_FOLDER.length).split(".")[0]!;
}

function detailsOf(event: DoubleEvent): ReadonlyArray<string | number> {
	switch (event.kind) {
		case "ready":
			return [];
		case "block":
			return [event.label, event.value];
		case "turn":
			return [event.content];
		case "turnOver":
			return [String(event.ok)];
	}
}

async function heapMb(world: World): Promise<number> {
	return Number(await world.evaluate("server", "return gcinfo()")) / 1024;
}

/** Plays a scene through the compiled place and measures it. */
export async function runScene(scenario: Scenario, options: RunOptions): Promise<RunReport> {
	const {
		seed,
		minutes = scenario.minutes,
		progress = silentProgress,
		fps,
		lookSeconds = LOOK_SECONDS,
	} = options;
	const random = createRandom(seed);
	const events = createEventLog();
	const requests = new RequestMeter(options.isDirect === true ? DIRECT_CLASSES : undefined);
	const problems: string[] = [];
	let writes = new WriteMeter();
	let talk = new TalkMeter();
	let company = new CompanyMeter();
	let outages: OutageMeter | undefined;
	let lines = new LineLedger();
	let direct: DirectMeter | undefined;
	let lastTruth: GroundTruth | undefined;
	const nameOf = (npcId: string) =>
		lastTruth?.entities.find(({ kind, id }) => kind === "npc" && id === npcId)?.displayName ?? npcId;

	progress.phase("mounting the place");
	const listeners: RigListeners = {
		onProblem: (problem) => problems.push(problem),
		onRequest: (requestClass, at) => {
			requests.add(requestClass, at);
			events.add(at, "request", requestClass);
		},
		onBackend: (event, at) => {
			if (event.kind === "block") {
				writes.add(event.label);
				outages?.write(event.npcId, event.label, at);
				if (event.label === "group_members") company.group(event.npcId, event.value, at);
			}
			if (event.kind === "turn") talk.turn(event.npcId, nameOf(event.npcId), event.content, at);
			else if (event.kind === "turnOver") talk.turnOver(event.ok);
			// Turn ids are random by design.
			events.add(at, event.kind, event.npcId, ...detailsOf(event));
			lines.backend(event, at);
			options.onBackend?.(event, at);
		},
	};
	const directRig =
		options.isDirect === true ? await createDirectRig(scenario, random, listeners, { fps }) : undefined;
	const rig: Rig = directRig ?? (await createRig(scenario, random, listeners, { fps }));
	const { world, stage, double, link } = rig;
	try {
		const auditor = createAuditor(double.blocks);
		const crowd = createCrowd(
			{
				world,
				stage,
				random,
				onDeed: ({ player, displayName, deed, about, at }) => {
					events.add(at, deed, player, about);
					if (deed === "say") {
						talk.line(player, displayName, about, at, lastTruth);
						direct?.line(displayName);
						if (lastTruth !== undefined) lines.line(displayName, about, lastTruth);
					}
					if (deed === "leave") auditor.noteLeft(displayName, at);
				},
			},
			scenario,
		);
		/** What NPCs have said: each sentence is displayed by many clients. */
		const spoken = new Set<string>();
		world.on("display", (event) => {
			const { player, kind, text, adornee, metadata, time } = event;
			events.add(time, "display", player, kind, text);
			const isNpcs =
				kind === "bubble"
					? adornee?.includes(NPC_FOLDER) === true
					: metadata?.startsWith(SPEECH_METADATA) === true;
			talk.display(event, isNpcs);
			if (kind !== "bubble" || !isNpcs || text === THINKING_TEXT) return;
			if (!spoken.has(text)) direct?.line(speakerOf(adornee!));
			spoken.add(text);
		});
		world.on("log", ({ message }) => talk.log(message));

		progress.phase("waking the NPCs");
		await world.start();
		const npcs = stage.npcSpots.length;
		const isReady = () => {
			progress.update(double.readyCount() / npcs, `${double.readyCount()} of ${npcs} agents`);
			return double.readyCount() >= npcs;
		};
		if (!(await world.runUntil(isReady, START_TIMEOUT_SECONDS))) {
			throw new Error(`only ${double.readyCount()} of ${npcs} NPCs have an agent. ${problems.join("\n")}`);
		}
		progress.phase("letting the players in");
		await crowd.enter();
		// Whoever has a place of its own takes it.
		await crowd.step();
		await world.run(SETTLE_SECONDS);

		const from = world.now();
		const to = from + minutes * 60;
		writes = new WriteMeter();
		talk = new TalkMeter();
		company = new CompanyMeter();
		outages = new OutageMeter(scenario.faults ?? [], from);
		lines = new LineLedger();
		if (directRig !== undefined) direct = await createDirectMeter(directRig, LOOK_SECONDS);
		const mishaps = createMishaps(world, random.fork("mishaps"), scenario.mishaps);
		let nextCrowd = from;
		let nextLook = from;
		let nextSecond = from;
		progress.phase(scenario.name);
		while (world.now() < to) {
			const now = world.now();
			progress.update((now - from) / (to - from), `${((now - from) / 60).toFixed(1)} of ${minutes} min`);
			for (const { kind, fromSeconds, toSeconds } of scenario.faults ?? []) {
				const isAway = now - from >= fromSeconds && now - from < toSeconds;
				(kind === "letta" ? double.setUp : link.setReachable)(!isAway);
			}
			if (now >= nextCrowd) {
				nextCrowd += CROWD_SECONDS;
				await crowd.step();
			}
			if (now < nextLook) {
				await world.step();
				continue;
			}
			nextLook += lookSeconds;
			const truth = await readGroundTruth(world);
			lastTruth = truth;
			auditor.look(truth);
			await direct?.look(truth);
			await options.onLook?.(rig, truth);
			if (now < nextSecond) continue;
			nextSecond += 1;
			const alive = truth.entities.filter(({ kind }) => kind === "npc");
			writes.addSecond(alive.length, LABELS);
			company.look(truth.entities, double.blocks, truth.at);
			if (scenario.faults !== undefined) outages.heapIs(await heapMb(world), now);
			await mishaps.step(alive.map(({ id }) => id));
		}
		const end = world.now();
		const report: RunReport = {
			scene: scenario.name,
			seed,
			npcs,
			players: scenario.players.reduce((sum, { count }) => sum + count, 0),
			minutes,
			requestsPerMinute: requests.rates(from, end),
			startUp: {
				seconds: from,
				requests: requests.count(0, from),
				busiestMinute: requests.rates(0, from).max,
			},
			writes: writes.counts(),
			turns: talk.result(),
			company: company.counts(),
			outages: outages.counts(),
			lines: lines.counts(end),
			...(direct === undefined ? {} : { direct: await direct.counts(end) }),
			...auditor.result(),
			memoryMb: {
				vm: Math.round(await heapMb(world)),
				process: Math.round(process.memoryUsage().rss / 1024 / 1024),
			},
			eventHash: events.digest(),
			problems,
		};
		problems.push(...unmetDemands(scenario, report));
		return report;
	} finally {
		progress.phase("closing");
		await direct?.close();
		await rig.close();
		progress.done();
	}
}
