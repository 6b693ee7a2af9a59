import { loadModules } from "server/roblox/load-modules";

const root = script.Parent;
assert(root);
loadModules(root);
// Not imported above: everything would be loaded in one frame.
const { startServer } = require(
	root.FindFirstChild("start-server") as ModuleScript,
) as typeof import("server/start-server");
startServer();
