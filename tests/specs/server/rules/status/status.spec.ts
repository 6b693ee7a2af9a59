/// <reference types="@rbxts/testez/globals" />
import { formatStatus, parseStatus } from "server/rules/status/status";
import { charCount } from "shared/text/text";
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
		it("puts further keys behind, and cannot have one twice or a fixed one again", () => {
			const extra: ReadonlyArray<[string, string]> = [
				["mood", "calm"],
				["health", "7"],
				["mood", "angry"],
				["Last Seen!", "noon"],
			];
			expect(formatStatus({ ...fields, extra })).to.equal(
				"health: 100 | location: Cafe | current_action: Idle | mood: calm | last_seen_: noon",
			);
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
		it("caps a value, and never leaves one empty", () => {
			const text = formatStatus({ ...fields, location: "ü".rep(500), currentAction: "\n" });
			expect(text).to.equal(`health: 100 | location: ${"ü".rep(60)} | current_action: Unknown`);
		});
	});

	describe("parseStatus", () => {
		it("reads back what was written, whatever the values hold", () => {
			for (let seed = 1; seed <= 500; seed++) {
				const written = formatStatus({
					healthPercent: seed % 101,
					location: nastyText(seed),
					currentAction: nastyText(seed + 1000),
					extra: [["mood", nastyText(seed + 2000)]],
				});
				expect(written.find("\n", 1, true)[0]).to.equal(undefined);
				const read = parseStatus(written);
				expect(read).to.be.ok();
				if (read === undefined) continue;
				expect(read.healthPercent).to.equal(seed % 101);
				expect(charCount(read.location) <= 60).to.equal(true);
				expect(formatStatus(read)).to.equal(written);
			}
		});
		it("gives the values without their escapes", () => {
			const read = parseStatus("health: 5 | location: a\\|b\\:c\\\\d | current_action: Walk | mood: calm");
			expect(read?.location).to.equal("a|b:c\\d");
			expect(read?.currentAction).to.equal("Walk");
			expect(read?.extra?.[0].join("=")).to.equal("mood=calm");
		});
		for (const text of [
			"",
			"health: 100",
			"location: Cafe | health: 100 | current_action: Idle",
			"health: full | location: Cafe | current_action: Idle",
			"health: 101 | location: Cafe | current_action: Idle",
		]) {
			it(`does not take ${text.size() > 0 ? text : "an empty text"} for a status`, () => {
				expect(parseStatus(text)).to.equal(undefined);
			});
		}
	});
};
