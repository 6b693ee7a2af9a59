import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { createSteps } from "../src/cli/steps.ts";
import { createPaint } from "../src/cli/style.ts";
import { raisePlaytest } from "../src/playtest.ts";
import { destinationNames, findDestination } from "../src/player/survey.ts";
import { copyPlace, type EditedPlace, type Model } from "./support/edited-place.ts";

const PIP = "ServerStorage/Npcs/pip.model.json";
const SPAWN = "Workspace/NpcSpawns/PipSpawn.model.json";
const PLAZA = "Workspace/Town/Locations/Plaza.model.json";
const CONFIG = "ServerStorage/LettaConfig.model.json";

/** A creator's typical mistake, and what the start has to say of it. */
interface Mistake {
	readonly what: string;
	readonly make: (place: EditedPlace) => void;
	readonly says: ReadonlyArray<string>;
}

const TILDA = {
	className: "Configuration",
	attributes: { DisplayName: "Tilda", Home: "Plaza", Appearance: "A lean woman in a white veil." },
};
const PERSONA = [{ name: "Persona", className: "StringValue", properties: { Value: "I am Tilda." } }];

const MISTAKES: ReadonlyArray<Mistake> = [
	{
		what: "an NPC without a persona",
		make: ({ write }) => write("ServerStorage/Npcs/tilda.model.json", JSON.stringify(TILDA)),
		says: ['NPC "tilda": a StringValue called Persona has to say who it is'],
	},
	{
		what: "an attribute of a definition that there is not",
		make: ({ edit }) => edit(PIP, ({ attributes }) => (attributes.Behavior = "Idle")),
		says: [
			'NPC "pip": there is no attribute Behavior (did you mean Behaviour?), allowed are Accessories, App',
		],
	},
	{
		what: "a value that there is not",
		make: ({ edit }) => edit(PIP, ({ attributes }) => (attributes.Behaviour = "patrol")),
		says: ['NPC "pip": attribute Behaviour is "patrol", it has to be "Idle", "Wander" or "Patrol"'],
	},
	{
		what: "a home that is no location",
		make: ({ edit }) => edit(PIP, ({ attributes }) => (attributes.Home = "Plasa")),
		says: [
			'NPC "pip": attribute Home is "Plasa", which is no location (did you mean Plaza?)',
			"Harbor, Library, Plaza, Smithy",
		],
	},
	{
		what: "an attribute of a location that is misspelled",
		make: ({ read, write }) => write(PLAZA, read(PLAZA).replace("LocationName", "LocatonName")),
		says: [
			"Workspace.Town.Locations.Plaza is tagged Location but its attribute is called LocatonName (did you mean LocationName?)\n",
			'NPC "pip": attribute Home is "Plaza", which is no location',
		],
	},
	{
		what: "a tag that is nearly right",
		make: ({ edit }) => edit(PLAZA, ({ properties }) => (properties.Tags = ["Locations"])),
		says: [
			"Workspace.Town.Locations.Plaza is tagged Locations (did you mean Location?); tags: Location, NpcSpawn,",
		],
	},
	{
		what: "two spawns of one NPC",
		make: ({ read, write }) => write("Workspace/NpcSpawns/TildaSpawn.model.json", read(SPAWN)),
		says: [
			'NPC "pip" has two spawns: Workspace.NpcSpawns.PipSpawn and Workspace.NpcSpawns.TildaSpawn both have its',
		],
	},
	{
		what: "an id that is misspelled at the spawn",
		make: ({ edit }) => edit(SPAWN, ({ attributes }) => (attributes.NpcId = "pipp")),
		says: [
			'Workspace.NpcSpawns.PipSpawn: attribute NpcId is "pipp", which is no NPC\'s id (did you mean pip?)',
			'no part in Workspace is tagged NpcSpawn with NpcId "pip"',
		],
	},
	{
		what: "a definition whose file ends in .json",
		make: ({ write }) =>
			write("ServerStorage/Npcs/tilda.json", JSON.stringify({ ...TILDA, children: PERSONA })),
		says: ['NPC "tilda" is a ModuleScript: its file has to be called tilda.model.json'],
	},
	{
		what: "a spawn whose file ends in .json",
		make: ({ read, write }) => write("Workspace/NpcSpawns/TildaSpawn.json", read(SPAWN)),
		says: [
			"Workspace.NpcSpawns.TildaSpawn is a ModuleScript, not a part: its file's name has to end in .model.json",
		],
	},
	{
		what: "broken JSON",
		make: ({ read, write }) => write(PIP, read(PIP).replace(/(\n\t\t"Home": "\w+"),/, "$1")),
		says: ["pip.model.json:6:3: not a JSON model: "],
	},
	{
		what: "a setting that there is not",
		make: ({ edit }) => edit(CONFIG, ({ attributes }) => (attributes.MemoryModes = "session")),
		says: ["LettaConfig.MemoryModes: there is no such key (did you mean MemoryMode?), allowed are Backend,"],
	},
	{
		what: "a setting's value that there is not",
		make: ({ edit }) => edit(CONFIG, ({ attributes }) => (attributes.MaxTalkMinutes = 90)),
		says: ["LettaConfig.MaxTalkMinutes: found the number 90, allowed is a number from 1 to 60"],
	},
];

