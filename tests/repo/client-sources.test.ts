import assert from "node:assert/strict";
import { join } from "node:path";
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
