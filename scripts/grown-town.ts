import { spawnSync } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readArguments } from "./arguments.ts";
import { createScratch } from "./teeth/scratch.ts";

const HELP = `npm run grown-town [-- suite…]

Follows docs/creators.md and CONTRIBUTING.md in a copy of the repository (a new NPC, a location for her, an operator's
command) and runs all tests there, or the suites named (npm test -- --help lists them). Who does what the guides say must not
break them.
`;

const { positionals: suites } = readArguments(HELP, { allowPositionals: true });

const ROOT = join(import.meta.dirname, "..");

interface Model {
	attributes: Record<string, unknown>;
	properties: Record<string, unknown>;
}

/** The definition that the guide shows. */
function shownDefinition(root: string): string {
	const guide = readFileSync(join(root, "docs/creators.md"), "utf8");
	const shown = /```json\n([\s\S]+?)```/.exec(guide)?.[1];
	if (shown === undefined) throw new Error("docs/creators.md shows no definition");
	return shown;
}

/** A copy of a model file with other attributes and another place, as the guide has its readers make it. */
function copyModel(root: string, from: string, to: string, attributes: object, at: number[]): void {
	const model = JSON.parse(readFileSync(join(root, from), "utf8")) as Model;
	Object.assign(model.attributes, attributes);
	model.properties.CFrame = [...at, 1, 0, 0, 0, 1, 0, 0, 0, 1];
	writeFileSync(join(root, to), JSON.stringify(model));
}

function addTilda(root: string): void {
	const definition = JSON.parse(shownDefinition(root)) as Model;
	definition.attributes.Home = "Apiary";
	writeFileSync(join(root, "place/ServerStorage/Npcs/tilda.model.json"), JSON.stringify(definition));
	const spawns = "place/Workspace/NpcSpawns";
	copyModel(
		root,
		`${spawns}/PipSpawn.model.json`,
		`${spawns}/TildaSpawn.model.json`,
		{ NpcId: "tilda" },
		[110, 0.1, 40],
	);
	const locations = "place/Workspace/Town/Locations";
	const apiary = { LocationName: "Apiary" };
	copyModel(root, `${locations}/Cafe.model.json`, `${locations}/Apiary.model.json`, apiary, [110, 10, 40]);
}

function addCommand(root: string): void {
	const file = join(root, "src/server/start-town.ts");
	const text = readFileSync(file, "utf8");
	const others = "town.commands.register(";
	if (!text.includes(others)) throw new Error(`${file} registers no command`);
	const command = '{ name: "bees", usage: "bees", help: "counts the bees", run: () => "many" }';
	writeFileSync(file, text.replace(others, `town.commands.register(${command});\n\t${others}`));
}

const scratch = createScratch(ROOT, join(tmpdir(), `townsfolk-grown-${process.pid}`));
// Says that what the lock file wants is installed.
const stamp = "node_modules/.townsfolk-setup";
cpSync(join(ROOT, stamp), join(scratch.root, stamp));
// Some tests ask git for the files there are.
spawnSync("git", ["init", "--quiet"], { cwd: scratch.root });
try {
	addTilda(scratch.root);
	addCommand(scratch.root);
	const { status } = spawnSync("npm", ["test", "--", ...suites], {
		cwd: scratch.root,
		stdio: "inherit",
	});
	process.exitCode = status ?? 1;
} finally {
	scratch.remove();
}
