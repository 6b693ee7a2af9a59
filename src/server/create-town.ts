import { type LettaConfig, spendingLimits } from "server/config/letta-config";
import { createOperations, type Operations } from "server/operations/create-operations";
import type {
	ChatDisplay,
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
	TextFilter,
	Vitals,
	WorldView,
} from "server/ports";
import { createAttentionService } from "server/npcs/attention-service";
import { createBehaviourService } from "server/npcs/behaviour-service";
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
import { Acquaintances } from "server/rules/company/acquaintances";
import type { Point } from "server/rules/space/entity";
import { Talks } from "server/rules/talk/talks";
import { createTurnDirector } from "server/rules/talk/turn-director";
import { createBlockWriter } from "server/net/block-writer";
import { createSpendingCap } from "server/net/spending-cap";

/** All that the town has from outside. */
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
	readonly textFilter: TextFilter;
	readonly chatDisplay: ChatDisplay;
	readonly switch: Switch;
	readonly vitals: Vitals;
	readonly console: OperatorConsole;
	/** What stands between clients and the town. */
	readonly inbound: InboundLimits;
}

export interface TownConfig extends Pick<
	LettaConfig,
	"MemoryMode" | "MaxTalkMinutes" | "CrisisText" | "MaxTurnsPerHour" | "MaxTokensPerDay"
> {
	/** What closing the way to Letta may take. */
	readonly closeSeconds?: number;
}

export interface Town {
	readonly npcs: NpcManager;
	/** Further commands of the operator are registered here. */
	readonly commands: Operations["commands"];
	readonly forgetPlayer: ForgetPlayer;
	/** Does not yield. */
	readonly start: (definitions: ReadonlyArray<NpcDefinition>) => void;
	/** Releases the agents and sends what is pending; `onStopped` is called once, also by a second call. */
	readonly stop: (onStopped: () => void) => void;
}

/** Wires the services to one another and to the ports. */
export function createTown(ports: TownPorts, config: TownConfig): Town {
	const { clock, random, logger } = ports;
	const nameless = createNamelessPlayers(ports.world, ports.chatSource);
	const { world } = nameless;
	const acquaintances = new Acquaintances();
	const log = logger.category("town");
	let stopping = false;

	const limits = spendingLimits(config);
	const spending = createSpendingCap(limits);
	const meter = createTurnMeter({ clock, letta: ports.letta, spending });
	const { letta } = meter;

	const blocks = createBlockWriter({
		send: (write) => letta.setBlock(write, (rev) => blocks.markStored(write.npcId, write.label, rev)),
	});
	const perception = createPerceptionService({
		clock,
		world,
		blocks,
		actionOf: (npcId) => behaviour.actionOf(npcId),
		acquaintances,
	});
	const npcs = createNpcManager(
		{
			clock,
			letta,
			blocks,
			log: logger.category("npc"),
			bodies: ports.bodies,
			perception,
		},
		{ forgetOnDestroy: config.MemoryMode === "session" },
	);
	const chat = createChatService(
		{
			clock,
			world,
			log: logger.category("chat"),
			source: nameless.chatSource,
			filter: ports.textFilter,
			display: ports.chatDisplay,
			switch: ports.switch,
			inbound: ports.inbound,
		},
		{ crisisText: config.CrisisText },
	);
	const director = createTurnDirector();
	const talks = new Talks();
	const turnLog = logger.category("turn");
	const turns = createTurnService({
		clock,
		random,
		letta,
		blocks,
		npcs,
		perception,
		chat,
		talks,
		log: turnLog,
		switch: ports.switch,
		spend: spending.take,
	});
	const conversation = createConversationService(
		{
			clock,
			npcs,
			world,
			perception,
			chat,
			turns,
			director,
			talks,
			acquaintances,
			log: turnLog,
			switch: ports.switch,
		},
		// What remembers across sessions is an extended interaction in any case.
		{ maxTalkSeconds: config.MemoryMode === "session" ? config.MaxTalkMinutes * 60 : undefined },
	);
	const forgetPlayer = createForgetPlayer(
		{
			clock,
			log: logger.category("forget"),
			npcs,
			acquaintances,
			nameless,
			perception,
			chat,
			turns,
			talks,
		},
		config.MemoryMode,
	);
	const partnerOf = createTalkPartners({ clock, talks, perception, isThinking: turns.isThinking });
	const behaviourLog = logger.category("behaviour");
	const attention = createAttentionService({
		clock,
		log: behaviourLog,
		perception,
		npcs,
		blocks,
		partnerOf,
	});
	const behaviour = createBehaviourService({
		clock,
		random,
		log: behaviourLog,
		npcs,
		perception,
		attention,
		motions: ports.motions,
		world,
		waypointsOf: ports.waypointsOf,
		partnerOf,
	});
	const operations = createOperations({
		clock,
		json: ports.json,
		logger,
		vitals: ports.vitals,
		console: ports.console,
		meter,
		spending,
		blocks,
		npcs,
		perception,
		attention,
		behaviour,
	});

	const greetings = createGreetingService({
		clock,
		random,
		npcs,
		world,
		perception,
		attention,
		turns,
		director,
		partnerOf,
		switch: ports.switch,
	});

	return {
		npcs,
		commands: operations.commands,
		forgetPlayer,
		start: (definitions) => {
			if (config.MemoryMode === "persistent")
				log.warn(
					"MemoryMode is persistent: NPCs remember players across sessions, " +
						"for which Roblox asks that the experience be labelled Restricted (18+)",
				);
			if (limits.turnsPerHour === math.huge || limits.tokensPerDay === math.huge)
				log.warn("spending is not limited: MaxTurnsPerHour or MaxTokensPerDay is -1");
			npcs.onState((npc) => {
				if (npc.state === "destroyed" && !stopping) perception.removeNpc(npc.definition.npcId);
			});
			turns.start(conversation.hearNpc);
			conversation.start();
			perception.start();
			attention.start();
			behaviour.start();
			greetings.start();
			chat.start(conversation.hear);
			letta.start();
			operations.start();
			for (const definition of definitions) npcs.spawn(definition);
		},
		stop: (onStopped) => {
			if (stopping) return onStopped();
			stopping = true;
			log.info("stopping");
			operations.destroy();
			chat.destroy();
			greetings.destroy();
			conversation.destroy();
			turns.destroy();
			behaviour.destroy();
			attention.destroy();
			perception.destroy();
			npcs.destroyAll();
			letta.close(config.closeSeconds ?? GATEWAY.closeSeconds, () => {
				logger.destroy();
				onStopped();
			});
		},
	};
}
