import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import ts from "typescript";
import { describeBlock, systemPrompt } from "../../src/server/wire/agent-prompt.ts";
import { mountTown, type ReplicatedText, replicatedTexts } from "./replicated.ts";

/**
 * How the server decides is nothing for players: those who know a rule can play it. This searches what players receive
 * for the real phrases, prompts and module names of the server.
 */

const SERVER = join(import.meta.dirname, "../../src/server");
/** Rooms whose modules' names must not appear. The other rooms have names that a client may use, too. */
const SECRET_ROOMS = [
	"rules/talk",
	"rules/talk/crisis",
	"rules/reply",
	"net",
	"wire",
	"talk",
	"letta/gateway",
	"letta/cloud",
];
/** So many words in a row from a prompt are no accident. */
const PROMPT_WORDS = 5;
/** In our own modules even these parts of names tell too much. Libraries have a `directory` and a `scheduler`. */
const TELLING_PARTS = ["letta", "crisis", "director", "scheduler", "prompt", "secret"];
const CRISIS_LANGUAGES = "rules/talk/crisis/languages";
/** The crisis rule combines words. These are what it makes of them; a pattern of the rule is one of its own. */
const CRISIS_PHRASES = [
	"want to die",
	"kill myself",
	"end my life",
	"suicide",
	"self harm",
	"dont want to live",
];
/** A pattern of the crisis rule in one short word, such as a name for the real world, is anybody's word. */
const MIN_PATTERN_CHARS = 8;
const OWN_FOLDERS = ["ReplicatedStorage/TS", "StarterPlayer/StarterPlayerScripts/TS"];

interface Forbidden {
	/** Word sequences, normalised. */
	readonly phrases: ReadonlySet<string>;
	/** Names without dashes, in lower case. */
	readonly names: ReadonlySet<string>;
}

/** Words in lower case, one space before and after each; apostrophes go, as in the crisis phrases. */
const normalised = (text: string) =>
	` ${text
		.toLowerCase()
		.replaceAll(/['’]/g, "")
		.replaceAll(/[^\p{L}\p{N}*]+/gu, " ")
		.trim()} `;

/** The texts in the lists of a source file. */
function listedTexts(file: string): string[] {
	const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
	const texts: string[] = [];
	const visit = (node: ts.Node): void => {
		if (ts.isStringLiteral(node) && ts.isArrayLiteralExpression(node.parent)) texts.push(node.text);
		ts.forEachChild(node, visit);
	};
	visit(source);
	return texts;
}

function* runsOfWords(text: string, count: number): Generator<string> {
	const words = normalised(text).trim().split(" ");
	for (let start = 0; start + count <= words.length; start++)
		yield ` ${words.slice(start, start + count).join(" ")} `;
}

/** Compound names of modules, such as `turndirector`; a name of one word says too little. */
function moduleNames(room: string): string[] {
	return readdirSync(join(SERVER, room))
		.filter((file) => file.endsWith(".ts") && file.includes("-"))
		.map((file) => file.slice(0, -".ts".length).replaceAll("-", ""));
}

/** Patterns of the crisis rule, and phrases that they find. */
function crisisPhrases(): string[] {
	const folder = join(SERVER, CRISIS_LANGUAGES);
	const patterns = readdirSync(folder)
		.flatMap((file) => listedTexts(join(folder, file)))
		.filter((pattern) => pattern.length >= MIN_PATTERN_CHARS);
	return [...patterns, ...CRISIS_PHRASES].map(normalised);
}

function forbiddenWords(): Forbidden {
	const phrases = new Set(crisisPhrases());
	const prompts = [systemPrompt("Mara"), ...["persona", "status", "group_members"].map(describeBlock)];
	for (const prompt of prompts) for (const run of runsOfWords(prompt, PROMPT_WORDS)) phrases.add(run);
	return { phrases, names: new Set(SECRET_ROOMS.flatMap(moduleNames)) };
}

/** What a text tells of the server, if anything. */
function tells({ where, text }: ReplicatedText, { phrases, names }: Forbidden): string | undefined {
	const words = normalised(text);
	for (const phrase of phrases) if (words.includes(phrase)) return `${where}: the words${phrase}`;
	const identifiers = text.toLowerCase().replaceAll("-", "");
	for (const name of names) if (identifiers.includes(name)) return `${where}: the name ${name}`;
	if (!OWN_FOLDERS.some((folder) => where.startsWith(folder))) return undefined;
	const part = TELLING_PARTS.find((telling) => identifiers.includes(telling));
	return part === undefined ? undefined : `${where}: the word ${part}`;
}

let texts: ReplicatedText[];
before(async () => {
	texts = replicatedTexts(await mountTown());
});

test("nothing that players receive holds a crisis phrase, a prompt, or a name of the server's rules and ways to Letta", () => {
	for (const folder of OWN_FOLDERS)
		assert.ok(
			texts.some(({ where, text }) => where.startsWith(folder) && text.includes("return")),
			`the search did not reach the sources in ${folder}`,
		);
	const forbidden = forbiddenWords();
	assert.deepEqual(
		texts.flatMap((text) => tells(text, forbidden) ?? []),
		[],
	);
});

test("the search looks for the server's own phrases, prompts and names", () => {
	const { phrases, names } = forbiddenWords();
	for (const phrase of [
		" kill myself ",
		" end my life ",
		" suicide ",
		" умереть хочу ",
		" a character in a roblox ",
	])
		assert.ok(phrases.has(phrase), `"${phrase}" is not among ${phrases.size} phrases`);
	for (const name of ["turndirector", "speechgate", "requestscheduler", "agentprompt", "cloudagent"])
		assert.ok(names.has(name), `${name} is not among ${names.size} names`);
});

const SOURCE = "ReplicatedStorage/TS/leak";
const LEAKS: ReadonlyArray<{ what: string; leak: ReplicatedText }> = [
	{ what: "a crisis phrase in a list", leak: { where: SOURCE, text: `local A = { "want to die", "b" }` } },
	{
		what: "a pattern of the crisis rule",
		leak: { where: SOURCE, text: `local A = { "^TAKE my|his|her|their life" }` },
	},
	{ what: "a pattern in another script", leak: { where: SOURCE, text: `local A = { "УМЕРЕТЬ ХОЧУ" }` } },
	{ what: "a phrase with its apostrophe", leak: { where: SOURCE, text: `say("I don’t want to live")` } },
	{
		what: "a prompt that the compiler has broken into lines",
		leak: { where: SOURCE, text: "return `You are a character in\n a Roblox town`" },
	},
	{ what: "the name of a class", leak: { where: SOURCE, text: "local TurnDirector = {}" } },
	{ what: "the path of a module", leak: { where: SOURCE, text: `import(script, "request-scheduler")` } },
	{
		what: "an instance's name",
		leak: { where: "ReplicatedStorage/TS/net/retry-policy.Name", text: "retry-policy" },
	},
	{ what: "an attribute of the town", leak: { where: "Workspace/Town.Note", text: "see speech-gate" } },
	{ what: "a word about Letta in a module of ours", leak: { where: SOURCE, text: "-- Letta sends it" } },
];

for (const { what, leak } of LEAKS) {
	test(`the search finds ${what}`, () => {
		assert.notEqual(tells(leak, forbiddenWords()), undefined);
	});
}

test("the search leaves a library's directory and scheduler alone", () => {
	const library = { where: "ReplicatedStorage/rbxts_include/Promise", text: "the scheduler of a directory" };
	assert.equal(tells(library, forbiddenWords()), undefined);
});
