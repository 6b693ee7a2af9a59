import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { BUBBLES } from "../../src/shared/constants.ts";
import { plainText } from "../src/player/rich-text.ts";
import { readDisplay } from "../src/player/shown-line.ts";
import { destinationNames, findDestination } from "../src/player/survey.ts";
import type { Survey } from "../src/player/survey.ts";

describe("what the chat UI showed", () => {
	const names = ["Mara", "Mara Vale", "Alex"];

	it("is read without tags and with its entities resolved once", () => {
		assert.equal(plainText('<font color="#fff">A &lt;b&gt; &amp;lt; &quot;c&quot;</font>'), 'A <b> &lt; "c"');
	});

	it("belongs to the character that the bubble hangs over", () => {
		const bubble = { kind: "bubble" as const, text: "Hi", adornee: "Workspace.Npcs.Mara.Head" };
		assert.deepEqual(readDisplay(bubble, names), {
			surface: "bubble",
			speaker: "Mara",
			text: "Hi",
			prefix: "",
		});
	});

	it("is read without the AI mark of an NPC's bubble", () => {
		const bubble = {
			kind: "bubble" as const,
			text: `${BUBBLES.aiMark}Hi`,
			adornee: "Workspace.Npcs.Mara.Head",
		};
		assert.equal(readDisplay(bubble, names).text, "Hi");
	});

	it("belongs to an NPC with a title, whose model's name holds a dot", () => {
		const speakerOf = (adornee: string) =>
			readDisplay({ kind: "bubble", text: "Hi", adornee }, ["Dr. Finch", "Finch", "Alex"]).speaker;
		assert.equal(speakerOf("Workspace.Npcs.Dr. Finch.Head"), "Dr. Finch");
		assert.equal(speakerOf("Workspace.Npcs.Dr. Finch"), "Dr. Finch");
		assert.equal(speakerOf("Workspace.Npcs.Finch.Head"), "Finch");
		assert.equal(speakerOf("Workspace.Alexa.Head"), undefined);
	});

	it("is told apart from a typing bubble", () => {
		const surfaceOf = (text: string, adornee: string) =>
			readDisplay({ kind: "bubble", text, adornee }, names).surface;
		assert.equal(surfaceOf("…", "Workspace.Npcs.Mara.Head"), "typing");
		assert.equal(surfaceOf("Well…", "Workspace.Npcs.Mara.Head"), "bubble");
		assert.equal(surfaceOf("…", "Workspace.Alex"), "bubble");
	});

	it("belongs to the speaker whose name leads the window line", () => {
		const speakerOf = (prefixText: string) =>
			readDisplay({ kind: "window", text: "Hi", prefixText }, names).speaker;
		assert.equal(speakerOf('<font color="#fff">Mara</font> <font color="#999">[AI]</font>:'), "Mara");
		assert.equal(speakerOf("Mara Vale [AI]:"), "Mara Vale");
		assert.equal(speakerOf("Alex:"), "Alex");
		assert.equal(speakerOf("Maraschino:"), undefined);
		assert.equal(speakerOf("[Notice]"), undefined);
	});
});

describe("walking", () => {
	const survey: Survey = {
		npcs: [{ npcId: "mara", name: "Mara", position: { x: -80, y: 3, z: 0 } }],
		places: [{ name: "Cafe", position: { x: -70, y: 10, z: 0 } }],
		players: [],
		isOff: false,
	};

	it("leads to an NPC and ends near enough to talk", () => {
		assert.deepEqual(findDestination(survey, " mara"), {
			name: "Mara",
			position: survey.npcs[0]!.position,
			within: 6,
		});
	});

	it("goes to a location by its name, and to nothing else", () => {
		assert.deepEqual(findDestination(survey, "CAFE"), {
			name: "Cafe",
			position: survey.places[0]!.position,
			within: 2,
		});
		assert.equal(findDestination(survey, "Moon"), undefined);
		assert.deepEqual(destinationNames(survey), ["Mara", "Cafe"]);
	});
});
