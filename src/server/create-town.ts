import type { LettaConfig } from "server/config/letta-config";
import type {
	ChatDisplay,
	ChatSource,
	Clock,
	LettaPort,
	NpcBodies,
	NpcDefinition,
	Random,
	Switch,
	TextFilter,
	WorldView,
} from "server/ports";
import { createChatService } from "server/services/chat-service";
import { createConversationService } from "server/services/conversation-service";
import { createInteractionService } from "server/services/interaction-service";
import type { LoggerService } from "server/services/logger-service";
import { createNpcManager, type NpcManager } from "server/services/npc-manager";
import { createTurnService } from "server/services/turn-service";
import { GATEWAY } from "shared/constants";
import { createBlockWriter } from "shared/net/block-writer";

/** All that the town has from outside. */
export interface TownPorts {
	readonly clock: Clock;
	readonly random: Random;
	readonly logger: LoggerService;
	readonly letta: LettaPort;
	readonly bodies: NpcBodies;
	readonly world: WorldView;
	readonly chatSource: ChatSource;
	readonly textFilter: TextFilter;
	readonly chatDisplay: ChatDisplay;
	readonly switch: Switch;
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
	const interaction = createInteractionService({ clock, world, blocks });
	const npcs = createNpcManager(
		{
			clock,
			letta,
			blocks,
			log: logger.category("npc"),
			bodies: ports.bodies,
			observeBlocks: (npcId) => {
				interaction.observe();
				return interaction.blocksOf(npcId);
			},
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
	});
	const turnLog = logger.category("turn");
	const turns = createTurnService({
		clock,
		random,
		letta,
		blocks,
		npcs,
		interaction,
		chat,
		log: turnLog,
		switch: ports.switch,
	});
	const conversation = createConversationService({
		clock,
		npcs,
		interaction,
		chat,
		turns,
		log: turnLog,
		switch: ports.switch,
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
			chat.start(conversation.hear);
			letta.start();
			for (const definition of definitions) npcs.spawn(definition);
		},
		stop: (onStopped) => {
			if (stopping) return onStopped();
			stopping = true;
			log.info("stopping");
			chat.destroy();
			turns.destroy();
			interaction.destroy();
			npcs.destroyAll();
			letta.close(GATEWAY.closeSeconds, () => {
				logger.destroy();
				onStopped();
			});
		},
	};
}
