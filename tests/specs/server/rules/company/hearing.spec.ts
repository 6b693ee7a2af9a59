/// <reference types="@rbxts/testez/globals" />
import type { Cluster } from "server/rules/company/clusters";
import type { EntityId } from "server/rules/space/entity";
import { playersInEarshot, whoHears } from "server/rules/company/hearing";
import { at, npc, player } from "../../support/entities";

const ALEX = "player:1";

/** Alex at 0; NPCs at 10, 30 and 45 studs; a second player at 12. */
const PEOPLE = [
	npc("far", at(45)),
	npc("near", at(10)),
	player(1, at(0)),
	npc("middle", at(30)),
	player(2, at(12)),
];

const TOGETHER: Cluster = { id: "c1", members: PEOPLE.map(({ id }) => id).sort(), players: [] };

function heardBy(clusterOf: (id: EntityId) => Cluster | undefined): string {
	const heard = whoHears({ speakerId: ALEX, position: at(0), entities: PEOPLE, clusterOf });
	return heard.map(({ id, distance }) => `${id}@${distance}`).join(" ");
}

export = () => {
	describe("a line", () => {
		it("reaches exactly 40 studs in the speaker's cluster and 18 outside it", () => {
			const entities = [
				npc("edge", at(40)),
				npc("beyond", at(40.1)),
				npc("close", at(18)),
				npc("apart", at(18.1)),
			];
			const names = (clusterOf: (id: EntityId) => Cluster | undefined) =>
				whoHears({ speakerId: ALEX, position: at(0), entities, clusterOf })
					.map(({ id }) => id)
					.join(" ");
			expect(names(() => TOGETHER)).to.equal("npc:close npc:apart npc:edge");
			expect(names(() => undefined)).to.equal("npc:close");
		});
		it("reaches equally near NPCs in the order of their ids", () => {
			const entities = [npc("zoe", at(5)), npc("ada", at(-5))];
			const heard = whoHears({ speakerId: ALEX, position: at(0), entities, clusterOf: () => undefined });
			expect(heard.map(({ id }) => id).join(" ")).to.equal("npc:ada npc:zoe");
		});
		it("reaches the NPCs of the speaker's cluster within earshot, nearest first", () => {
			expect(heardBy(() => TOGETHER)).to.equal("npc:near@10 npc:middle@30");
		});
		it("reaches NPCs that are close but in no cluster, or in another because this one is full", () => {
			expect(heardBy(() => undefined)).to.equal("npc:near@10");
			const other: Cluster = { id: "c2", members: [], players: [] };
			expect(heardBy((id) => (id === ALEX ? TOGETHER : other))).to.equal("npc:near@10");
		});
		it("reaches the players near an NPC that speaks, too", () => {
			const input = { speakerId: "npc:near", position: at(10), entities: PEOPLE, clusterOf: () => TOGETHER };
			expect(
				playersInEarshot(input)
					.map(({ id }) => id)
					.join(" "),
			).to.equal("player:2 player:1");
		});
		it("does not reach its own speaker", () => {
			const input = { speakerId: "npc:near", position: at(10), entities: PEOPLE, clusterOf: () => TOGETHER };
			expect(
				whoHears(input)
					.map(({ id }) => id)
					.join(" "),
			).to.equal("npc:middle npc:far");
		});
	});
};
