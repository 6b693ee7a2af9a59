import { Stats } from "@rbxts/services";
import type { Vitals } from "server/ports";

/** The engine's own measurements of this server. */
export const vitals: Vitals = {
	sample: () => ({
		heartbeatSeconds: Stats.HeartbeatTime,
		memoryMb: Stats.GetTotalMemoryUsageMb(),
		instances: Stats.InstanceCount,
	}),
};
