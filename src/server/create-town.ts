import { type LettaConfig, spendingLimits } from "server/config/letta-config";
import { createOperations, type Operations } from "server/operations/create-operations";
import {
	blocksInRoom,
	chatInRoom,
	clockOf,
	filterInRoom,
	inRoom,
	lettaInRooms,
	motionsInRoom,
	worldInRoom,
	worldOf,
} from "server/operations/rooms";
import type { StepMeter } from "server/operations/step-meter";
import type {
	ChatDisplay,
	ChatPermission,
	ChatSource,
	Clock,
	Json,
	LettaPort,
	NpcBodies,
	NpcDefinition,
	NpcMotions,
	OperatorConsole,
	Random,
	Switch,
	TalkPrompts,
	TextFilter,
	Vitals,
	WorldView,
} from "server/ports";
import { createAttentionService } from "server/npcs/attention-service";
import { createBehaviourService } from "server/npcs/behaviour-service";
import { NpcActions } from "server/npcs/npc-actions";
import { ChatPermissions } from "server/chat/chat-permissions";
import { createChatService } from "server/chat/chat-service";
import { createConversationService } from "server/talk/conversation-service";
import { createGreetingService } from "server/talk/greeting-service";
import { createForgetPlayer, type ForgetPlayer } from "server/forgetting/forget-player";
import type { InboundLimits } from "server/chat/inbound-limits";
import { createPerceptionService } from "server/perception/perception-service";
import type { LoggerService } from "server/log/logger-service";
import { createNamelessPlayers } from "server/forgetting/nameless-players";
import { createNpcManager, type NpcManager } from "server/npcs/npc-manager";
import { createTalkPartners } from "server/npcs/talk-partners";
import { createTurnMeter } from "server/operations/turn-meter";
import { createTurnService } from "server/talk/turn-service";
import { GATEWAY } from "server/constants/letta";
import { systemPrompt } from "server/letta/agent-words";
import { BEHAVIOUR_WORK, CHAT_PERMISSION } from "server/constants/operations";
import { TALKS } from "server/constants/rules";
import { Acquaintances } from "server/rules/company/acquaintances";
import { createAttentionTracker } from "server/rules/load/attention";
import { npcEntityId, type Point } from "server/rules/space/entity";
import { Talks } from "server/rules/talk/talks";
import { TurnDirector } from "server/rules/talk/turn-director";
import { learnCrisisWords } from "server/rules/talk/crisis";
import { type BlockWriter, createBlockWriter } from "server/net/block-writer";
import { JobQueue } from "server/net/job-queue";
import { FrameBudget } from "server/net/frame-budget";
import { SlicedWork } from "server/net/sliced-work";
import { createSpendingCap, type SpendingLimits } from "server/net/spending-cap";

/** Everything that the town needs from outside. */
export interface TownPorts {
	readonly clock: Clock;
	readonly random: Random;
	readonly json: Json;
	readonly logger: LoggerService;
	readonly letta: LettaPort;
	readonly bodies: NpcBodies;
	readonly motions: NpcMotions;
	/** Where an NPC's patrol leads, in order. */
	readonly waypointsOf: (npcId: string) => ReadonlyArray<Point>;
	readonly world: WorldView;
	readonly chatSource: ChatSource;
	readonly chatPermission: ChatPermission;
	readonly talkPrompts: TalkPrompts;
	readonly textFilter: TextFilter;
	readonly chatDisplay: ChatDisplay;
	readonly switch: Switch;
	readonly vitals: Vitals;
	readonly console: OperatorConsole;
	readonly profiler: StepMeter;
	/** Stands between clients and the town. */
	readonly inbound: InboundLimits;
	/** The time of each frame for work that can wait. */
	readonly budget: FrameBudget;
	/** The time of each frame for what is said: players wait for it, so other work does not take it away. */
	readonly talkBudget: FrameBudget;
}

export interface TownConfig extends Pick<
	LettaConfig,
	"MemoryMode" | "MaxTalkMinutes" | "CrisisText" | "MaxTurnsPerHour" | "MaxTokensPerDay"
> {
	/** Seconds that closing the way to Letta may take. */
	readonly closeSeconds?: number;
}

export interface Town {
	readonly npcs: NpcManager;
	/** Takes further commands of the operator. */
	readonly commands: Operations["commands"];
	readonly forgetPlayer: ForgetPlayer;
	/** Does not yield. */
	readonly start: () => void;
	/** NPCs move in. Call it once, with all: agents made first are told of those who come last. */
	readonly populate: (definitions: ReadonlyArray<NpcDefinition>) => void;
	/** Releases the agents and sends what is pending. Every call's `onStopped` is called once. */
	readonly stop: (onStopped: () => void) => void;
}

