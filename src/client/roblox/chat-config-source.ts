import { ReplicatedStorage } from "@rbxts/services";

/** The attributes of `ReplicatedStorage.ChatConfig`; none if the place lacks it. Yields until it is here. */
export function readChatConfigAttributes(timeoutSeconds: number): ReadonlyMap<string, unknown> {
	const configuration = ReplicatedStorage.WaitForChild("ChatConfig", timeoutSeconds);
	return configuration?.GetAttributes() ?? new Map<string, unknown>();
}
