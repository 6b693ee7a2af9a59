import { ReplicatedStorage } from "@rbxts/services";

/**
 * Shows counts as attributes of `ReplicatedStorage.ChatMetrics`, which only this client has. Creators see them in the
 * Properties window of Studio's client view.
 */
export function createChatMetricsView(): (metric: string, count: number) => void {
	const configuration = new Instance("Configuration");
	configuration.Name = "ChatMetrics";
	configuration.Parent = ReplicatedStorage;
	return (metric, count) => configuration.SetAttribute(metric, count);
}
