/// <reference types="@rbxts/testez/globals" />
import { LookPlan } from "server/perception/look-plan";
import { Seen, Sight } from "server/perception/sight";
import type { AttentionTier } from "server/rules/load/attention";
import type { EntityId } from "server/rules/space/entity";
import { at, npc, player } from "../support/entities";

const ROUND_SECONDS = 0.25;

/** NPCs with these tiers, all seen at second 0. */
function setUp(tiers: Readonly<Record<string, AttentionTier>>) {
	const sight = new Sight();
	const looks = new Map<EntityId, number>();
	const see = (id: EntityId, now: number) => {
		const seen = sight.get(id);
		const entity = id.sub(1, 4) === "npc:" ? npc(id.sub(5), at(0)) : player(1, at(0));
		if (seen === undefined) sight.put(new Seen(id, entity, now), entity);
		else seen.seenAt = now;
	};
	const world = { npcs: new Array<EntityId>(), players: new Array<EntityId>() };
	for (const [npcId] of pairs(tiers)) world.npcs.push(`npc:${npcId}`);
	world.npcs.sort();
	for (const id of world.npcs) see(id, 0);
	const tierOf = (id: EntityId): AttentionTier => tiers[id.sub(5)] ?? "asleep";
	const plan = new LookPlan({
		world: { npcs: () => world.npcs, players: () => world.players },
		sight,
		attention: {
			tierOf,
			near: () => {
				const near = new Map<EntityId, AttentionTier>();
				for (const id of world.npcs) if (tierOf(id) !== "asleep") near.set(id, tierOf(id));
				return near;
			},
		},
	});
	/** One round; returns whom it looked at, in order. */
	const round = (now: number): string => {
		const ids = new Array<string>();
		plan.begin(now);
		for (let id = plan.next(); id !== undefined; id = plan.next()) {
			ids.push(id);
			looks.set(id, (looks.get(id) ?? 0) + 1);
			see(id, now);
		}
		return ids.join(" ");
	};
	round(0);
	looks.clear();
	return {
		world,
		round,
		/** How often each NPC was looked at in so many seconds. */
		looksIn: (seconds: number) => {
			for (let now = ROUND_SECONDS; now <= seconds; now += ROUND_SECONDS) round(now);
			return looks;
		},
	};
}

export = () => {
	describe("the plan of looks", () => {
		it("has an awake NPC looked at in every round, a drowsy one in every second, a sleeper every eight seconds", () => {
			const looks = setUp({ mara: "awake", bram: "drowsy" }).looksIn(16);
			expect(looks.get("npc:mara")).to.equal(64);
			expect(looks.get("npc:bram")).to.equal(32);
			const tiers: Record<string, AttentionTier> = {};
			for (let index = 1; index <= 160; index++) tiers[`n${index}`] = "asleep";
			const sleepers = setUp(tiers).looksIn(16);
			for (let index = 1; index <= 160; index++) expect(sleepers.get(`npc:n${index}`)).to.equal(2);
		});

		it("begins with NPCs that have lost their bodies, then has players, the awake, newcomers, the drowsy", () => {
			const { world, round } = setUp({ anna: "awake", bram: "drowsy", mara: "awake" });
			world.players = ["player:1"];
			world.npcs = ["npc:bram", "npc:mara", "npc:new"];
			const order = "npc:anna player:1 npc:mara npc:new npc:bram";
			expect(round(1).sub(1, order.size())).to.equal(order);
		});

		it("looks once more at a player who has lost the body", () => {
			const { world, round } = setUp({});
			world.players = ["player:1"];
			round(1);
			world.players = [];
			expect(round(2)).to.equal("player:1");
			expect(round(3)).to.equal("");
		});
	});
};
