import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { before, test } from "node:test";
import { type MountedInstance, type PropertyValue, findInstance } from "@townsfolk/headless";
import { type MountedProject, mount } from "@townsfolk/headless/src/rojo/mount.ts";

/**
 * Whatever is below a replicated container reaches every player, the sources of scripts included (a spec walks the
 * running client's tree, but no script may read another's source). So the real personas and settings are searched for.
 */

const REPLICATED = [
	"Workspace",
	"ReplicatedStorage",
	"ReplicatedFirst",
	"StarterPlayer",
	"StarterGui",
	"TextChatService",
	"SoundService",
	"Lighting",
];

/** So many words in a row from a persona are no accident. */
const PHRASE_WORDS = 5;

let place: MountedProject;
before(async () => {
	place = await mount(join(import.meta.dirname, "../../default.project.json"));
});

function* walk(
	instance: MountedInstance,
	path: string,
): Generator<{ path: string; instance: MountedInstance }> {
	yield { path, instance };
	for (const child of instance.children) yield* walk(child, `${path}/${child.name}`);
}

const textOf = (value: PropertyValue | undefined): string => (typeof value === "string" ? value : "");

/** Every run of words in the personas, the settings' texts, and what a key or a gateway's address looks like. */
function secretsOf(): { phrases: Set<string>; texts: string[] } {
	const phrases = new Set<string>();
	for (const npc of findInstance(place.tree, "ServerStorage/Npcs").children) {
		const persona = npc.children.find(({ name }) => name === "Persona");
		const words = textOf(persona?.properties.Value).split(/\s+/);
		assert.ok(words.length > PHRASE_WORDS, `${npc.name} has no persona to search for`);
		for (let i = 0; i + PHRASE_WORDS <= words.length; i++)
			phrases.add(words.slice(i, i + PHRASE_WORDS).join(" "));
	}
	const { attributes } = findInstance(place.tree, "ServerStorage/LettaConfig");
	const texts = [attributes.GatewayUrl, attributes.SecretName].map(textOf);
	assert.ok(
		texts.every((text) => text.length > 0),
		"LettaConfig has no address or secret's name to search for",
	);
	return { phrases, texts };
}

function findIn(text: string, { phrases, texts }: ReturnType<typeof secretsOf>): string | undefined {
	const words = text.split(/\s+/);
	for (let i = 0; i + PHRASE_WORDS <= words.length; i++) {
		const phrase = words.slice(i, i + PHRASE_WORDS).join(" ");
		if (phrases.has(phrase)) return `words of a persona: ${phrase}`;
	}
	return texts.find((secret) => text.includes(secret));
}

function replicatedTexts(): { where: string; text: string }[] {
	const sources = new Map(place.scripts.map(({ key, text }) => [key, text]));
	const found: { where: string; text: string }[] = [];
	for (const container of place.tree.children.filter(({ name }) => REPLICATED.includes(name))) {
		for (const { path, instance } of walk(container, container.name)) {
			if (instance.source !== undefined)
				found.push({ where: path, text: sources.get(instance.source) ?? "" });
			for (const values of [instance.properties, instance.attributes]) {
				for (const [name, value] of Object.entries(values))
					found.push({ where: `${path}.${name}`, text: textOf(value) });
			}
		}
	}
	return found;
}

test("no source, property or attribute that players receive holds a persona, a key's name or the gateway's address", () => {
	const texts = replicatedTexts();
	assert.ok(
		texts.some(
			({ where, text }) =>
				where.startsWith("StarterPlayer/StarterPlayerScripts/TS") && text.includes("return"),
		),
		"the client's scripts were not walked",
	);
	const secrets = secretsOf();
	const leaks = texts.flatMap(({ where, text }) => {
		const leak = findIn(text, secrets);
		return leak === undefined ? [] : [`${where}: ${leak}`];
	});
	assert.deepEqual(leaks, []);
});

test("the search finds a persona's words and an address in a script", () => {
	const secrets = secretsOf();
	const [phrase] = secrets.phrases;
	assert.notEqual(findIn(`local text = "he said ${phrase} and left"`, secrets), undefined);
	assert.notEqual(findIn(`fetch("${secrets.texts[0]}/v1")`, secrets), undefined);
	assert.equal(findIn("local greeting = 1", secrets), undefined);
});

const ROOT = join(import.meta.dirname, "../..");

/** Words that belong to the server: how it decides, speaks to Letta and keeps players safe is nothing for a client. */
const SERVER_WORDS = /letta|crisis|turndirector|scheduler|prompt|secret/i;

/** The phrases by which the server finds words of self-harm; an abuser would like to read them. */
const crisisPhrases = (): string[] => {
	const source = readFileSync(join(ROOT, "src/server/rules/talk/crisis.ts"), "utf8");
	return [...source.matchAll(/^\t"([a-z]+ [a-z ]+)",$/gm)].map(([, phrase]) => phrase!);
};

function serverWordIn(text: string, phrases: ReadonlyArray<string>): string | undefined {
	return text.match(SERVER_WORDS)?.[0] ?? phrases.find((phrase) => text.includes(phrase));
}

test("no script of ours that players receive holds the server's words or a phrase of its crisis check", () => {
	const phrases = crisisPhrases();
	assert.ok(phrases.length > 10, `found ${phrases.length} phrases to search for`);
	const ours = replicatedTexts().filter(({ where }) =>
		/^(ReplicatedStorage|StarterPlayer\/StarterPlayerScripts)\/TS\b/.test(where),
	);
	assert.ok(
		ours.some(({ where, text }) => where.startsWith("ReplicatedStorage/TS") && text.includes("return")),
		"the shared scripts were not walked",
	);
	const leaks = ours.flatMap(({ where, text }) => {
		const word = serverWordIn(text, phrases);
		return word === undefined ? [] : [`${where}: ${word}`];
	});
	assert.deepEqual(leaks, []);
});

test("the search finds a server's word and a phrase in a script", () => {
	assert.equal(serverWordIn("local x = createTurnDirector()", []), "TurnDirector");
	assert.equal(serverWordIn('if said("no way out") then', ["no way out"]), "no way out");
	assert.equal(serverWordIn("local bucket = TokenBucket.new()", ["no way out"]), undefined);
});

/** The files of src that a file imports, as paths below the root. */
function importsOf(file: string): string[] {
	const specifiers = [...readFileSync(join(ROOT, file), "utf8").matchAll(/from "([^"]+)"/g)].map(
		([, path]) => path!,
	);
	return specifiers
		.filter((path) => /^(shared|client|\.)/.test(path))
		.map((path) => (path.startsWith(".") ? normalize(join(dirname(file), path)) : `src/${path}`))
		.map((path) => `${path}.ts`);
}

test("the client reaches every module under src/shared", () => {
	const sources = (folder: string) =>
		readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
			.filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
			.map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
	const reached = new Set<string>();
	const waiting = ["src/client/main.client.ts"];
	for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
		if (reached.has(file)) continue;
		reached.add(file);
		waiting.push(...importsOf(file));
	}
	assert.ok(reached.size > 10, `the client was walked: ${[...reached].join(", ")}`);
	assert.deepEqual(
		sources("src/shared").filter((file) => !reached.has(file)),
		[],
	);
});