/** A start without minds, and what was printed meanwhile. */
async function start(t: TestContext, { projectFile }: EditedPlace) {
	const dataDir = mkdtempSync(join(tmpdir(), "townsfolk-data-"));
	t.after(() => rmSync(dataDir, { recursive: true, force: true }));
	let printed = "";
	const output = { isTerminal: false, columns: () => 100, write: (text: string) => void (printed += text) };
	const steps = createSteps(output, createPaint(false));
	let startedAt = 0;
	// Nobody answers: what is wrong with a place needs no Letta to be seen.
	const way = { settings: { GatewayUrl: "http://127.0.0.1:9" }, secrets: { townsfolk_gateway_token: "t" } };
	const outcome = await raisePlaytest({ dataDir, steps, projectFile }, 10, (site) => {
		startedAt = performance.now();
		return site.openPlace({ way });
	}).then(
		(playtest) => ({ playtest, error: undefined }),
		({ message }: Error) => ({ playtest: undefined, error: message }),
	);
	const stop = async () => outcome.playtest?.stop();
	return { ...outcome, stop, printed, seconds: (performance.now() - startedAt) / 1000 };
}

async function startWith(t: TestContext, ...made: ReadonlyArray<Mistake>) {
	const place = copyPlace(t);
	for (const { make } of made) make(place);
	const started = await start(t, place);
	await started.stop();
	return started;
}

function expectSaid(error: string | undefined, says: ReadonlyArray<string>) {
	assert.ok(error !== undefined, "the place started as if nothing were wrong");
	for (const part of says) assert.ok(error.includes(part), `expected “${part}” in “${error}”`);
}

test("a start tells what is wrong with the place, and stops", async (t) => {
	for (const mistake of MISTAKES) {
		await t.test(mistake.what, async (t) => {
			const { error, seconds } = await startWith(t, mistake);
			t.diagnostic(`${seconds.toFixed(1)} s: ${error}`);
			expectSaid(error, mistake.says);
		});
	}
});

test("a start tells of all mistakes at once", async (t) => {
	const several = MISTAKES.slice(0, 7);
	const { error } = await startWith(t, ...several.filter(({ what }) => !/a value|a location/.test(what)));
	expectSaid(
		error,
		several.filter(({ what }) => !/a value|a home|a location/.test(what)).flatMap(({ says }) => says),
	);
});

test("a start names two NPCs of the same name, and goes on", async (t) => {
	const { error, printed } = await startWith(t, {
		what: "a display name twice",
		make: ({ edit }) => edit(PIP, ({ attributes }) => (attributes.DisplayName = "Mara")),
		says: [],
	});
	assert.equal(error, undefined);
	assert.match(printed, /! \[npc\] two NPCs have the same display name \(.*npcId=pip, other=mara\)/);
});

