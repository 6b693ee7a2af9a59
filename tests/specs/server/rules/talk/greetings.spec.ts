/// <reference types="@rbxts/testez/globals" />
import { createGreetings, type Encounter } from "server/rules/talk/greetings";

const OPTIONS = { greetAfterSeconds: 1.5, greetingGapSeconds: 15 };
const MARA: Encounter = { npcId: "npc:mara", playerId: "player:1" };
const BRAM: Encounter = { npcId: "npc:bram", playerId: "player:1" };

/** Who greets at each of these looks. */
function greeters(
	looks: ReadonlyArray<readonly [now: number, encounters: ReadonlyArray<Encounter>]>,
	mayGreet: (encounter: Encounter) => boolean = () => true,
): string {
	const greetings = createGreetings(OPTIONS);
	return looks
		.map(([now, encounters]) => {
			const due = greetings.step(encounters, mayGreet, now);
			return due.isEmpty() ? "-" : due.map(({ npcId }) => npcId).join(" ");
		})
		.join(", ");
}

export = () => {
	describe("an NPC that a player comes up to", () => {
		it("greets after a moment: the player may want to speak first", () => {
			expect(
				greeters([
					[0, [MARA]],
					[1, [MARA]],
					[1.5, [MARA]],
				]),
			).to.equal("-, -, npc:mara");
		});
		it("waits anew when the player has looked away", () => {
			expect(
				greeters([
					[0, [MARA]],
					[1, []],
					[2, [MARA]],
					[3, [MARA]],
					[3.5, [MARA]],
				]),
			).to.equal("-, -, -, -, npc:mara");
		});
		it("is the only one to greet, where the player stands before two", () => {
			expect(
				greeters([
					[0, [MARA, BRAM]],
					[2, [MARA, BRAM]],
					[10, [MARA, BRAM]],
				]),
			).to.equal("-, npc:mara, -");
		});
		it("does not greet a player whom it may not greet", () => {
			const onlyBram = ({ npcId }: Encounter) => npcId === "npc:bram";
			expect(
				greeters(
					[
						[0, [MARA, BRAM]],
						[2, [MARA, BRAM]],
					],
					onlyBram,
				),
			).to.equal("-, npc:bram");
		});
	});
};
