import { ServerStorage } from "@rbxts/services";
import type { Switch } from "server/ports";

/** The Configuration whose attributes the operator edits. It is on the server, where no client sees it. */
function lettaConfig(): Instance | undefined {
	return ServerStorage.FindFirstChild("LettaConfig");
}

/** The attributes of `ServerStorage.LettaConfig`; none without that instance. */
export function readLettaConfigAttributes(): ReadonlyMap<string, unknown> {
	return lettaConfig()?.GetAttributes() ?? new Map<string, unknown>();
}

/** Follows the attribute `Enabled`. Absent means on; anything else but `true` means off. */
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
