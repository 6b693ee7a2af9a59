import { ServerStorage } from "@rbxts/services";
import type { Switch } from "server/ports";

/** The Configuration whose attributes the operator edits; server-side, so that no client sees it. */
function lettaConfig(): Instance | undefined {
	return ServerStorage.FindFirstChild("LettaConfig");
}

/** The attributes of `ServerStorage.LettaConfig`; none where there is no such instance. */
export function readLettaConfigAttributes(): ReadonlyMap<string, unknown> {
	return lettaConfig()?.GetAttributes() ?? new Map<string, unknown>();
}

/** Follows the attribute `Enabled`. Whatever is not plainly `true` means off; where it is absent it means on. */
export function createEnabledSwitch(): Switch {
	const isOn = () => (lettaConfig()?.GetAttribute("Enabled") ?? true) === true;
	return {
		isOn,
		onChanged: (callback) => {
			const connection = lettaConfig()
				?.GetAttributeChangedSignal("Enabled")
				.Connect(() => callback(isOn()));
			return () => connection?.Disconnect();
		},
	};
}
