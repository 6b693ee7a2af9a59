/// <reference types="@rbxts/testez/globals" />
import { parseNpcDefinition, type RawNpcDefinition } from "server/config/npc-definition";
import { expectSame, expectText } from "../../shared/support/expectations";

function raw(
	changes: Readonly<Record<string, unknown>> = {},
	rest: Partial<RawNpcDefinition> = {},
): RawNpcDefinition {
	const attributes = new Map<string, unknown>([
		["DisplayName", " Mara "],
		["Appearance", "A green apron"],
		["Home", "Cafe"],
	]);
	for (const [key, value] of pairs(changes)) attributes.set(key, value);
	return { npcId: "mara", persona: "I am Mara.", attributes, ...rest };
}

function problemOf(definition: RawNpcDefinition): string {
	const result = parseNpcDefinition(definition);
	return result.kind === "invalid" ? result.message : "";
}

export = () => {
	describe("an NPC's definition", () => {
		it("is read with its texts trimmed and its fallback lines apart", () => {
			const result = parseNpcDefinition(raw({ FallbackLines: "One moment.| The oven! ||" }));
			assert(result.kind === "ok");
			const { npcId, displayName, persona, home, fallbackLines } = result.definition;
			expect(npcId).to.equal("mara");
			expect(displayName).to.equal("Mara");
			expect(persona).to.equal("I am Mara.");
			expect(home).to.equal("Cafe");
			expect(fallbackLines.join("/")).to.equal("One moment./The oven!");
		});

		it("may do without fallback lines", () => {
			const result = parseNpcDefinition(raw());
			assert(result.kind === "ok");
			expect(result.definition.fallbackLines.size()).to.equal(0);
		});

		it("is refused by name where a text is missing, empty or no text", () => {
			for (const [value] of [["  "], [5]] as ReadonlyArray<[unknown]>) {
				const problem = problemOf(raw({ Home: value }));
				expect(problem).to.equal('NPC "mara": attribute Home has to be a text that is not empty');
			}
		});

		it("is refused with an attribute that there is not, saying which there are and which was meant", () => {
			expect(problemOf(raw({ Behavior: "Idle" }))).to.equal(
				'NPC "mara": there is no attribute Behavior (did you mean Behaviour?), allowed are Accessories, ' +
					"Appearance, Behaviour, Body, BodyTypeScale, DepthScale, DisplayName, FaceId, FallbackLines, HairColor, " +
					"HairId, HeadScale, HeightScale, Home, ProportionScale, ShirtColor, ShirtId, SkinColor, Talkativeness, " +
					"TrousersColor, TrousersId, WanderRadius, WidthScale",
			);
		});

		it("says what the NPC looks like, and is refused with a look that cannot be", () => {
			const result = parseNpcDefinition(raw({ ShirtColor: new Color3(0, 1, 0), HeightScale: 0.8 }));
			assert(result.kind === "ok");
			expectSame(result.definition.look.shirt, { r: 0, g: 1, b: 0 });
			expect(result.definition.look.scales.height).to.equal(0.8);
			expectText(problemOf(raw({ HeightScale: "tall" })), 'attribute HeightScale is "tall", it has to be');
		});

		it("is refused without a persona", () => {
			const { npcId, attributes } = raw();
			expectText(problemOf({ npcId, attributes }), "Persona");
			expectText(problemOf({ npcId, attributes, persona: " " }), "Persona");
		});

		it("is refused with an id that could not be part of a tag", () => {
			expectText(problemOf(raw({}, { npcId: "mara the baker" })), "an id");
			expectText(problemOf(raw({}, { npcId: "m".rep(65) })), "an id has at most 64 characters");
		});

		it("is refused with a persona that no back end takes, saying how long it is", () => {
			expect(problemOf(raw({}, { persona: "p".rep(20_900) }))).to.equal(
				'NPC "mara": Persona has 20900 characters, and at most 20000 are allowed',
			);
			expect(problemOf(raw({}, { persona: "é".rep(20_000) }))).to.equal("");
		});

		it("is refused with a NUL, half of a character or broken UTF-8 in any of its texts", () => {
			const halfSurrogate = string.char(0xed, 0xa0, 0x80);
			for (const bad of ["a\0b", `a${halfSurrogate}b`, `a${string.char(0xff)}b`]) {
				const problem = "holds a NUL or bytes that are not UTF-8";
				expect(problemOf(raw({}, { persona: bad }))).to.equal(`NPC "mara": Persona ${problem}`);
				for (const key of ["DisplayName", "Appearance", "Home", "FallbackLines"])
					expect(problemOf(raw({ [key]: bad }))).to.equal(`NPC "mara": attribute ${key} ${problem}`);
			}
		});

		it("says what the NPC does: nothing, unless it says so", () => {
			const routineOf = (changes: Readonly<Record<string, unknown>>) => {
				const result = parseNpcDefinition(raw(changes));
				assert(result.kind === "ok");
				const { routine } = result.definition;
				return routine.kind === "Wander" ? `Wander ${routine.radiusStuds}` : routine.kind;
			};
			expect(routineOf({})).to.equal("Idle");
			expect(routineOf({ Behaviour: "Idle" })).to.equal("Idle");
			expect(routineOf({ Behaviour: "Patrol" })).to.equal("Patrol");
			expect(routineOf({ Behaviour: "Wander", WanderRadius: 7.5 })).to.equal("Wander 7.5");
			expect(routineOf({ Behaviour: "Wander" })).to.equal("Wander 16");
		});

		it("is refused with a behaviour or a radius that there is not, saying what there is", () => {
			expect(problemOf(raw({ Behaviour: "wander" }))).to.equal(
				'NPC "mara": attribute Behaviour is "wander", it has to be "Idle", "Wander" or "Patrol"',
			);
			for (const radius of [0, -5, 500, "10", 0 / 0]) {
				const problem = problemOf(raw({ Behaviour: "Wander", WanderRadius: radius }));
				expectText(problem, "attribute WanderRadius is");
				expectText(problem, "above 0 and up to 200");
			}
		});

		it("is refused with a name or looks too long for the blocks that list the NPC", () => {
			const longName = string.rep("M", 61);
			const longLooks = string.rep("a", 301);
			expectText(problemOf(raw({ DisplayName: longName })), "DisplayName is longer than 60 bytes");
			expectText(problemOf(raw({ Appearance: longLooks })), "Appearance is longer than 300 bytes");
			expect(problemOf(raw({ DisplayName: longName.sub(2), Appearance: longLooks.sub(2) }))).to.equal("");
		});

		it("says how talkative the NPC is: half, unless it says so", () => {
			const talkativenessOf = (changes: Readonly<Record<string, unknown>>) => {
				const result = parseNpcDefinition(raw(changes));
				assert(result.kind === "ok");
				return result.definition.talkativeness;
			};
			expectSame(
				[talkativenessOf({ Talkativeness: 0 }), talkativenessOf({ Talkativeness: 1 }), talkativenessOf({})],
				[0, 1, 0.5],
			);
			for (const wrong of [-0.1, 1.1, "0.5", 0 / 0])
				expectText(problemOf(raw({ Talkativeness: wrong })), "a number from 0 to 1");
		});

		it("names all that is wrong", () => {
			const problem = problemOf(raw({ DisplayName: false, FallbackLines: 7 }));
			expectText(problem, "DisplayName");
			expectText(problem, "FallbackLines");
		});
	});
};
