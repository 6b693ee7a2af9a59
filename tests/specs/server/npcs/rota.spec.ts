/// <reference types="@rbxts/testez/globals" />
import { Rota } from "server/npcs/rota";

function everybody(count: number) {
	const all = new Array<{ readonly entityId: string }>();
	for (let index = 0; index < count; index++) all.push({ entityId: `npc:${index}` });
	return all;
}

export = () => {
	describe("a rota", () => {
		it("serves no more than its number at once, and everybody in turn", () => {
			const rota = new Rota(10);
			const all = everybody(35);
			const served = new Map<string, number>();
			for (let run = 0; run < 7; run++) {
				let now = 0;
				rota.run(all, run, ({ entityId }) => {
					now += 1;
					served.set(entityId, (served.get(entityId) ?? 0) + 1);
					return run;
				});
				expect(now).to.equal(10);
			}
			expect(served.size()).to.equal(35);
			for (const [, times] of served) expect(times).to.equal(2);
		});
		it("serves nobody before they are due again", () => {
			const rota = new Rota(10);
			const all = everybody(2);
			const order = new Array<string>();
			for (let now = 0; now <= 4; now++) {
				rota.run(all, now, ({ entityId }) => {
					order.push(`${now} ${entityId}`);
					return now + (entityId === "npc:0" ? 4 : 2);
				});
			}
			expect(order.sort().join(", ")).to.equal("0 npc:0, 0 npc:1, 2 npc:1, 4 npc:0, 4 npc:1");
		});
		it("goes on with the next where one could not be served", () => {
			const rota = new Rota(10);
			const all = everybody(3);
			const served = new Set<string>();
			for (let now = 0; now < 2; now++) {
				pcall(() =>
					rota.run(all, now, ({ entityId }) => {
						if (entityId === "npc:1") error("broken");
						served.add(entityId);
						return now;
					}),
				);
			}
			expect(served.size()).to.equal(2);
		});
		it("takes in who comes, and passes over who goes", () => {
			const rota = new Rota<{ readonly entityId: string }>(10);
			let count = 0;
			const serve = () => {
				count += 1;
				return math.huge;
			};
			rota.run(everybody(5), 0, serve);
			rota.run(everybody(7), 1, serve);
			expect(count).to.equal(7);
			rota.run(everybody(1), 2, serve);
			rota.run([], 3, serve);
			rota.hurry("npc:0");
			rota.run(everybody(1), 4, serve);
			expect(count).to.equal(8);
		});
	});
};
