import type { LettaConfig } from "server/config/letta-config";
import type {
	ChatDisplay,
	ChatSource,
	Clock,
	LettaPort,
	NpcBodies,
	NpcDefinition,
	NpcMotions,
	Random,
	Switch,
	TextFilter,
	WorldView,
} from "server/ports";
import { createAttentionService } from "server/services/attention-service";
import { createBehaviourService } from "server/services/behaviour-service";
import { createChatService } from "server/services/chat-service";
import { createConversationService } from "server/services/conversation-service";
import type { InboundLimits } from "server/services/inbound-limits";
import { createInteractionService } from "server/services/interaction-service";
import type { LoggerService } from "server/services/logger-service";
import { createNpcManager, type NpcManager } from "server/services/npc-manager";
import { createTalkPartners } from "server/services/talk-partners";
import { createTurnService } from "server/services/turn-service";
import { GATEWAY } from "shared/constants";
import type { Point } from "shared/core/entity";
import { Talks } from "shared/core/talks";
import { createBlockWriter } from "shared/net/block-writer";

/** All that the town has from outside. */
export interface TownPorts {
	readonly clock: Clock;
	readonly random: Random;
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
	/** What stands between clients and the town. */
	readonly inbound: InboundLimits;
}

export interface Town {
	readonly npcs: NpcManager;
	/** Does not yield. */
	readonly start: (definitions: ReadonlyArray<NpcDefinition>) => void;
	/** Releases the agents and sends what is pending; `onStopped` is called once, also by a second call. */
	readonly stop: (onStopped: () => void) => void;
}

/** Wires the services to one another and to the ports. */
export function createTown(ports: TownPorts, config: Pick<LettaConfig, "MemoryMode">): Town {
	const { clock, random, logger, letta, world } = ports;
	const log = logger.category("town");
	let stopping = false;

	const blocks = createBlockWriter({
		send: (write) => letta.setBlock(write, (rev) => blocks.markStored(write.npcId, write.label, rev)),
	});
	const interaction = createInteractionService({
		clock,
		world,
		blocks,
		actionOf: (npcId) => behaviour.actionOf(npcId),
	});
	const npcs = createNpcManager(
		{
			clock,
			letta,
			blocks,
			log: logger.category("npc"),
			bodies: ports.bodies,
			interaction,
		},
		{ forgetOnDestroy: config.MemoryMode === "session" },
	);
	const chat = createChatService({
		clock,
		world,
		log: logger.category("chat"),
		source: ports.chatSource,
		filter: ports.textFilter,
		display: ports.chatDisplay,
		switch: ports.switch,
		inbound: ports.inbound,
	});
	const talks = new Talks();
	const turnLog = logger.category("turn");
	const turns = createTurnService({
		clock,
		random,
		letta,
		blocks,
		npcs,
		interaction,
		chat,
		talks,
		log: turnLog,
		switch: ports.switch,
	});
	const conversation = createConversationService({
		clock,
		npcs,
		world,
		interaction,
		chat,
		turns,
		talks,
		log: turnLog,
		switch: ports.switch,
	});
	const partnerOf = createTalkPartners({ clock, talks, interaction, isThinking: turns.isThinking });
	const behaviourLog = logger.category("behaviour");
	const attention = createAttentionService({
		clock,
		log: behaviourLog,
		interaction,
		npcs,
		blocks,
		partnerOf,
	});
	const behaviour = createBehaviourService({
		clock,
		random,
		log: behaviourLog,
		npcs,
		interaction,
		attention,
		motions: ports.motions,
		world,
		waypointsOf: ports.waypointsOf,
		partnerOf,
	});

	return {
		npcs,
		start: (definitions) => {
			if (config.MemoryMode === "persistent")
				log.warn(
					"MemoryMode is persistent: NPCs remember players across sessions, " +
						"for which Roblox asks that the experience be labelled Restricted (18+)",
				);
			npcs.onState((npc) => {
				if (npc.state === "destroyed" && !stopping) interaction.removeNpc(npc.definition.npcId);
			});
			turns.start();
			conversation.start();
			interaction.start();
			attention.start();
			behaviour.start();
			chat.start(conversation.hear);
			letta.start();
			for (const definition of definitions) npcs.spawn(definition);
		},
		stop: (onStopped) => {
			if (stopping) return onStopped();
			stopping = true;
			log.info("stopping");
			chat.destroy();
			conversation.destroy();
			turns.destroy();
			behaviour.destroy();
			attention.destroy();
			interaction.destroy();
			npcs.destroyAll();
			letta.close(GATEWAY.closeSeconds, () => {
				logger.destroy();
				onStopped();
			});
		},
	};
}