test("locations that were made wrongly keep nobody from walking to the others", async (t) => {
	const place = copyPlace(t);
	const model = JSON.parse(place.read(PLAZA)) as Record<string, unknown>;
	const add = (name: string, changes: object) =>
		place.write(`Workspace/Town/Locations/${name}.model.json`, JSON.stringify({ ...model, ...changes }));
	add("Nameless", { attributes: { LocatonName: "Bee Garden" } });
	add("Number", { attributes: { LocationName: 5 } });
	add("Folder", { className: "Folder", properties: { Tags: ["Location"] } });
	const { playtest, stop } = await start(t, place);
	t.after(stop);
	assert.ok(playtest !== undefined);
	const survey = await playtest.stage.survey();
	assert.deepEqual(destinationNames({ ...survey, npcs: [] }).sort(), [
		"Cafe",
		"Harbor",
		"Library",
		"Plaza",
		"Smithy",
	]);
	assert.equal(findDestination(survey, "smithy")?.name, "Smithy");
	assert.equal(findDestination(survey, "Bee Garden"), undefined);
});

/** Mistakes that a town lives with. */
const ODDITIES: ReadonlyArray<Mistake> = [
	{
		what: "a copied location that kept its name",
		make: ({ read, write }) =>
			write(
				"Workspace/Town/Locations/Zoo.model.json",
				read(PLAZA).replace(/"CFrame": \[0/, '"CFrame": [300'),
			),
		says: [
			'Workspace.Town.Locations.Plaza and Workspace.Town.Locations.Zoo have the same LocationName "Plaza"',
		],
	},
	{
		what: "a location that is not anchored, and collides",
		make: ({ edit }) =>
			edit(PLAZA, ({ properties }) => Object.assign(properties, { Anchored: false, CanCollide: true })),
		says: [
			"location Workspace.Town.Locations.Plaza would fall: set Anchored to true, and would be a wall: set Can",
		],
	},
	{
		what: "a home elsewhere than the spawn",
		make: ({ edit }) => edit(PIP, ({ attributes }) => (attributes.Home = "Harbor")),
		says: ['NPC "pip": its Home is "Harbor", but its spawn Workspace.NpcSpawns.PipSpawn is '],
	},
	{
		what: "a name that reads like another's",
		make: ({ edit }) => edit(PIP, ({ attributes }) => (attributes.DisplayName = "MARA")),
		says: ['NPC "pip": its DisplayName "MARA" reads like the name of NPC "mara", "Mara".'],
	},
	{
		what: "a location's name",
		make: ({ edit }) => edit(PIP, ({ attributes }) => (attributes.DisplayName = "Cafe")),
		says: ['NPC "pip": its DisplayName "Cafe" reads like the name of location Workspace.Town.Locations.Cafe'],
	},
];

test("a start warns once of what a creator hardly means, and goes on", async (t) => {
	for (const oddity of ODDITIES) {
		await t.test(oddity.what, async (t) => {
			const { error, printed } = await startWith(t, oddity);
			assert.equal(error, undefined);
			for (const part of oddity.says)
				assert.equal(printed.split(`! [npc] ${part}`).length - 1, 1, `“${part}”, once, in “${printed}”`);
		});
	}
});

test("a start checks the gateway's address that the published place has", async (t) => {
	const starts = async (url: string | undefined) => {
		const set = ({ attributes }: Model) => (attributes.GatewayUrl = url);
		const make = ({ edit }: EditedPlace) => edit(CONFIG, set);
		return startWith(t, { what: `GatewayUrl is ${url}`, make, says: [] });
	};
	const rule = "allowed is a URL that begins with http:// or https:// and does not end in a slash";
	for (const [url, found] of [
		[undefined, "nothing"],
		["https://town.example/", '"https://town.example/"'],
	] as const) {
		const { error, printed } = await starts(url);
		assert.equal(error, undefined);
		const warning = `! LettaConfig.GatewayUrl: found ${found}, ${rule}: published, this stops the start.`;
		assert.equal(printed.split(warning).length - 1, 1, `“${warning}”, once, in “${printed}”`);
	}
	const { printed } = await starts("https://town.example");
	assert.doesNotMatch(printed, /GatewayUrl/);
});

test("a start of the demo town as it is has nothing to warn of", async (t) => {
	const { error, printed } = await startWith(t);
	assert.equal(error, undefined);
	assert.doesNotMatch(printed, /!/);
});

test("a start with the town switched off says so", async (t) => {
	const { error, printed } = await startWith(t, {
		what: "Enabled is false",
		make: ({ edit }) => edit(CONFIG, ({ attributes }) => (attributes.Enabled = false)),
		says: [],
	});
	assert.equal(error, undefined);
	assert.match(printed, /! \[town\] LettaConfig\.Enabled is off: no NPC talks until it is true/);
});
