import type { ForgetPlayer } from "./forget-player";
import type { OperatorCommand } from "server/operations/operator-commands";

/** `forget <userId>`: a player's right to erasure. */
export function forgetCommand(forgetPlayer: ForgetPlayer): OperatorCommand {
	const usage = "forget <userId>";
	return {
		name: "forget",
		usage,
		help: "erase what NPCs know of a player; their minds are made anew",
		run: ([word]) => {
			const userId = tonumber(word ?? "");
			if (userId === undefined || userId < 1 || userId % 1 !== 0)
				return `It goes like this: ${usage}, where userId is the player's number at Roblox.`;
			const npcIds = forgetPlayer(userId, () => {});
			if (npcIds.isEmpty()) return `No NPC knows of player ${userId}.`;
			return `${npcIds.size()} NPCs are made anew (${npcIds.join(", ")}); the log says when that is done.`;
		},
	};
}
