import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { after, before, describe, it } from "node:test";
import { describeBlock, systemPrompt } from "../../../gateway/src/wire.ts";
import { openPlaceRules, type PlaceRules, type TurnInput } from "../../src/eval/place-rules.ts";
import { readTownsfolk, type Townsfolk } from "../../src/eval/townsfolk.ts";

/** Its declarations are for a newer TypeScript than the compiler of the place allows. */
const { encode } = createRequire(import.meta.url)("gpt-tokenizer") as { encode: (text: string) => number[] };

/** Tokens as a tokenizer of today's models counts them. What the App Server adds by itself is not ours to shorten. */
const tokens = (text: string) => encode(text).length;

const MAX_FIRST_REQUEST = 650;
/** Without what was heard. */
const MAX_FURTHER_TURN = 60;
const HEARD = "hello";

describe("the tokens of a request", () => {
	let rules: PlaceRules;
	let town: Townsfolk;
	before(async () => {
		[rules, town] = await Promise.all([openPlaceRules(), readTownsfolk()]);
	});
	after(() => rules.close());

	const turn = (name: string, home: string, rest: Partial<TurnInput>): TurnInput => ({
		name,
		status: `health: 100 | location: ${home} | current_action: Talk`,
		company: [{ name: "Alex", kind: "player", appearance: "in a red jacket and blue trousers" }],
		events: [],
		lines: [{ speaker: "Alex", text: HEARD, wakes: true }],
		...rest,
	});

	it(`are at most ${MAX_FIRST_REQUEST} in the first of each NPC, and ${MAX_FURTHER_TURN} in a further turn`, async () => {
		const found: string[] = [];
		for (const npc of town.npcs) {
			const { displayName: name, home, examples } = npc;
			const persona = await rules.character({ npc, examples, people: town.npcs, locations: town.locations });
			const first = await rules.turnContent(turn(name, home, { events: ["Alex has joined you"] }));
			const further = await rules.turnContent(turn(name, home, {}));
			const blocks = ["group_members", "status"].map(
				(label) => `${describeBlock(label)} ${label === "status" ? turn(name, home, {}).status : "{}"}`,
			);
			const parts = {
				prompt: tokens(systemPrompt(name)),
				persona: tokens(npc.persona),
				"town and examples": tokens(persona) - tokens(npc.persona),
				blocks: tokens(blocks.join(" ")),
				turn: tokens(first),
			};
			const whole = Object.values(parts).reduce((sum, count) => sum + count, 0);
			const more = tokens(further) - tokens(HEARD);
			console.log(`${name}: ${whole} first ${JSON.stringify(parts)}, ${more} further`);
			if (whole > MAX_FIRST_REQUEST) found.push(`${name}'s first request has ${whole} tokens`);
			if (more > MAX_FURTHER_TURN) found.push(`${name}'s further turn has ${more} tokens`);
		}
		assert.deepEqual(found, []);
	});

	it("begin with the same ones for all NPCs, up to the name", () => {
		const [mara, bram] = ["Mara", "Bram"].map((name) => encode(systemPrompt(name)));
		const shared = mara!.findIndex((token, index) => token !== bram![index]);
		assert.ok(shared >= mara!.length - 4, `only ${shared} of ${mara!.length} are shared`);
	});
});
