import type { MountedInstance, World } from "@townsfolk/headless";
import { luauString } from "@townsfolk/simulator";

/** What a creator has set in `LettaConfig`, before a playtest sets what it needs. */
export type OwnSettings = MountedInstance["attributes"];

/** The place's own check, by the place's own module. */
const CHECK = `
local settings = ...
for _, module in game:GetService("ServerScriptService"):GetDescendants() do
	if module.Name == "letta-config" and module:IsA("ModuleScript") then
		return require(module).parseLettaConfig(settings).message
	end
end
return nil`;

/** Why the published place would not start with these settings; undefined if it would. */
export async function checkOwnSettings(
	world: Pick<World, "evaluate">,
	settings: OwnSettings,
): Promise<string | undefined> {
	const json = luauString(JSON.stringify(settings));
	const source = `return (function(...)${CHECK}
end)(game:GetService("HttpService"):JSONDecode(${json}))`;
	const message = await world.evaluate("server", source);
	return typeof message === "string" ? message : undefined;
}