/** A part of the town that runs from its start until it is destroyed. */
interface Part {
	readonly start: () => void;
	readonly destroy: () => void;
}

/** Who is there, and the port that every turn and every block of theirs goes through. */
function createPopulation(ports: TownPorts, config: TownConfig) {
	const { clock, logger, profiler } = ports;
	const nameless = createNamelessPlayers(
		worldInRoom(ports.world, profiler),
		chatInRoom(ports.chatSource, profiler),
	);
	const spending = createSpendingCap(spendingLimits(config));
	const meter = createTurnMeter({ clock, letta: lettaInRooms(ports.letta, profiler), spending });
	const { letta } = meter;
	const { budget } = ports;
	const writer: BlockWriter = createBlockWriter({
		clock: clockOf(clock, profiler, "blocks"),
		budget,
		send: (write) => letta.setBlock(write, (rev) => writer.markStored(write.npcId, write.label, rev)),
	});
	const blocks = blocksInRoom(writer, profiler);
	const actions = new NpcActions();
	const acquaintances = new Acquaintances();
	const { world } = nameless;
	const { of: actionOf } = actions;
	const attentionTracker = createAttentionTracker();
	const perception = createPerceptionService({
		clock: clockOf(clock, profiler, "perception"),
		world: worldOf(world, profiler, "perception"),
		blocks,
		budget,
		attention: attentionTracker,
		actionOf,
		acquaintances,
	});
	const npcs = createNpcManager(
		{
			clock: clockOf(clock, profiler, "npcs"),
			letta,
			blocks,
			log: logger.category("npc"),
			bodies: ports.bodies,
			world,
			budget,
			perception,
			isNearPlayers: (npcId) => attentionTracker.tierOf(npcEntityId(npcId)) !== "asleep",
		},
		{ forgetOnDestroy: config.MemoryMode === "session" },
	);
	return {
		nameless,
		world,
		spending,
		meter,
		letta,
		blocks,
		actions,
		acquaintances,
		budget,
		attentionTracker,
		perception,
		npcs,
	};
}

type Population = ReturnType<typeof createPopulation>;

/** What is said in the town: by players, by NPCs and by the game. */
function createTalk(ports: TownPorts, config: TownConfig, population: Population) {
	const { clock, random, logger, profiler } = ports;
	const { nameless, world, spending, letta, blocks, acquaintances, perception, npcs } = population;
	const talkJobs = new JobQueue({ clock: clockOf(clock, profiler, "talk"), budget: ports.talkBudget });
	const show = inRoom(profiler, "chat", ports.chatDisplay.show);
	const chat = createChatService(
		{
			clock: clockOf(clock, profiler, "chat"),
			world: worldOf(world, profiler, "chat"),
			log: logger.category("chat"),
			source: nameless.chatSource,
			filter: filterInRoom(ports.textFilter, profiler),
			// A line may have many listeners.
			display: { show: (userId, message) => talkJobs.add(() => show(userId, message)) },
			switch: ports.switch,
			inbound: ports.inbound,
		},
		{ crisisText: config.CrisisText },
	);
	// NPCs that remember across sessions are an extended interaction in any case.
	const maxTalkSeconds = config.MemoryMode === "session" ? config.MaxTalkMinutes * 60 : math.huge;
	const talks = new Talks({ ...TALKS, maxTalkSeconds });
	const director = new TurnDirector(talks);
	const shared = {
		clock: clockOf(clock, profiler, "talk"),
		npcs,
		perception,
		chat,
		talks,
		log: logger.category("turn"),
		switch: ports.switch,
	};
	const turns = createTurnService({
		...shared,
		random,
		letta,
		blocks,
		budget: ports.budget,
		spend: spending.take,
		promptOf: systemPrompt,
	});
	const permissions = new ChatPermissions(
		{
			clock: clockOf(clock, profiler, "chat"),
			log: logger.category("chat"),
			world: worldOf(world, profiler, "chat"),
			switch: ports.switch,
			permission: ports.chatPermission,
			tell: chat.tell,
		},
		CHAT_PERMISSION,
	);
	const conversation = createConversationService({
		...shared,
		mayChat: (userId) => permissions.mayChat(userId),
		world: worldOf(world, profiler, "talk"),
		turns,
		director,
		acquaintances,
		jobs: talkJobs,
	});
	return { chat, director, talks, turns, conversation, permissions, talkJobs };
}

type Talk = ReturnType<typeof createTalk>;

