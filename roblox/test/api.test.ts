import assert from "node:assert/strict";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, test, type TestContext } from "node:test";
import { findProblems } from "../src/api/check-api.ts";
import type { ApiDump, DumpMember } from "../src/api/dump.ts";
import { findUses } from "../src/api/find-uses.ts";
import { nameOf, type Use } from "../src/api/uses.ts";
import { ROOT } from "../src/place/build-test-place.ts";
import { temporaryFolder } from "./support/programs.ts";
import { runLine } from "./support/terminal.ts";

/** A project with one source, compiled with the place's settings. */
function usesOf(t: TestContext, source: string): Use[] {
	const folder = temporaryFolder(t);
	mkdirSync(path.join(folder, "src"));
	symlinkSync(path.join(ROOT, "node_modules"), path.join(folder, "node_modules"));
	const tsconfig = path.join(folder, "tsconfig.json");
	const compilerOptions = { rootDir: ".", baseUrl: ".", typeRoots: ["node_modules/@rbxts"] };
	writeFileSync(
		tsconfig,
		JSON.stringify({ extends: path.join(ROOT, "tsconfig.json"), compilerOptions, include: ["src"] }),
	);
	writeFileSync(path.join(folder, "src", "main.ts"), source);
	return findUses(
		tsconfig,
		"src",
		new Set(["RBXObject", "Instance", "Humanoid", "Players", "Player", "Part"]),
	);
}

const SOURCE = `import { Players } from "@rbxts/services";
const [player] = Players.GetPlayers();
const { UserId: userId, DisplayName } = player;
const part = new Instance("Part");
part.Name = "x";
const humanoid = part.FindFirstChildOfClass("Humanoid");
humanoid?.GetPropertyChangedSignal("Health").Connect(() => print(userId, DisplayName));
if (humanoid) humanoid.RigType = Enum.HumanoidRigType.R15;
const own = { Health: 1, Vector: new Vector3() };
print(own.Health, own.Vector.X);
`;

test("finds the members, classes and enum items that a source uses, and where", (t) => {
	const uses = usesOf(t, SOURCE).map((use) => {
		const more = use.kind === "member" && use.isWritten ? " written" : "";
		return `${use.at.replace("src/main.ts:", "")} ${nameOf(use)}${more}`;
	});
	assert.deepEqual(uses, [
		"1 Players",
		"2 Players.GetPlayers",
		"3 Player.UserId",
		"3 Player.DisplayName",
		"4 Part",
		"5 Instance.Name written",
		"6 Humanoid",
		"6 Instance.FindFirstChildOfClass",
		"7 Humanoid.Health",
		"7 RBXObject.GetPropertyChangedSignal",
		"8 Humanoid.RigType written",
		"8 Enum.HumanoidRigType.R15",
	]);
});

const member = (Name: string, more: Partial<DumpMember> = {}): DumpMember => ({
	Name,
	MemberType: "Property",
	Security: { Read: "None", Write: "None" },
	...more,
});

const DUMP: ApiDump = {
	Version: 1,
	Classes: [
		{
			Name: "Instance",
			Superclass: "<<<ROOT>>>",
			Members: [member("Name"), member("Destroy", { Security: "None" })],
		},
		{
			Name: "Humanoid",
			Superclass: "Instance",
			Members: [
				member("MoveDirection", { Tags: ["ReadOnly", { PreferredDescriptorName: "x" }] }),
				member("Old", { Tags: ["Deprecated"] }),
				member("Hidden", { Tags: ["NotScriptable"] }),
				member("ForPlugins", { Security: "PluginSecurity" }),
				member("SetByPlugins", { Security: { Read: "None", Write: "PluginSecurity" } }),
			],
		},
		{ Name: "Players", Superclass: "Instance", Tags: ["NotCreatable", "Service"], Members: [] },
		{ Name: "Hint", Superclass: "Instance", Tags: ["Deprecated"], Members: [] },
	],
	Enums: [{ Name: "Font", Items: [{ Name: "Arial" }, { Name: "Legacy", Tags: ["Deprecated"] }] }],
};

