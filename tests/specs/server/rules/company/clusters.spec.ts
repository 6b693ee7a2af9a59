/// <reference types="@rbxts/testez/globals" />
import { type Cluster, createClusterTracker } from "server/rules/company/clusters";
import type { Entity, Point } from "server/rules/space/entity";
import { at, npc } from "../../support/entities";
import { steppedClusters, type ClusterChange } from "../../support/full-steps";
import { seededRandom } from "../../../shared/support/random";
import { expectAtMost, expectItem, expectSame } from "../../../shared/support/expectations";

const STEP_SECONDS = 0.25;

/** A world in which people are put about by hand. */
class World {
	public readonly tracker = steppedClusters(createClusterTracker());
	private readonly people = new Map<string, Point>();
	private now = 0;

	public put(name: string, position: Point): this {
		this.people.set(name, position);
		return this;
	}

	public line(names: ReadonlyArray<string>, stepStuds: number): this {
		names.forEach((name, index) => this.put(name, at(index * stepStuds)));
		return this;
	}

	public hide(name: string): this {
		this.people.delete(name);
		return this;
	}

	public pass(seconds = STEP_SECONDS): this {
		for (let passed = 0; passed < seconds; passed += STEP_SECONDS) this.step();
		return this;
	}

	public step(goneIds: ReadonlyArray<string> = []): ReadonlyArray<ClusterChange> {
		const entities = new Array<Entity>();
		for (const [name, position] of this.people) entities.push(npc(name, position));
		const changes = this.tracker.step(entities, this.now, goneIds);
		this.now += STEP_SECONDS;
		return changes;
	}

	public of(name: string): Cluster | undefined {
		return this.tracker.clusterOf(`npc:${name}`);
	}

	/** The names with whom somebody is together, themselves included. */
	public company(name: string): string {
		return (this.of(name)?.members ?? []).map((id) => id.sub(5)).join(" ");
	}
}

function letters(count: number): ReadonlyArray<string> {
	const names = new Array<string>();
	for (let index = 0; index < count; index++) names.push(string.char(97 + index));
	return names;
}

