/// <reference types="@rbxts/testez/globals" />
import { isWaiting, type LookedAt, noteOnlooker } from "server/rules/behaviour/onlooker";
import { expectSame } from "../../../shared/support/expectations";

const OPTIONS = { onlookerPatienceSeconds: 20, onlookerHoldSeconds: 1.5, onlookerForgetSeconds: 5 };

export = () => {
	describe("an NPC that a player looks at", () => {
		it("waits for less than 20 seconds, however long the player looks", () => {
			const lookedAt = (lastAt: number): LookedAt => ({ since: 100, lastAt });
			expect(isWaiting(lookedAt(119.9), 119.9, OPTIONS)).to.equal(true);
			expect(isWaiting(lookedAt(120), 120, OPTIONS)).to.equal(false);
		});
		it("stands on for less than a second and a half after the player has looked away", () => {
			const lookedAt: LookedAt = { since: 100, lastAt: 105 };
			expect(isWaiting(lookedAt, 106.4, OPTIONS)).to.equal(true);
			expect(isWaiting(lookedAt, 106.5, OPTIONS)).to.equal(false);
		});
		it("counts from the first look, also when the player looks away and back", () => {
			const lookedAt: LookedAt = { since: 100, lastAt: 105 };
			expectSame(noteOnlooker(lookedAt, false, 109.9, OPTIONS), lookedAt);
			expectSame(noteOnlooker(lookedAt, true, 109.9, OPTIONS), { since: 100, lastAt: 109.9 });
		});
		it("is patient again after five seconds without a look", () => {
			const lookedAt: LookedAt = { since: 100, lastAt: 105 };
			expectSame(noteOnlooker(lookedAt, true, 110, OPTIONS), { since: 110, lastAt: 110 });
			expect(noteOnlooker(lookedAt, false, 110, OPTIONS)).to.equal(undefined);
		});
	});

	it("an NPC that nobody looks at waits for nobody", () => {
		expect(noteOnlooker(undefined, false, 0, OPTIONS)).to.equal(undefined);
		expect(isWaiting(undefined, 0, OPTIONS)).to.equal(false);
	});
};
