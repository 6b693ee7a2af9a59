import type { Fault } from "../../scripts/teeth/fault.ts";

const PHYSICS = "headless/test/engine-physics.test.ts";
const PATHS = "headless/test/engine-paths.test.ts";

/** The headless engine: kinder than Roblox, it would hide what breaks there. */
export default [
	{
		name: "a line that begins with a default command's word is swallowed",
		file: "headless/engine/classes/text-chat/chat-commands.luau",
		find: " and not needsSlash",
		replace: "",
		covers: { tests: ["headless/test/engine-text-chat.test.ts"] },
	},
	{
		name: "walkers walk through walls",
		file: "headless/engine/physics/motion.luau",
		find: "x, z, isFree = pushedByShapes(own, body, x, y, z, feet)",
		replace: "isFree = true",
		covers: { tests: [PHYSICS] },
	},
	{
		name: "what rests stays in the air when its ground goes",
		file: "headless/engine/physics/falling.luau",
		find: "space.onShape = onShape",
		replace: "",
		covers: { tests: [PHYSICS] },
	},
	{
		name: "a path keeps no distance from walls",
		file: "headless/src/navigation/nav-tiles.ts",
		find: "walkableRadius: Math.ceil(agent.radius / CELL_STUDS)",
		replace: "walkableRadius: 0",
		covers: { tests: [PATHS] },
	},
	{
		name: "a path that does not arrive counts as one",
		file: "headless/src/navigation/find-path.ts",
		find: "last === to.ref || isNearest === true ?",
		replace: "true ?",
		covers: { tests: [PATHS] },
	},
	{
		name: "a wall that has moved is still where it was, for paths",
		file: "headless/src/navigation/navigator.ts",
		find: "mesh.forget(areaOf(solid))",
		replace: "areaOf(solid)",
		covers: { tests: [PATHS] },
	},
] satisfies ReadonlyArray<Fault>;
