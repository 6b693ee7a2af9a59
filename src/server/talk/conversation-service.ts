import type { Clock, Switch, WorldView } from "server/ports";
import { SERVER } from "server/constants/operations";
import type { Talks } from "server/rules/talk/talks";
import type { TurnDirector } from "server/rules/talk/turn-director";
import type { FilteredLine } from "server/chat/chat-service";
import type { NpcManager } from "server/npcs/npc-manager";
import { playerEntityId } from "server/rules/space/entity";
import { haveParted } from "server/npcs/talk-partners";
import type { SpokenReply } from "./npc-mind";
import { NpcHearing, type NpcHearingDeps } from "./npc-hearing";
import { PlayerHearing, type PlayerHearingDeps } from "./player-hearing";

export interface ConversationDeps extends PlayerHearingDeps, NpcHearingDeps {
	readonly clock: Pick<Clock, "now" | "every">;
	readonly npcs: Pick<NpcManager, "get" | "onState">;
	readonly perception: PlayerHearingDeps["perception"];
	readonly turns: PlayerHearingDeps["turns"];
	readonly director: Pick<TurnDirector, "choose" | "greeted" | "forget">;
	readonly talks: Talks;
	readonly world: Pick<WorldView, "onGone">;
	readonly switch: Pick<Switch, "isOn">;
}

/** Who hears a line, and which NPC answers. */
export interface ConversationService {
	readonly start: () => void;
	/** A player said something, anywhere. */
	readonly hear: (line: FilteredLine) => void;
	/** A player who stands near an NPC asks it to talk, without a line. */
	readonly approach: (npcId: string, userId: number) => void;
	/** An NPC has said something. */
	readonly hearNpc: (reply: SpokenReply) => void;
	readonly destroy: () => void;
}

export function createConversationService(deps: ConversationDeps): ConversationService {
	const { clock, director, jobs, npcs, perception, talks } = deps;
	const playerHearing = new PlayerHearing(deps);
	const npcHearing = new NpcHearing(deps);
	let stop = () => {};

	const endParted = () => talks.endWhere((npcId, partnerId) => haveParted(perception, npcId, partnerId));

	return {
		start: () => {
			npcs.onState((npc) => {
				if (npc.state !== "destroyed") return;
				director.forget(npc.entityId);
				talks.forget(npc.entityId);
			});
			const stopForgetting = deps.world.onGone((id) => {
				director.forget(id);
				talks.forget(id);
				playerHearing.forget(id);
			});
			const stopLooking = clock.every(SERVER.perceptionSeconds, endParted);
			stop = () => {
				stopForgetting();
				stopLooking();
			};
		},
		hear: (line) => {
			jobs.add(() => {
				if (deps.switch.isOn()) playerHearing.hear(line);
			});
		},
		approach: (npcId, userId) => {
			if (deps.switch.isOn()) playerHearing.approach(npcId, playerEntityId(userId));
		},
		hearNpc: (reply) => {
			jobs.add(() => {
				if (deps.switch.isOn()) npcHearing.hear(reply);
			});
		},
		destroy: () => stop(),
	};
}