describe("a use, held against a dump", () => {
	const read = (name: string): Use => ({
		at: "a:1",
		kind: "member",
		className: "Humanoid",
		name,
		isWritten: false,
	});
	const write = (name: string): Use => ({
		at: "a:1",
		kind: "member",
		className: "Humanoid",
		name,
		isWritten: true,
	});
	const made = (className: string): Use => ({ at: "a:1", kind: "class", className, isCreated: true });
	const item = (name: string): Use => ({ at: "a:1", kind: "enumItem", enumName: "Font", name });

	for (const [what, use, verdict] of [
		["a member of a class above", read("Name"), undefined],
		[
			"a method that the dump's Instance has for Object",
			{ ...read("Destroy"), className: "RBXObject" } as Use,
			undefined,
		],
		["a member that is not there", read("Gone"), "missing"],
		["a member of a class that is not there", { ...read("Name"), className: "Gone" } as Use, "missing"],
		["a property that scripts only read", read("MoveDirection"), undefined],
		["the same, written", write("MoveDirection"), "read only"],
		["a deprecated member", read("Old"), "deprecated"],
		["a member that no script has", read("Hidden"), "not scriptable"],
		["a member for plugins", read("ForPlugins"), "restricted"],
		["a property that plugins write, read", read("SetByPlugins"), undefined],
		["the same, written", write("SetByPlugins"), "restricted"],
		["a class that scripts make", made("Humanoid"), undefined],
		["a class that they cannot make", made("Players"), "not creatable"],
		["the same, only named", { ...made("Players"), isCreated: false } as Use, undefined],
		["a deprecated class", made("Hint"), "deprecated"],
		["a class that is not there", made("Gone"), "missing"],
		["an enum item", item("Arial"), undefined],
		["an enum item that is not there", item("Gone"), "missing"],
		["a deprecated enum item", item("Legacy"), "deprecated"],
	] as const) {
		test(`${what}: ${verdict ?? "as it should be"}`, () => {
			assert.deepEqual(
				findProblems([use], DUMP).map((finding) => finding.verdict),
				verdict === undefined ? [] : [verdict],
			);
		});
	}

	test("what would not work comes first, once, with all its places", () => {
		const findings = findProblems([read("Old"), read("Gone"), { ...read("Gone"), at: "b:2" }], DUMP);
		assert.deepEqual(findings, [
			{ name: "Humanoid.Gone", verdict: "missing", places: ["a:1", "b:2"] },
			{ name: "Humanoid.Old", verdict: "deprecated", places: ["a:1"] },
		]);
	});
});

describe("npm run roblox -- api", () => {
	const write = (t: TestContext, contents: string): string => {
		const file = path.join(temporaryFolder(t), "dump.json");
		writeFileSync(file, contents);
		return file;
	};

	test("prints what of src a dump does not have, and exits 1", async (t) => {
		const { code, output } = await runLine(["api", write(t, '{"Version":1,"Classes":[],"Enums":[]}')]);
		assert.equal(code, 1);
		assert.match(output, /^\| HttpService\.RequestAsync \| missing \| .*src\/server\/roblox\/http\.ts:\d+/m);
		assert.match(
			output,
			/^src uses \d{3,} members, \d{2,} classes and \d+ enum items; the dump has 0 classes/m,
		);
		assert.match(output, /^\d{3,} would not work, 0 deprecated$/m);
	});

	for (const [what, contents, problem] of [
		["no JSON", "{", /dump\.json cannot be read: /],
		[
			"a dump of another version",
			'{"Version":2,"Classes":[],"Enums":[]}',
			/is no API dump of version 1\. Studio writes one/,
		],
		["null", "null", /is no API dump of version 1/],
	] as const) {
		test(`says that a file is ${what}`, async (t) => {
			const { code, output } = await runLine(["api", write(t, contents)]);
			assert.equal(code, 1);
			assert.match(output, problem);
		});
	}

	test("says that there is no such file", async () => {
		const { code, output } = await runLine(["api", "/no/such/dump.json"]);
		assert.equal(code, 1);
		assert.match(output, /^\/no\/such\/dump\.json cannot be read: ENOENT/);
	});
});