export = () => {
	describe("joining and parting", () => {
		for (const [studs, company] of [
			[17.9, "a b"],
			[18, ""],
			[24, ""],
		] as ReadonlyArray<[number, string]>) {
			it(`joins two only if they are less than 18 studs apart: ${studs}`, () => {
				expect(new World().put("a", at(0)).put("b", at(studs)).pass().company("a")).to.equal(company);
			});
		}
		it("holds up to 24 studs", () => {
			const world = new World().line(["a", "b"], 10).pass();
			expect(world.put("b", at(24)).pass(60).company("a")).to.equal("a b");
		});
		it("ends above 24 studs, after the grace", () => {
			const world = new World().line(["a", "b"], 10).pass().put("b", at(24.1)).pass(0.75);
			expect(world.company("a")).to.equal("a b");
			expect(world.pass().company("a")).to.equal("");
		});
		it("ends above 24 studs along every axis", () => {
			for (const far of [at(24.1), at(0, 24.1), at(0, 0, 24.1)]) {
				const world = new World().line(["a", "b"], 10).pass().put("b", far).pass(1);
				expect(world.company("a")).to.equal("");
			}
		});
		it("ends with the third look, even if all of them come a frame early", () => {
			for (const frames of [14, 15, 16]) {
				const tracker = steppedClusters(createClusterTracker());
				let now = 0;
				tracker.step([npc("a", at(0)), npc("b", at(10))], now);
				const apart = [npc("a", at(0)), npc("b", at(40))];
				for (let look = 0; look <= 3; look++) {
					expect(tracker.clusterOf("npc:a")).to.be.ok();
					// Added up, as a clock does: the sum is a little more or less than the product.
					for (let frame = 0; frame < frames; frame++) now += 1 / 60;
					tracker.step(apart, now);
				}
				expect(tracker.clusterOf("npc:a")).to.equal(undefined);
			}
		});
		it("starts the time again when they come near again", () => {
			const world = new World().line(["a", "b"], 10).pass();
			for (let round = 0; round < 20; round++) world.put("b", at(30)).pass(0.75).put("b", at(20)).pass();
			expect(world.company("a")).to.equal("a b");
		});
		it("reaches over others", () => {
			expect(new World().line(letters(5), 17).pass().company("a")).to.equal("a b c d e");
		});
		it("counts height", () => {
			expect(
				new World()
					.put("a", at(0))
					.put("b", at(0, 0, 40))
					.pass()
					.company("a"),
			).to.equal("");
		});
		it("reports who came and who went, by cluster", () => {
			const world = new World().put("a", at(0)).put("b", at(10)).put("c", at(100));
			const came = world.step();
			expect(came.map(({ id }) => id).join(" ")).to.equal("npc:a npc:b");
			expect(came[0].from).to.equal(undefined);
			expect(came[0].to).to.equal(world.of("a")?.id);
			expectSame(world.step(), []);
			const went = world.hide("a").step(["npc:a"]);
			expect(went.map(({ id }) => id).join(" ")).to.equal("npc:a npc:b");
			expect(went[0].to).to.equal(undefined);
		});
	});

	it("members part after the grace also where the larger part falls apart meanwhile", () => {
		const [few, many, goers] = [
			["a", "b"],
			["k", "l", "m", "n"],
			["t", "u", "v"],
		];
		const world = new World().line(few, 5);
		const put = (names: ReadonlyArray<string>, x: number, z = 0) =>
			names.forEach((name, index) => world.put(name, at(x + index, z)));
		put(goers, 15);
		put(many, 30);
		expect(world.pass().company("k")).to.equal("a b k l m n t u v");
		// Five stay together, and four are out of their reach.
		put(many, 60);
		world.pass(0.5);
		// Three of the five go away: the four are the largest part now.
		put(goers, 0, 200);
		expect(world.pass().company("k")).to.equal("a b k l m n t u v");
		expect(world.pass().company("k")).to.equal("k l m n");
		expect(world.company("a")).to.equal("a b");
	});

	it("two who go away one after the other are together as soon as the first has parted", () => {
		const world = new World().line(["k", "l", "p", "q"], 5).pass().put("p", at(200)).pass(0.75);
		expect(world.company("p")).to.equal("k l p q");
		expect(world.put("q", at(205)).pass().company("p")).to.equal("p q");
		expect(world.company("k")).to.equal("k l");
	});

	describe("somebody who is gone", () => {
		it("is out at once, even if a sample still has them", () => {
			const world = new World().line(["a", "b", "c"], 10).pass();
			world.step(["npc:c"]);
			expect(world.company("a")).to.equal("a b");
		});
		it("is out after exactly the grace when only missing from the samples", () => {
			const world = new World().line(["a", "b"], 10).pass().hide("b").pass(0.5);
			expect(world.company("a")).to.equal("a b");
			expect(world.pass().company("a")).to.equal("");
		});
		it("is joined by nobody new while missing", () => {
			const world = new World().line(["a", "b"], 15).pass().hide("b").put("c", at(30)).pass(0.5);
			expect(world.company("a")).to.equal("a b");
			expect(world.company("c")).to.equal("");
		});
		it("is still there if missing for a moment only", () => {
			const world = new World().line(["a", "b"], 10).pass().hide("b").pass(0.5);
			const before = world.of("a");
			expect(world.put("b", at(10)).pass().of("a")).to.equal(before);
		});
		it("leaves nothing behind that others could join", () => {
			const world = new World().line(["a", "b"], 10).pass();
			world.hide("a").hide("b").step(["npc:a", "npc:b"]);
			expect(world.put("c", at(5)).pass().company("c")).to.equal("");
		});
		it("may have a position that is no number", () => {
			const nan = 0 / 0;
			for (const nowhere of [at(nan), at(0, nan), at(0, 0, nan), at(math.huge), at(0, 0, -math.huge)]) {
				const world = new World().line(["a", "b"], 10).pass().put("b", nowhere).pass(2);
				expect(world.company("a")).to.equal("");
				expect(world.put("b", at(10)).pass().company("a")).to.equal("a b");
			}
		});
	});

	describe("a cluster's id", () => {
		it("stays while people stay, and so does the object", () => {
			const world = new World().line(["a", "b"], 10).pass();
			const before = world.of("a");
			expect(world.put("b", at(12)).pass(10).of("b")).to.equal(before);
		});
		it("stays with the larger part of a split", () => {
			const world = new World().line(letters(5), 10).pass();
			const before = world.of("a")?.id;
			for (const [name, x] of [
				["a", 200],
				["b", 210],
			] as ReadonlyArray<[string, number]>)
				world.put(name, at(x));
			world.pass(2);
			expect(world.company("c")).to.equal("c d e");
			expect(world.of("c")?.id).to.equal(before);
			expect(world.company("a")).to.equal("a b");
			expect(world.of("a")?.id).never.to.equal(before);
		});
		it("stays with the first by name of two equal parts", () => {
			const world = new World().line(letters(4), 10).pass();
			const before = world.of("a")?.id;
			world.put("a", at(200)).put("b", at(210)).pass(2);
			expect(world.company("a")).to.equal("a b");
			expect(world.of("a")?.id).to.equal(before);
			expect(world.of("c")?.id).never.to.equal(before);
		});
		it("stays with the larger of two that merge", () => {
			const world = new World().put("a", at(0)).put("b", at(10));
			for (const [name, x] of [
				["x", 100],
				["y", 110],
				["z", 120],
			] as ReadonlyArray<[string, number]>)
				world.put(name, at(x));
			const larger = world.pass().of("x")?.id;
			world.put("a", at(80)).put("b", at(90)).pass();
			expect(world.company("a")).to.equal("a b x y z");
			expect(world.of("a")?.id).to.equal(larger);
		});
		it("stays with the older of two equals that merge", () => {
			const world = new World().put("x", at(100)).put("y", at(110)).pass();
			const older = world.of("x")?.id;
			world.put("a", at(0)).put("b", at(10)).pass().put("a", at(80)).put("b", at(90)).pass();
			expect(world.of("a")?.id).to.equal(older);
		});
		it("is not used again", () => {
			const world = new World().line(["a", "b"], 10).pass();
			const first = world.of("a")?.id;
			world.put("b", at(100)).pass(2).put("b", at(10)).pass();
			expect(world.company("a")).to.equal("a b");
			expect(world.of("a")?.id).never.to.equal(first);
		});
	});

	describe("the cap", () => {
		it("leaves out who is farthest from the middle", () => {
			const world = new World();
			letters(12).forEach((name, index) => world.put(name, at((index % 4) * 3, math.floor(index / 4) * 3)));
			// First by id, so that only the distance can leave it out.
			world.put("0", at(-15)).pass();
			expect(world.of("a")?.members.size()).to.equal(12);
			expect(world.company("0")).to.equal("");
		});
		it("lets a newcomer in who is clearly nearer to the middle, for the farthest", () => {
			const world = new World().line(letters(12), 8).pass();
			world.put("z", at(44, 1)).pass();
			expect(world.of("z")?.members.size()).to.equal(12);
			expect(world.of("z")).to.equal(world.of("f"));
			const outside = letters(12).filter((name) => world.of(name) === undefined);
			expect(outside.join(" ")).to.equal("l");
		});
		it("does not trade members for a small difference, so nobody flaps", () => {
			const world = new World().line(letters(12), 2).pass();
			const before = world.company("a");
			// Six to eleven studs from the middle of a line that ends eleven studs from it.
			for (let round = 0; round < 40; round++) world.put("z", at(11, 6 + (round % 6))).pass();
			expect(world.company("a")).to.equal(before);
			expect(world.company("z")).to.equal("");
		});
		it("trades members only beyond six studs of difference", () => {
			// The middle of the line is eleven studs from its ends.
			const line = () => new World().line(letters(12), 2).pass();
			expect(line().put("z", at(11, 5)).pass().company("z")).to.equal("");
			expect(line().put("z", at(11, 4.9)).pass().of("z")?.members.size()).to.equal(12);
		});
		it("lets a newcomer into the nearer of two full clusters", () => {
			const world = new World();
			// Two lines of twelve, 30 studs apart; the newcomer can reach both.
			letters(12).forEach((name, index) => {
				world.put(`l${name}`, at(index * 4, 0)).put(`r${name}`, at(index * 4, 30));
			});
			world.pass();
			expect(world.of("la")?.members.size()).to.equal(12);
			expect(world.of("ra")?.members.size()).to.equal(12);
			world.put("z", at(22, 16)).pass();
			expect(world.of("z")).to.be.ok();
			expect(world.of("z")).to.equal(world.of("rf"));
		});
		it("holds two halves that fill it exactly", () => {
			const world = new World();
			letters(6).forEach((name, index) =>
				world.put(`l${name}`, at(index * 2)).put(`r${name}`, at(100 + index * 2)),
			);
			world.pass();
			letters(6).forEach((name, index) => world.put(`r${name}`, at(20 + index * 2)));
			expect(world.pass().of("la")?.members.size()).to.equal(12);
		});
		it("goes to whole groups before it goes to somebody alone", () => {
			const world = new World();
			letters(6).forEach((name, index) =>
				world.put(`l${name}`, at(index * 2)).put(`r${name}`, at(100 + index * 2)),
			);
			world.pass();
			// The lone one is nearer to the left half than the right half is.
			letters(6).forEach((name, index) => world.put(`r${name}`, at(20 + index * 2)));
			world.put("z", at(5, 12)).pass();
			expect(world.of("la")).to.equal(world.of("ra"));
			expect(world.of("la")?.members.size()).to.equal(12);
			expect(world.company("z")).to.equal("");
		});
		it("keeps a far member without whom others would lose the rest", () => {
			const world = new World().put("w1", at(17)).put("w2", at(29, 13)).put("w3", at(17, 25.5));
			for (const name of letters(9)) world.put(name, at(name.byte()[0] * 0.2 - 20));
			expect(world.pass().of("a")?.members.size()).to.equal(12);
			// The way to w3 is by w2, who is the farthest by a little.
			world.put("z", at(0, 5)).pass();
			expect(world.of("z")).to.equal(world.of("a"));
			expect(world.of("w2")).to.equal(world.of("a"));
			expect(world.company("w3")).to.equal("");
		});
		it("is used up by a fresh crowd, from its middle", () => {
			for (let seed = 1; seed <= 40; seed++) {
				const random = seededRandom(seed);
				const world = new World();
				const names = letters(random.integer(13, 18));
				for (const name of names) world.put(name, at(random.between(0, 14), random.between(0, 11)));
				world.pass();
				const sizes = names.map((name) => world.of(name)?.members.size() ?? 1);
				expectItem(sizes, 12);
			}
		});
		it("makes a line longer than itself into clusters, and leaves nobody out that has room", () => {
			const world = new World().line(letters(20), 10).pass();
			const clusters = new Set<string>();
			for (const name of letters(20)) {
				const size = world.of(name)?.members.size() ?? 1;
				expectAtMost(size, 12);
				clusters.add(`${world.of(name)?.id}`);
			}
			expectAtMost(clusters.size(), 3);
		});
		it("does not tear friends apart to fill another cluster", () => {
			const world = new World().line(letters(7), 3);
			for (const name of ["t", "u", "v", "w", "x", "y"]) world.put(name, at(200 + name.byte()[0] - 116));
			const before = world.pass().company("t");
			for (const name of ["t", "u", "v", "w", "x", "y"]) world.put(name, at(22 + name.byte()[0] - 116));
			expect(world.pass().company("t")).to.equal(before);
		});
	});
};
