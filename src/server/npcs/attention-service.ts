import type { Clock, Log } from "server/ports";
import { SERVER } from "server/constants/operations";
import { type AttentionTier, createAttentionTracker } from "server/rules/load/attention";
import { type EntityId, npcIdOf } from "server/rules/space/entity";
import type { BlockWriter } from "server/net/block-writer";
import type { PerceptionService } from "server/perception/perception-service";
import type { NpcManager } from "./npc-manager";
import type { TalkPartnerOf } from "./talk-partners";

export interface AttentionServiceDeps {
	readonly clock: Clock;
	readonly log: Log;
	readonly perception: Pick<PerceptionService, "entities">;
	readonly npcs: Pick<NpcManager, "get">;
	readonly blocks: Pick<BlockWriter, "setTier" | "step">;
	readonly partnerOf: TalkPartnerOf;
}

/** Decides how much attention each NPC gets, and has its memory written accordingly. */
export interface AttentionService {
	readonly start: () => void;
	readonly tierOf: (id: EntityId) => AttentionTier;
	/** True while a player is near enough to see what the NPC does. */
	readonly isWatched: (id: EntityId) => boolean;
	/** From the next look on, multiplies the distances within which NPCs get attention; 1 is normal. */
	readonly setScale: (scale: number) => void;
	readonly destroy: () => void;
}

export function createAttentionService(deps: AttentionServiceDeps): AttentionService {
	const { clock, log, perception, npcs, blocks } = deps;
	const tracker = createAttentionTracker();
	let stopLooking: (() => void) | undefined;

	const isTalking = (id: EntityId) => {
		const npc = npcs.get(npcIdOf(id) ?? "");
		return npc !== undefined && deps.partnerOf(npc) !== undefined;
	};

	const look = () => {
		let hasWoken = false;
		for (const { id, from, to } of tracker.step(perception.entities(), isTalking)) {
			const npcId = npcIdOf(id);
			// An NPC that has just been destroyed may still be in the last sample.
			if (npcId === undefined || npcs.get(npcId) === undefined) continue;
			log.debug("attention", { npcId, from: from ?? "unknown", to });
			blocks.setTier(npcId, to);
			hasWoken = hasWoken || from === "asleep";
		}
		// Writes what it missed now, without waiting for the next look at the world.
		if (hasWoken) blocks.step(clock.now());
	};

	return {
		start: () => {
			look();
			stopLooking = clock.every(SERVER.perceptionSeconds, look);
		},
		tierOf: tracker.tierOf,
		isWatched: tracker.isWatched,
		setScale: tracker.setScale,
		destroy: () => {
			stopLooking?.();
			stopLooking = undefined;
		},
	};
}
