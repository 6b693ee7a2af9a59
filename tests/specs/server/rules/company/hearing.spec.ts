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

const TOGETHER: Cluster = { id: "c1", members: PEOPLE.map(({ id }) => id).sort() };

function heardBy(clusterOf: (id: EntityId) => Cluster | undefined): string {
	const heard = whoHears({ speakerId: ALEX, position: at(0), entities: PEOPLE, clusterOf });
	return heard.map(({ id, distance }) => `${id}@${distance}`).join(" ");
}

export = () => {
	it("reaches the NPCs of the speaker's cluster within earshot, nearest first", () => {
		expect(heardBy(() => TOGETHER)).to.equal("npc:near@10 npc:middle@30");
	});
	it("reaches who is close though in no cluster, or in another because this one is full", () => {
		expect(heardBy(() => undefined)).to.equal("npc:near@10");
		const other: Cluster = { id: "c2", members: [] };
		expect(heardBy((id) => (id === ALEX ? TOGETHER : other))).to.equal("npc:near@10");
	});
	it("tells which players hear an NPC, who are not asked to answer", () => {
		const input = { speakerId: "npc:near", position: at(10), entities: PEOPLE, clusterOf: () => TOGETHER };
		expect(
			playersInEarshot(input)
				.map(({ id }) => id)
				.join(" "),
		).to.equal("player:2 player:1");
	});
	it("does not make speakers hear themselves", () => {
		const input = { speakerId: "npc:near", position: at(10), entities: PEOPLE, clusterOf: () => TOGETHER };
		expect(whoHears(input).some(({ id }) => id === "npc:near")).to.equal(false);
	});
};
