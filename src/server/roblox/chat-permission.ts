import { TextChatService } from "@rbxts/services";
import type { ChatPermission } from "server/ports";
import type { Threads } from "./threads";

/** Asks Roblox, which goes by the player's age and settings and by what parents allow. */
export function createChatPermission(threads: Threads): ChatPermission {
	return {
		ask: (userId, onAnswer) => {
			threads.run("chat permission", () => {
				// The typings know a kind of number of their own. Fails for a player who has left.
				const [ok, mayChat] = pcall(() => TextChatService.CanUserChatAsync(userId as unknown as User));
				onAnswer(ok && typeIs(mayChat, "boolean") ? mayChat : undefined);
			});
		},
	};
}
