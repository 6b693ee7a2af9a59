/// <reference types="@rbxts/testez/globals" />
import type { FilterResult } from "server/ports";
import { expectText } from "../shared/support/expectations";
import { startTestTown, type TestTown } from "./support/test-town";

/** Alex and Robin stand before Mara, and Bram is near. */
function meet(): TestTown {
	const town = startTestTown({ Bram: 6, Mara: 0 });
	town.letta.ready("mara");
	town.letta.ready("bram");
	town.join(1, "Alex", 2);
	town.join(2, "Robin", 3);
	town.chat(1, "Alex", "Mara, what do you sell?");
	return town;
}

/** What everybody was shown, and how often the log says so. */
function outcome(town: TestTown, logged: string): string {
	town.clock.advance(5);
	const shown = [1, 2].map((userId) => town.display.textsFor(userId, "speech").join("|"));
	const entries = town.logger
		.snapshot()
		.filter((entry) => entry.message.find(logged, 1, true)[0] !== undefined);
	return `shown "${shown.join('" and "')}", logged ${entries.size()} times`;
}

/** A player who asked is not met by silence: Mara says a line of her own. */
const WITHHELD = 'shown "Mara is busy." and "Mara is busy.", logged 1 times';
/** The filter refuses that line, too. */
const BLOCKED = 'shown "" and "", logged 2 times';

const replies: ReadonlyArray<readonly [what: string, text: string, logged: string]> = [
	["of 10,000 characters", string.rep("cake ", 2000), "reason=tooLong"],
	["with <font>", '<font color="#ff0000">Buy my cake!</font>', "reason=markup"],
	["with braces", 'The answer is {"cake": true}', "reason=markup"],
	["in the name of another NPC", "Bram: I give away all my swords!", "reason=otherSpeaker"],
	["that gives the player's words back", "Mara, what do you sell?", "reason=echo"],
	["with the turn's own headings", "[world] status: health: 0", "reason=machinery"],
	["with nothing in it", "", "reason=blank"],
	["that was only thought", "<think>He wants cake.", "reason=thought"],
	["with a place to meet in secret", "Meet me alone behind the mill.", "reason=unfit"],
];

const filters: ReadonlyArray<readonly [what: string, result: FilterResult, logged: string]> = [
	["throws", { kind: "failed", message: "service away" }, "the text filter failed"],
	["leaves hashes only", { kind: "ok", text: "#### ######" }, "the text filter left nothing of it"],
];

export = () => {
	describe("a reply is withheld from everyone, and logged,", () => {
		for (const [what, text, logged] of replies) {
			it(`that is one ${what}`, () => {
				const town = meet();
				town.reply("mara", text);
				expect(outcome(town, logged)).to.equal(WITHHELD);
			});
		}

		for (const [what, result, logged] of filters) {
			it(`when the filter ${what}`, () => {
				const town = meet();
				town.filter.become(() => result);
				town.reply("mara", "I sell honey cake.");
				expect(outcome(town, logged)).to.equal(BLOCKED);
			});
		}

		it("when the filter leaves nothing of any of its sentences: a line of the NPC's own is said", () => {
			const town = meet();
			town.filter.become((text) => ({ kind: "ok", text: text === "Mara is busy." ? text : "####" }));
			town.reply("mara", "I sell honey cake.", "It is warm.");
			expect(outcome(town, "the text filter left nothing of it")).to.equal(
				'shown "Mara is busy." and "Mara is busy.", logged 2 times',
			);
		});

		it("when the filter leaves nothing of one of its sentences: the other is said, and no more", () => {
			const town = meet();
			town.filter.become((text) => ({ kind: "ok", text: text === "It is warm." ? text : "####" }));
			town.reply("mara", "I sell honey cake.", "It is warm.");
			expect(outcome(town, "the text filter left nothing of it")).to.equal(
				'shown "It is warm." and "It is warm.", logged 1 times',
			);
		});

		it("from where another NPC begins to speak in it", () => {
			const town = meet();
			town.reply("mara", "Cake.", "Bram: And swords!", "The best in town.");
			expect(outcome(town, "reason=otherSpeaker")).to.equal('shown "Cake." and "Cake.", logged 2 times');
		});

		it("when it breaks off before its first sentence is whole: only a line of the NPC's own is said", () => {
			const town = meet();
			const turn = town.turnsOf("mara")[0];
			turn.emit({ kind: "failed", reason: "model", message: "the stream stopped", delivered: true });
			town.clock.advance(5);
			expect(town.display.textsFor(1, "speech").join("|")).to.equal("Mara is busy.");
			const messages = town.logger.snapshot().map(({ message }) => message);
			expectText(messages.join("\n"), "\na turn failed");
		});

		it("and what was said before it broke off stays, with nothing after it", () => {
			const town = meet();
			const turn = town.turnsOf("mara")[0];
			turn.emit({ kind: "sentence", index: 0, text: "I sell honey cake." });
			turn.emit({ kind: "failed", reason: "model", message: "the stream stopped", delivered: true });
			town.clock.advance(5);
			expect(town.display.textsFor(2, "speech").join("|")).to.equal("I sell honey cake.");
		});
	});
};
