/// <reference types="@rbxts/testez/globals" />
import { expectSame } from "../../shared/support/expectations";
import { Rota } from "server/npcs/rota";

function everybody(count: number) {
	const all = new Array<{ readonly entityId: string }>();
	for (let index = 0; index < count; index++) all.push({ entityId: `npc:${index}` });
	return all;
}

const ALWAYS = () => true;

function runOnce<T extends { readonly entityId: string }>(
	rota: Rota<T>,
	all: ReadonlyArray<T>,
	now: number,
	serve: (item: T) => number,
) {
	rota.begin(all, now);
	rota.runWhile(ALWAYS, serve);
}

export = () => {
	describe("a rota", () => {
		it("serves no more than its number at once, and everybody in turn", () => {
			const rota = new Rota(10);
			const all = everybody(35);
			const served = new Map<string, number>();
			for (let run = 0; run < 7; run++) {
				let now = 0;
				runOnce(rota, all, run, ({ entityId }) => {
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
				runOnce(rota, all, now, ({ entityId }) => {
					order.push(`${now} ${entityId}`);
					return now + (entityId === "npc:0" ? 4 : 2);
				});
			}
			expect(order.sort().join(", ")).to.equal("0 npc:0, 0 npc:1, 2 npc:1, 4 npc:0, 4 npc:1");
		});
		it("goes on within its number in the next frames, when a frame has no time left", () => {
			const rota = new Rota(5);
			const served = new Array<string>();
			const serve = ({ entityId }: { readonly entityId: string }) => {
				served.push(entityId);
				return math.huge;
			};
			const hasTimeForTwo = () => served.size() % 2 !== 0;
			rota.begin(everybody(8), 0);
			const isOver = [1, 2, 3].map(() => rota.runWhile(hasTimeForTwo, serve));
			expectSame([isOver, served.size()], [[false, false, true], 5]);
		});
		it("goes on with the next where one could not be served", () => {
			const rota = new Rota(10);
			const all = everybody(3);
			const served = new Set<string>();
			for (let now = 0; now < 2; now++) {
				pcall(() =>
					runOnce(rota, all, now, ({ entityId }) => {
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
			runOnce(rota, everybody(5), 0, serve);
			runOnce(rota, everybody(7), 1, serve);
			expect(count).to.equal(7);
			runOnce(rota, everybody(1), 2, serve);
			runOnce(rota, [], 3, serve);
			rota.hurry("npc:0");
			runOnce(rota, everybody(1), 4, serve);
			expect(count).to.equal(8);
		});
	});
};
