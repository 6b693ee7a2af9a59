import { ServerStorage } from "@rbxts/services";
import type { Clock } from "server/ports";

/**
 * Shows totals as attributes of a Configuration in ServerStorage: creators see them in Studio, operators in the server's
 * console, clients never.
 *
 * @returns stops it
 */
export function publishTotals(
	clock: Pick<Clock, "every">,
	options: { name: string; everySeconds: number; totals: () => Readonly<Record<string, number>> },
): () => void {
	const configuration = new Instance("Configuration");
	configuration.Name = options.name;
	const publish = () => {
		for (const [key, total] of pairs(options.totals())) {
			if (configuration.GetAttribute(key) !== total) configuration.SetAttribute(key, total);
		}
	};
	publish();
	configuration.Parent = ServerStorage;
	return clock.every(options.everySeconds, publish);
}
