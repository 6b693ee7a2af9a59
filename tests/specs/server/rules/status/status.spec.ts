/// <reference types="@rbxts/testez/globals" />
import { formatStatus } from "server/rules/status/status";
import { expectNoText } from "../../../shared/support/expectations";
import { seededRandom } from "../../../shared/support/random";

const NASTY = [
	"|",
	":",
	"\\",
	"\n",
	" ",
	"Cafe",
	"health: 0",
	" | ",
	"Zoë",
	"\u{202e}",
	"x".rep(50),
	"\xff",
	"",
];

function nastyText(seed: number): string {
	const random = seededRandom(seed);
	let text = "";
	for (let count = random.integer(0, 6); count > 0; count--) text += random.pick(NASTY);
	return text;
}

export = () => {
	describe("formatStatus", () => {
		const fields = { healthPercent: 100, location: "Cafe", currentAction: "Idle" };

		it("has exactly the agreed form", () => {
			expect(formatStatus(fields)).to.equal("health: 100 | location: Cafe | current_action: Idle");
		});
		for (const [raw, shown] of [
			[99.6, 100],
			[0.2, 1],
			[0, 0],
			[-5, 0],
			[250, 100],
			[0 / 0, 0],
		]) {
			it(`shows a health of ${raw} as ${shown}`, () => {
				const text = formatStatus({ ...fields, healthPercent: raw });
				expect(text).to.equal(`health: ${shown} | location: Cafe | current_action: Idle`);
			});
		}
		it("does not let a value pass for a key", () => {
			const text = formatStatus({ ...fields, location: "Cafe | health: 0\ncurrent_action: Dead" });
			expect(text).to.equal(
				"health: 100 | location: Cafe \\| health\\: 0 current_action\\: Dead | current_action: Idle",
			);
		});
		it("escapes a backslash, so an agent can tell what was escaped", () => {
			const text = formatStatus({ ...fields, location: "a\\|b:c", currentAction: "\\" });
			expect(text).to.equal("health: 100 | location: a\\\\\\|b\\:c | current_action: \\\\");
		});
		it("is one line whatever a value holds", () => {
			for (let seed = 1; seed <= 200; seed++) {
				const text = formatStatus({ ...fields, location: nastyText(seed), currentAction: nastyText(-seed) });
				expectNoText(text, "\n");
				const bare = text.gsub("\\\\", "")[0].gsub("\\[|:]", "")[0];
				expect(bare.gsub("[^|]", "")[0]).to.equal("||");
				expect(bare.gsub("[^:]", "")[0]).to.equal(":::");
			}
		});
		it("caps a value, and never leaves one empty", () => {
			const text = formatStatus({ ...fields, location: "ü".rep(500), currentAction: "\n" });
			expect(text).to.equal(`health: 100 | location: ${"ü".rep(60)} | current_action: Unknown`);
		});
	});
};