/** What NPCs do of their own accord, and how much attention each gets. */
function createActivity(ports: TownPorts, population: Population, talk: Talk) {
	const { clock, random, logger, profiler } = ports;
	const { world, blocks, actions, budget, perception, npcs } = population;
	const { director, talks, turns } = talk;
	const log = logger.category("behaviour");
	const partnerOf = createTalkPartners({ clock, talks, perception });
	const attention = createAttentionService({
		clock: clockOf(clock, profiler, "attention"),
		log,
		tracker: population.attentionTracker,
		budget,
		perception,
		npcs,
		blocks,
		partnerOf,
	});
	const behaviour = createBehaviourService({
		clock: clockOf(clock, profiler, "behaviour"),
		random,
		log,
		budget: new FrameBudget(clock.now, BEHAVIOUR_WORK),
		npcs,
		perception,
		attention,
		motions: motionsInRoom(ports.motions, profiler),
		world,
		waypointsOf: ports.waypointsOf,
		partnerOf,
		actions,
	});
	const greetings = createGreetingService({
		clock: clockOf(clock, profiler, "greetings"),
		budget,
		random,
		npcs,
		world,
		perception,
		attention,
		turns,
		director,
		talks,
		partnerOf,
		switch: ports.switch,
	});
	return { attention, behaviour, greetings };
}

/** Players who ask NPCs to talk, without a line. Their requests count as lines. */
function createPromptedTalk(ports: TownPorts, conversation: Talk["conversation"]): Part {
	let stop = () => {};
	const approach = inRoom(ports.profiler, "talk", (npcId: string, userId: number) => {
		if (ports.inbound.admit(userId)) conversation.approach(npcId, userId);
	});
	return {
		start: () => {
			stop = ports.talkPrompts.onTalk(approach);
		},
		destroy: () => stop(),
	};
}

function warnOfConfig(warn: (message: string) => void, config: TownConfig, limits: SpendingLimits): void {
	if (config.MemoryMode === "persistent")
		warn(
			"MemoryMode is persistent: NPCs remember players across sessions, " +
				"for which Roblox asks that the experience be labelled Restricted (18+)",
		);
	if (limits.turnsPerHour === math.huge || limits.tokensPerDay === math.huge)
		warn("spending is not limited: MaxTurnsPerHour or MaxTokensPerDay is -1");
}

/** Wires the services to one another and to the ports. */
export function createTown(ports: TownPorts, config: TownConfig): Town {
	const { clock, logger, profiler } = ports;
	const log = logger.category("town");
	const population = createPopulation(ports, config);
	const { letta, budget, perception, npcs } = population;
	const talk = createTalk(ports, config, population);
	const { chat, turns, conversation, permissions } = talk;
	const { attention, behaviour, greetings } = createActivity(ports, population, talk);
	const forgetPlayer = createForgetPlayer(
		{ ...population, ...talk, clock, log: logger.category("forget") },
		config.MemoryMode,
	);
	const { json, vitals, console } = ports;
	const operations = createOperations({
		...population,
		attention,
		clock: clockOf(clock, profiler, "operations"),
		profiler,
		json,
		logger,
		vitals,
		console,
	});
	let stopping = false;

	/** Started in this order, destroyed in the reverse order: what is upstream goes last. */
	const parts: ReadonlyArray<Part> = [
		perception,
		attention,
		behaviour,
		{ start: () => turns.start(conversation.hearNpc), destroy: turns.destroy },
		conversation,
		{ start: () => {}, destroy: () => talk.talkJobs.clear() },
		greetings,
		{ start: () => chat.start(conversation.hear), destroy: chat.destroy },
		{ start: () => permissions.start(), destroy: () => permissions.destroy() },
		createPromptedTalk(ports, conversation),
		operations,
	];

	return {
		npcs,
		commands: operations.commands,
		forgetPlayer,
		start: () => {
			warnOfConfig(log.warn, config, spendingLimits(config));
			if (!ports.switch.isOn()) log.warn("LettaConfig.Enabled is off: no NPC talks until it is true");
			npcs.onState((npc) => {
				if (npc.state === "destroyed" && !stopping) perception.removeNpc(npc.definition.npcId);
			});
			for (const part of parts) part.start();
			letta.start();
			new SlicedWork({ clock: clockOf(clock, profiler, "chat"), budget }, learnCrisisWords).soon();
		},
		populate: (definitions) => {
			if (!stopping) npcs.spawn(definitions);
		},
		stop: (onStopped) => {
			if (stopping) return onStopped();
			stopping = true;
			log.info("stopping");
			for (let index = parts.size() - 1; index >= 0; index--) parts[index].destroy();
			npcs.destroyAll();
			letta.close(config.closeSeconds ?? GATEWAY.closeSeconds, () => {
				logger.destroy();
				onStopped();
			});
		},
	};
}
