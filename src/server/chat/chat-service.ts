import { Trove } from "@rbxts/trove";
import type { ChatDisplay, ChatSource, Clock, Log, Switch, TextFilter, WorldView } from "server/ports";
import { userIdOf } from "server/rules/space/entity";
import type { InboundLimits } from "./inbound-limits";
import { NpcText, type Speech } from "./npc-text";
import { type FilteredLine, PlayerText } from "./player-text";

export type { FilteredLine } from "./player-text";

export interface ChatServiceDeps {
	readonly clock: Clock;
	readonly log: Log;
	readonly source: ChatSource;
	readonly filter: TextFilter;
	readonly display: ChatDisplay;
	readonly world: Pick<WorldView, "onGone">;
	readonly switch: Switch;
	readonly inbound: InboundLimits;
}

export interface ChatServiceOptions {
	/** Told in private to a player who speaks of hurting themselves. */
	readonly crisisText: string;
}

export interface ChatService {
	/** From now on players' lines come to `onLine`, each player's in their order. */
	readonly start: (onLine: (line: FilteredLine) => void) => void;
	/** Shows an NPC's line to its listeners once it is filtered; one NPC's lines keep their order. */
	readonly say: (speech: Speech) => void;
	/** Shows a typing bubble over an NPC that is about to answer, to those who would hear it. */
	readonly think: (speech: Speech) => void;
	/** Tells a player, the first time, that the conversation is with an AI. */
	readonly giveNotice: (userId: number, npcId: string, displayName: string) => void;
	/** Shows a line of the game's to a player. */
	readonly tell: (userId: number, text: string) => void;
	/** Drops the player's lines that wait for the filter. */
	readonly forgetPlayer: (userId: number) => void;
	/** Drops the NPC's lines that wait for the filter. */
	readonly dropNpc: (npcId: string) => void;
	readonly destroy: () => void;
}

/** Players' text in and NPCs' text out, both through the text filter. A text that it does not pass reaches nobody. */
export function createChatService(deps: ChatServiceDeps, { crisisText }: ChatServiceOptions): ChatService {
	const npcText = new NpcText(deps);
	const playerText = new PlayerText({
		...deps,
		onCrisis: (userId) => npcText.giveHelp(userId, crisisText),
	});
	const trove = new Trove();

	const forgetPlayer = (userId: number) => {
		playerText.forget(userId);
		npcText.forgetPlayer(userId);
	};

	return {
		start: (onLine) => {
			trove.add(deps.source.onLine((line) => playerText.receive(line, onLine)));
			trove.add(
				deps.world.onGone((id) => {
					const userId = userIdOf(id);
					if (userId !== undefined) forgetPlayer(userId);
				}),
			);
		},
		say: (speech) => npcText.say(speech),
		think: (speech) => npcText.think(speech),
		giveNotice: (userId, npcId, displayName) => npcText.giveNotice(userId, npcId, displayName),
		tell: (userId, text) => npcText.tell(userId, text),
		forgetPlayer,
		dropNpc: (npcId) => npcText.drop(npcId),
		destroy: () => trove.destroy(),
	};
}
