import assert from "node:assert/strict";
import { before, test } from "node:test";
import { findInstance } from "@townsfolk/headless";
import type { MountedProject } from "@townsfolk/headless/src/rojo/mount.ts";
import { mountTown, replicatedTexts, textOf } from "./replicated.ts";

/**
 * No script may read another's source, so a spec cannot look for secrets in the client's scripts. This searches the
 * mounted place for the real personas and settings.
 */

/** So many words in a row from a persona are no accident. */
const PHRASE_WORDS = 5;

let place: MountedProject;
before(async () => {
	place = await mountTown();
});

/** Every run of words in the personas, and the texts in the settings that look like a key or a gateway's address. */
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

test("no name, source, property or attribute that players receive holds a persona, a key's name or the gateway's address", () => {
	const texts = replicatedTexts(place);
	assert.ok(
		texts.some(
			({ where, text }) =>
				where.startsWith("StarterPlayer/StarterPlayerScripts/TS") && text.includes("return"),
		),
		"the search did not reach the client's scripts",
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
