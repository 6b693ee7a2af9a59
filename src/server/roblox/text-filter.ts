import { TextService } from "@rbxts/services";
import type { FilterResult, TextFilter } from "server/ports";
import type { Threads } from "./threads";

function filterForEveryone(text: string, fromUserId: number): FilterResult {
	const [ok, result] = pcall(() =>
		TextService.FilterStringAsync(
			text,
			fromUserId,
			Enum.TextFilterContext.PublicChat,
		).GetNonChatStringForBroadcastAsync(),
	);
	return ok ? { kind: "ok", text: result } : { kind: "failed", message: tostring(result) };
}

/** Roblox's text filter. It fails for a user who is not on this server. Roblox's documentation forbids retries. */
export function createTextFilter(threads: Threads): TextFilter {
	return {
		filter: (text, fromUserId, onResult) =>
			threads.run("text filter", () => onResult(filterForEveryone(text, fromUserId))),
	};
}
