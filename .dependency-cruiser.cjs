/**
 * Which file may import which (CONTRIBUTING.md, "Rules between rooms"); `npm run lint` checks it. What may name the
 * engine is in eslint.config.mjs.
 */

/** The rooms of src/server that hold services, in the direction of imports: each may import those before it. */
const ROOMS = ["log", "perception", "npcs", "chat", "talk", "operations", "forgetting"];

/** What the rooms stand on. What crosses the wire is not part of it: only the ways to Letta speak that. */
const GROUND = "^src/(shared/|server/(rules|net|constants)/)";

const ROBLOX_SERVICES = "node_modules/@rbxts/services";
const TEST_FOLDER = "^(tests/[^/]+|[^/]+/test)/";
/** One table of cases for both sentence splitters, the place's and the gateway's. */
const SHARED_CASES = "^tests/specs/server/support/sentence-cases\\.ts$";
// Attacks and broken frames are measured as they are tested.
const SHARED_SUPPORT =
	"^(gateway/test/support/(fuzz-frames|random)|deploy/test/support/(nginx|certificates))\\.ts$";
const WIRING = "^src/(server/(main\\.server|start-[^/]+|create-[^/]+)|client/main\\.client)\\.ts$";

const forbid = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });
const below = (...rooms) => `^src/server/(${rooms.join("|")})/`;

/** `folder` imports nothing of src besides `pathNot`. */
const onlyImports = (name, comment, path, pathNot) =>
	forbid(name, comment, { path }, { path: "^src/", pathNot });

module.exports = {
	forbidden: [
		forbid(
			"no-circles",
			"Two files that import each other, directly or through others, are one.",
			{},
			{ circular: true },
		),
		onlyImports(
			"shared-alone",
			"What every player receives knows neither side.",
			"^src/shared/",
			"^src/shared/",
		),
		onlyImports("client-alone", "No server code on the client.", "^src/client/", "^src/(client|shared)/"),
		onlyImports(
			"rules-pure",
			"Rules know rules and their constants.",
			"^src/server/rules/",
			"^src/(shared/|server/(rules|constants)/)",
		),
		onlyImports("net-pure", "State machines for I/O know rules and constants.", "^src/server/net/", GROUND),
		onlyImports(
			"wire-alone",
			"The gateway compiles these files too.",
			"^src/server/wire/",
			"^src/(shared|server/wire)/",
		),
		onlyImports(
			"constants-alone",
			"Numbers depend on nothing.",
			"^src/server/constants/",
			"^src/server/constants/",
		),
		onlyImports(
			"ports-low",
			"Ports are made of plain types, in the server's own words.",
			"^src/server/ports\\.ts$",
			GROUND,
		),
		onlyImports(
			"config-low",
			"The configuration knows nothing of the services that use it.",
			"^src/server/config/",
			"^src/(shared/|server/(rules|net|constants|config)/|server/ports\\.ts$)",
		),
		...ROOMS.map((room, index) =>
			onlyImports(
				`room-${room}`,
				`Rooms import in one direction: ${ROOMS.join(" < ")}.`,
				`^src/server/${room}/`,
				[GROUND, "^src/server/ports\\.ts$", below(...ROOMS.slice(0, index + 1))],
			),
		),
		onlyImports(
			"letta-adapters",
			"The ways to Letta know the ports and nothing of the services.",
			"^src/server/letta/",
			[GROUND, "^src/server/ports\\.ts$", "^src/server/(letta|wire)/"],
		),
		onlyImports(
			"engine-adapters",
			"Adapters to the engine do not know the services.",
			"^src/server/roblox/",
			[GROUND, "^src/server/ports\\.ts$", "^src/server/(roblox|config)/"],
		),
		forbid(
			"only-wiring-wires",
			"Only main, start-* and create-* know who is wired to whom.",
			{ path: "^src/", pathNot: WIRING },
			{ path: WIRING },
		),
		forbid(
			"wire-at-the-edge",
			"Only the ways to Letta know what crosses the wire; they translate it into the words of the ports.",
			{ path: "^src/", pathNot: "^src/server/(letta|wire)/" },
			{ path: "^src/server/wire/" },
		),
		forbid(
			"services-at-the-edge",
			"Only src/server/roblox, src/server/letta and src/client name Roblox services.",
			{ path: "^src/", pathNot: "^src/(server/(roblox|letta)|client)/" },
			{ path: ROBLOX_SERVICES },
		),
		forbid(
			"gateway-door",
			"The gateway knows the place by its door only: gateway/src/wire.ts.",
			{ path: "^gateway/", pathNot: "^gateway/src/wire\\.ts$" },
			{ path: "^src/" },
		),
		forbid(
			"gateway-alone",
			"The gateway is deployed by itself.",
			{ path: "^gateway/" },
			{
				path: "^(headless|simulator|playtest|roblox|tests)/",
				pathNot: SHARED_CASES,
			},
		),
		forbid(
			"headless-alone",
			"The engine knows nothing of what runs in it.",
			{ path: "^headless/" },
			{
				path: "^(src|gateway|simulator|playtest|roblox|tests)/",
			},
		),
		forbid(
			"simulator-low",
			"playtest stands on the simulator.",
			{ path: "^simulator/" },
			{
				path: "^(playtest|roblox|tests)/",
			},
		),
		forbid(
			"simulator-doors",
			"Others come into the simulator by its doors only: simulator/src/index.ts, and testing.ts for tests.",
			{ path: "^(playtest|tests)/" },
			{ path: "^simulator/", pathNot: "^simulator/src/(index|testing)\\.ts$" },
		),
		forbid(
			"simulator-testing",
			"The simulator's door for tests is for tests.",
			{ pathNot: TEST_FOLDER },
			{ path: "^simulator/src/testing\\.ts$" },
		),
		forbid(
			"roblox-reads",
			"The commands for the real Roblox run the place; they are no part of it, nor of what plays it.",
			{ path: "^roblox/" },
			{ path: "^(src|gateway|simulator|playtest)/" },
		),
		forbid(
			"no-tests-of-others",
			"Nobody imports a test folder but its own tests.",
			{ path: TEST_FOLDER },
			{
				path: TEST_FOLDER,
				pathNot: ["^$1/", SHARED_CASES, SHARED_SUPPORT],
			},
		),
		forbid("no-tests", "Nobody imports a test.", { pathNot: TEST_FOLDER }, { path: TEST_FOLDER }),
	],
	options: {
		doNotFollow: { path: "node_modules" },
		exclude: { path: "^(out|include|headless/test/fixtures)/" },
		tsPreCompilationDeps: true,
		tsConfig: { fileName: "tsconfig.json" },
		enhancedResolveOptions: {
			exportsFields: ["exports"],
			conditionNames: ["import", "default"],
			extensions: [".ts", ".d.ts", ".mjs", ".cjs", ".js"],
		},
	},
};
