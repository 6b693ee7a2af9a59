import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { drawBodies } from "../../scripts/bodies/draw-bodies.ts";
import { seeBodies, type SeenBody } from "../../scripts/bodies/town-bodies.ts";

/** The bodies of the demo town's NPCs, from Roblox's avatar service and without it. */

const PICTURE = join(import.meta.dirname, "../../docs/bodies.svg");

const kinds = new Map<string, SeenBody[]>();
before(async () => {
	kinds.set("avatars", await seeBodies(true));
	kinds.set("simple rigs", await seeBodies(false));
});

const bodiesOf = (kind: string): SeenBody[] => kinds.get(kind) ?? [];

const colorOf = ({ parts }: SeenBody, ...names: string[]): string | undefined =>
	parts.find(({ name }) => names.includes(name))?.color;

const isBlack = (color: string) => /^#0[0-9a-f]0[0-9a-f]0[0-9a-f]$/i.test(color);

for (const kind of ["avatars", "simple rigs"])
	describe(`the NPCs' bodies, as ${kind}`, () => {
		test("every part has a colour, the head a face, and the name the AI mark", () => {
			assert.equal(bodiesOf(kind).length, 5);
			for (const { title, hasFace, parts } of bodiesOf(kind)) {
				assert.deepEqual(
					parts.filter(({ color }) => isBlack(color)),
					[],
					`${title} has black parts`,
				);
				assert.ok(hasFace, `${title} has no face`);
				assert.match(title, / \[AI\]$/);
			}
		});

		test("no two look alike: skin, hair, shirt and trousers", () => {
			const looks = bodiesOf(kind).map((body) =>
				[
					colorOf(body, "Head"),
					colorOf(body, "Hair"),
					colorOf(body, "UpperTorso", "Torso"),
					colorOf(body, "LeftUpperLeg", "Left Leg"),
				].join(" "),
			);
			assert.equal(new Set(looks).size, looks.length, looks.join("\n"));
			for (const part of [["Head"], ["UpperTorso", "Torso"], ["LeftUpperLeg", "Left Leg"]]) {
				const colours = bodiesOf(kind).map((body) => colorOf(body, ...part));
				assert.equal(new Set(colours).size, colours.length, `two have ${part.join()} of one colour`);
			}
		});

		test("nobody's script Animate stands idle in them, and all play an animation of ours", () => {
			for (const { title, scripts, plays } of bodiesOf(kind)) {
				assert.deepEqual(scripts, [], title);
				assert.equal(plays.length, 1, `${title} plays ${plays.join()}`);
			}
		});

		test("no part of them collides with players", () => {
			for (const { title, parts } of bodiesOf(kind))
				assert.deepEqual([...new Set(parts.map(({ group }) => group))], ["TownsfolkNpcs"], title);
		});
	});

test("avatars are as tall as their definitions say, and their hands are bare", () => {
	const bodies = new Map(bodiesOf("avatars").map((body) => [body.npcId, body]));
	const [pip, mara, odette] = ["pip", "mara", "odette"].map((npcId) => bodies.get(npcId)!);
	assert.ok(pip!.height < mara!.height - 1, `Pip has ${pip!.height} studs, Mara ${mara!.height}`);
	assert.ok(mara!.height < odette!.height - 0.5, `Odette has ${odette!.height} studs`);
	for (const body of bodies.values()) {
		assert.equal(body.parts.filter(({ className }) => className === "MeshPart").length, 15);
		assert.equal(colorOf(body, "LeftHand"), colorOf(body, "Head"));
		assert.equal(colorOf(body, "LeftUpperArm"), colorOf(body, "UpperTorso"));
	}
});

test("docs/bodies.svg is what `npm run bodies` draws", () => {
	const drawn = drawBodies([
		["From the avatar service", bodiesOf("avatars")],
		["While it cannot be reached", bodiesOf("simple rigs")],
	]);
	assert.equal(readFileSync(PICTURE, "utf8"), drawn, "run `npm run bodies`");
});
