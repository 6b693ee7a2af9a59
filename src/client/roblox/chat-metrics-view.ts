import { ReplicatedStorage } from "@rbxts/services";

/**
 * Shows counts as attributes of `ReplicatedStorage.ChatMetrics`, which only this client has: in Studio's client view a
 * creator sees them change in the Properties window.
 */
export function createChatMetricsView(): (metric: string, count: number) => void {
	const configuration = new Instance("Configuration");
	configuration.Name = "ChatMetrics";
	configuration.Parent = ReplicatedStorage;
	return (metric, count) => configuration.SetAttribute(metric, count);
}
