import robloxTs from "eslint-plugin-roblox-ts";
import tseslint from "typescript-eslint";

/**
 * Besides style, this file is where the rules between rooms are checked (CONTRIBUTING.md, "Rules between
 * rooms"): which folder may name the engine, and which may import which.
 */

const ENGINE_GLOBALS = [
	"game",
	"workspace",
	"script",
	"task",
	"Instance",
	"Vector2",
	"Vector3",
	"CFrame",
	"Color3",
	"BrickColor",
	"UDim",
	"UDim2",
	"Enum",
	"Random",
	"DateTime",
	"RaycastParams",
	"TweenInfo",
	"wait",
	"spawn",
	"delay",
	"tick",
	"time",
	"_G",
	"shared",
];

const CLOCKS_AND_DICE = [
	{ object: "os", property: "clock", message: "Time comes in as an argument (`now`, seconds)." },
	{ object: "os", property: "time", message: "Time comes in as an argument (`now`, seconds)." },
	{ object: "os", property: "date", message: "Time comes in as an argument." },
	{ object: "math", property: "random", message: "Randomness comes in as an argument." },
];

const noEngine = (why) => ["error", ...ENGINE_GLOBALS.map((name) => ({ name, message: why }))];

const noImport = (...patterns) => [
	"error",
	{ patterns: patterns.map(([group, message]) => ({ group, message })) },
];

const SERVICES = ["@rbxts/services"];
const SERVICES_MESSAGE = "Only src/server/roblox, src/server/letta and src/client name Roblox services.";

export default tseslint.config(
	{
		ignores: [
			"**/node_modules/**",
			"out/**",
			"include/**",
			".townsfolk/**",
			"headless/.cache/**",
			"headless/test/fixtures/**",
		],
	},
	...tseslint.configs.recommended,
	{
		rules: {
			"@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
			"@typescript-eslint/explicit-module-boundary-types": "off",
			eqeqeq: "error",
		},
	},
	{
		files: ["src/**/*.ts", "tests/specs/**/*.ts"],
		extends: [robloxTs.configs.recommended],
		languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
		rules: {
			// The place's own modules are CommonJS to the compiler: `export =` and `import = require` are its idiom.
			"@typescript-eslint/no-require-imports": "off",
		},
	},
	{
		files: ["src/shared/core/**/*.ts", "src/shared/net/**/*.ts"],
		rules: {
			"no-restricted-globals": noEngine("src/shared/core and src/shared/net touch no engine."),
			"no-restricted-properties": ["error", ...CLOCKS_AND_DICE],
			"no-restricted-imports": noImport(
				[SERVICES, "src/shared/core and src/shared/net touch no engine."],
				[["server/*", "**/server/**", "client/*", "**/client/**"], "Rules know neither server nor client."],
			),
		},
	},
	{
		files: ["src/shared/protocol/**/*.ts", "src/shared/constants.ts"],
		rules: { "no-restricted-imports": noImport([SERVICES, SERVICES_MESSAGE]) },
	},
	{
		files: ["src/server/services/**/*.ts", "src/server/config/**/*.ts", "src/server/ports.ts"],
		rules: {
			"no-restricted-globals": noEngine("Services reach the engine through ports.ts."),
			"no-restricted-imports": noImport(
				[SERVICES, SERVICES_MESSAGE],
				[
					["server/roblox/*", "**/roblox/*", "server/letta/**", "**/letta/**"],
					"Only main.server.ts knows who is wired to whom.",
				],
			),
		},
	},
	{
		files: ["src/server/roblox/**/*.ts", "src/server/letta/**/*.ts"],
		rules: {
			"no-restricted-imports": noImport([
				["server/services/*", "**/services/*", "!@rbxts/services"],
				"Adapters do not know the services.",
			]),
		},
	},
	{
		files: ["src/client/**/*.ts"],
		rules: {
			"no-restricted-imports": noImport([["server/*", "**/server/**"], "No server code on the client."]),
		},
	},
);
