import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createRepeats } from "../src/cli/repeats.ts";
import { createSteps } from "../src/cli/steps.ts";
import { createPaint, wrap } from "../src/cli/style.ts";
import { createTranscript } from "../src/cli/transcript.ts";

function createOutput(columns = 60) {
	let text = "";
	const output = { write: (more: string) => (text += more), isTerminal: false, columns: () => columns };
	return { output, lines: () => text.split("\n").slice(0, -1) };
}

describe("the transcript", () => {
	it("names time, speaker, surface and text, and wraps under the text", () => {
		const { output, lines } = createOutput();
		const transcript = createTranscript({ output, paint: createPaint(false), now: () => 4.25 });
		transcript.said("Alex", "Hello!");
		transcript.shown({
			surface: "bubble",
			speaker: "Mara",
			text: "Hello, Alex! What brings you here?",
			prefix: "",
		});
		transcript.shown({ surface: "window", speaker: "Mara", text: "Hello!", prefix: "Mara [AI]:" });
		assert.deepEqual(lines(), [
			"",
			"  4.3 s  Alex     says    Hello!",
			"  4.3 s  Mara     bubble  Hello, Alex! What brings you",
			"                          here?",
			"  4.3 s  Mara     window  Mara [AI]: Hello!",
		]);
	});

	it("gives names a column that holds the longest", () => {
		const { output, lines } = createOutput();
		const names = ["Mara", "Visitor 16"];
		const transcript = createTranscript({ output, paint: createPaint(false), now: () => 1, names });
		transcript.said("Visitor 16", "Hello!");
		transcript.said("Mara", "Good day to you, and to all of them.");
		assert.deepEqual(lines(), [
			"",
			"  1.0 s  Visitor 16 says    Hello!",
			"",
			"  1.0 s  Mara       says    Good day to you, and to all of",
			"                            them.",
		]);
	});

	it("shows once that an answer is being written, until it comes", () => {
		const { output, lines } = createOutput();
		const transcript = createTranscript({ output, paint: createPaint(false), now: () => 1 });
		const typing = { surface: "typing" as const, speaker: "Mara", text: "…", prefix: "" };
		transcript.shown(typing);
		transcript.shown(typing);
		transcript.shown({ ...typing, speaker: "Bram" });
		transcript.shown({ surface: "bubble", speaker: "Mara", text: "Hello!", prefix: "" });
		transcript.shown(typing);
		assert.deepEqual(lines(), [
			"  1.0 s  Mara             …",
			"  1.0 s  Bram             …",
			"  1.0 s  Mara     bubble  Hello!",
			"  1.0 s  Mara             …",
		]);
	});

	it("has no colour codes where there is no terminal", () => {
		const paint = createPaint(false);
		assert.equal(paint.name("Mara") + paint.bad("no"), "Marano");
	});
});

describe("repeated news", () => {
	it("is held back for a while and counted", () => {
		let time = 0;
		const { filter } = createRepeats({ windowSeconds: 30, now: () => time });
		const shown = ["down", "down", "down", "up"].map(filter);
		assert.deepEqual(shown, ["down", undefined, undefined, "up"]);
		time = 31;
		assert.equal(filter("down"), "down (and 2 times before)");
		time = 62;
		assert.equal(filter("down"), "down");
	});

	it("is shown again after a while, also when it never stops", () => {
		let time = 0;
		const { filter } = createRepeats({ windowSeconds: 30, now: () => time });
		const shown: number[] = [];
		for (; time < 100; time++) if (filter("down") !== undefined) shown.push(time);
		assert.deepEqual(shown, [0, 30, 60, 90]);
	});
});

describe("wrapping", () => {
	it("breaks at spaces, keeps long words and line breaks", () => {
		assert.deepEqual(wrap("one two\nthree abcdefghij", 7), ["one two", "three", "abcdefghij"]);
	});
});

describe("steps", () => {
	it("print a line each, with the result", async () => {
		const { output, lines } = createOutput();
		const steps = createSteps(output, createPaint(false));
		assert.equal(
			await steps.run(
				"gateway",
				async () => 7,
				(port) => `port ${port}`,
			),
			7,
		);
		await assert.rejects(
			steps.run("town", async (progress) => {
				progress("mounting");
				throw new Error("no place");
			}),
			/no place/,
		);
		assert.match(lines()[0]!, /^ {2}✓ gateway +port 7 {2}\d\.\d s$/);
		assert.equal(lines()[1], "    town: mounting");
		assert.match(lines()[2]!, /^ {2}✗ town/);
	});

	it("print nothing more once the end has begun, and begin nothing", async () => {
		const { output, lines } = createOutput();
		let isOver = false;
		const steps = createSteps(output, createPaint(false), () => isOver);
		await steps.run("gateway", async (progress) => {
			isOver = true;
			progress("waiting");
		});
		steps.warn("too late");
		let begun = 0;
		await assert.rejects(steps.run("town", async () => ++begun));
		assert.equal(begun, 0);
		assert.deepEqual(lines(), []);
		await steps.runAtEnd("closing", async () => ++begun);
		assert.match(lines()[0]!, /✓ closing/);
	});
});
