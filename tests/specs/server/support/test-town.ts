import { createTown, type Town, type TownConfig } from "server/create-town";
import { parseLook } from "server/config/npc-look";
import type { MemoryMode, NpcDefinition, NpcLook } from "server/ports";
import type { MindReport, MindsReport } from "server/operations/minds-report";
import { createStepMeter } from "server/operations/step-meter";
import { createInboundLimits } from "server/chat/inbound-limits";
import { FrameBudget } from "server/net/frame-budget";
import { createLogger, type LoggerService } from "server/log/logger-service";
import { npcEntityId, playerEntityId } from "server/rules/space/entity";
import { createFakeBodies, type FakeBodies } from "./fake-bodies";
import {
	createFakeChatDisplay,
	createFakeChatPermission,
	createFakeChatSource,
	createFakeTalkPrompts,
	createFakeTextFilter,
	type FakeChatDisplay,
	type FakeChatPermission,
	type FakeChatSource,
	type FakeTalkPrompts,
	type FakeTextFilter,
	typed,
} from "./fake-chat";
import { createFakeClock, type FakeClock } from "./fake-clock";
import { createFakeConsole, createFakeVitals, type FakeConsole, type FakeVitals } from "./fake-operator";
import { createFakeLetta, type FakeLetta, type SentTurn } from "./fake-letta";
import { createFakeJson } from "./fake-json";
import { createFakeMotions, type FakeMotions } from "./fake-motions";
import { createFakeProfiler } from "./fake-profiler";
import { createFakeRandom } from "./fake-random";
import { createFakeSwitch, type FakeSwitch } from "./fake-switch";
import { createFakeWorld, type FakeWorld, npcAt, playerAt } from "./fake-world";

/** What an NPC looks like whose definition says nothing of it. */
export function plainLook(changes: Partial<NpcLook> = {}): NpcLook {
	return { ...parseLook(new Map()).look, ...changes };
}

/** An NPC of that name, whose id is the name in small letters. */
export function definitionOf(displayName: string): NpcDefinition {
	return {
		npcId: displayName.lower(),
		displayName,
		persona: `I am ${displayName}.`,
		examples: [],
		appearance: "wears an apron",
		home: "Cafe",
		fallbackLines: [`${displayName} is busy.`],
		talkativeness: 0.6,
		routine: { kind: "Idle" },
		look: plainLook(),
	};
}

export interface TestTown {
	readonly town: Town;
	readonly clock: FakeClock;
	readonly letta: FakeLetta;
	readonly world: FakeWorld;
	readonly bodies: FakeBodies;
	readonly motions: FakeMotions;
	readonly source: FakeChatSource;
	readonly permission: FakeChatPermission;
	readonly prompts: FakeTalkPrompts;
	readonly filter: FakeTextFilter;
	readonly display: FakeChatDisplay;
	readonly switch: FakeSwitch;
	readonly logger: LoggerService;
	/** Messages that the logger has put out, oldest first. */
	readonly printed: ReadonlyArray<string>;
	readonly vitals: FakeVitals;
	readonly console: FakeConsole;
	/** The answer of the operator's command `minds`. */
	readonly minds: (...npcIds: ReadonlyArray<string>) => ReadonlyArray<MindReport>;
	/** A player joins and stands there. */
	readonly join: (userId: number, displayName: string, x: number) => void;
	/** The player types a line; each has an id of its own. */
	readonly chat: (userId: number, displayName: string, text: string) => void;
	/** The NPC's turns so far. */
	readonly turnsOf: (npcId: string) => ReadonlyArray<SentTurn>;
	/** The NPC's last turn is answered with these sentences and ends. */
	readonly reply: (npcId: string, ...sentences: ReadonlyArray<string>) => void;
}

/** The town's services, wired as in the game, on fakes. NPCs stand at `x` studs, by name. */
export function startTestTown(
	npcs: Readonly<Record<string, number>>,
	memoryMode: MemoryMode = "session",
	limits: Partial<TownConfig> = {},
): TestTown {
	const clock = createFakeClock();
	const world = createFakeWorld();
	const bodies = createFakeBodies(({ npcId, displayName }, isThere) => {
		if (isThere) world.put(npcAt(npcId, displayName, npcs[displayName] ?? 0));
		else world.remove(npcEntityId(npcId));
	});
	const motions = createFakeMotions();
	const letta = createFakeLetta();
	const source = createFakeChatSource();
	const permission = createFakeChatPermission();
	const prompts = createFakeTalkPrompts();
	const filter = createFakeTextFilter();
	const display = createFakeChatDisplay();
	const theSwitch = createFakeSwitch();
	const vitals = createFakeVitals();
	const console = createFakeConsole();
	const json = createFakeJson();
	const printed = new Array<string>();
	const logger = createLogger(
		{
			clock,
			sink: (entries) => {
				for (const { message } of entries) printed.push(message);
			},
		},
		{ level: "debug", ringSize: 1000, flushSeconds: 1, flushSize: 10 },
	);
	const town = createTown(
		{
			clock,
			random: createFakeRandom(),
			json,
			logger,
			letta,
			bodies,
			motions,
			waypointsOf: () => [],
			world,
			chatSource: source,
			chatPermission: permission,
			talkPrompts: prompts,
			textFilter: filter,
			chatDisplay: display,
			switch: theSwitch,
			vitals,
			console,
			profiler: createStepMeter(createFakeProfiler(), clock),
			budget: new FrameBudget(clock.now),
			talkBudget: new FrameBudget(clock.now),
			inbound: createInboundLimits({ clock, log: logger.category("guard") }),
		},
		{
			MemoryMode: memoryMode,
			MaxTalkMinutes: 10,
			CrisisText: "You are not alone.",
			MaxTurnsPerHour: 1200,
			MaxTokensPerDay: 1_000_000,
			...limits,
		},
	);
	const definitions = new Array<NpcDefinition>();
	for (const [displayName] of pairs(npcs)) definitions.push(definitionOf(displayName));
	definitions.sort((a, b) => a.npcId < b.npcId);
	town.start();
	town.populate(definitions);
	clock.advance(0.25);

	let lines = 0;
	const turnsOf = (npcId: string) => letta.turns.filter((turn) => turn.npcId === npcId);
	return {
		town,
		clock,
		letta,
		world,
		bodies,
		motions,
		source,
		permission,
		prompts,
		filter,
		display,
		switch: theSwitch,
		logger,
		printed,
		vitals,
		console,
		minds: (...npcIds) => {
			const answer = json.decode(console.type(["minds", ...npcIds].join(" ")));
			assert(answer.kind === "ok", "the answer is JSON");
			return (answer.value as MindsReport).minds;
		},
		join: (userId, displayName, x) => {
			world.put(playerAt(userId, displayName, x));
			clock.advance(0.5);
		},
		chat: (userId, displayName, text) => {
			lines += 1;
			source.emit(typed(userId, displayName, text, `message-${lines}`));
		},
		turnsOf,
		reply: (npcId, ...sentences) => {
			const turns = turnsOf(npcId);
			const turn = turns[turns.size() - 1];
			sentences.forEach((text, index) => turn.emit({ kind: "sentence", index, text }));
			turn.emit({ kind: "done" });
		},
	};
}

export const ALEX = playerEntityId(1);
