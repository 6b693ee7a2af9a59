import robloxTs from "eslint-plugin-roblox-ts";
import tseslint from "typescript-eslint";

/**
 * Besides style, this file says which folder may name the engine (CONTRIBUTING.md, "Rules between rooms"); which may
 * import which is in .dependency-cruiser.cjs.
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
		files: [
			"{src,deploy/check,gateway/src,headless/src,playtest/src,roblox/src,simulator/src,simulator/scenarios}/**/*.ts",
		],
		rules: {
			// Longer with a reason beside it only.
			"max-lines-per-function": ["error", { max: 80 }],
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
		files: ["src/server/{rules,net,wire,constants}/**/*.ts"],
		rules: {
			"no-restricted-globals": noEngine(
				"The rules, the state machines for I/O and the wire touch no engine.",
			),
			"no-restricted-properties": ["error", ...CLOCKS_AND_DICE],
		},
	},
	{
		files: [
			"src/server/{log,perception,npcs,chat,talk,operations,forgetting,config}/**/*.ts",
			"src/server/ports.ts",
		],
		rules: { "no-restricted-globals": noEngine("Services reach the engine through ports.ts.") },
	},
);
