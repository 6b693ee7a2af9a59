import type { NpcGestures } from "server/ports";
import { EMOTES, isEmote } from "shared/animation/animation-ids";
import type { OperatorCommand } from "./operator-commands";

/** `emote <npc> <emote>`: to see whether a body can do it. */
export function emoteCommand({ emote }: NpcGestures): OperatorCommand {
	const usage = "emote <npcId> <emote>";
	return {
		name: "emote",
		usage,
		help: `have an NPC ${EMOTES.join(", ")}`,
		run: ([npcId, name]) => {
			if (npcId === undefined || !isEmote(name))
				return `It goes like this: ${usage}, where emote is one of ${EMOTES.join(", ")}.`;
			return emote(npcId, name) ? `${npcId} does it: ${name}.` : `No NPC "${npcId}" has a body.`;
		},
	};
}
