/// <reference types="@rbxts/testez/globals" />
import type { Point } from "server/rules/space/entity";
import { createLocationTracker, type LocationChange, type Zone } from "server/rules/space/locations";
import { at, npc } from "../../support/entities";
import { steppedLocations } from "../../support/full-steps";
import { seededRandom } from "../../../shared/support/random";
import { expectItem, expectText } from "../../../shared/support/expectations";

const STEP_SECONDS = 0.25;
const MARA = "npc:mara";

const CAFE: Zone = { name: "Cafe", center: at(0), size: { x: 40, y: 20, z: 40 } };
const PLAZA: Zone = { name: "Plaza", center: at(100), size: { x: 60, y: 20, z: 60 } };
/** Inside the plaza. */
const STALL: Zone = { name: "Stall", center: at(110), size: { x: 12, y: 10, z: 12 } };
const TOWN = [CAFE, PLAZA, STALL];

/** Walks one NPC about and keeps what was reported. */
class Walk {
	public readonly changes = new Array<LocationChange>();
	private now = 0;

	constructor(
		private readonly tracker = steppedLocations(createLocationTracker()),
		private zones: ReadonlyArray<Zone> = TOWN,
	) {}

	public stand(position: Point, seconds: number): this {
		for (let passed = 0; passed < seconds; passed += STEP_SECONDS) this.step(position);
		return this;
	}

	/** At walking pace along x. */
	public walk(fromX: number, toX: number, studsPerSecond = 16): this {
		const steps = math.ceil(math.abs(toX - fromX) / (studsPerSecond * STEP_SECONDS));
		for (let index = 0; index <= steps; index++) this.step(at(fromX + ((toX - fromX) * index) / steps));
		return this;
	}

	public step(position: Point): void {
		const found = this.tracker.step([npc("mara", position)], this.zones, this.now);
		for (const change of found) this.changes.push(change);
		this.now += STEP_SECONDS;
	}

	public build(zones: ReadonlyArray<Zone>): this {
		this.zones = zones;
		return this;
	}

	public here(): string {
		return this.tracker.locationOf(MARA);
	}

	/** The way it was reported: `Cafe > Outdoors > Plaza`. */
	public way(): string {
		return this.changes.map((change) => change.to).join(" > ");
	}
}

export = () => {
	describe("the first sight of somebody", () => {
		for (const [where, x, expected] of [
			["inside a zone", 5, "Cafe"],
			["at a zone's very edge", 20, "Cafe"],
			["in a zone inside another", 108, "Stall"],
			["in the larger one beside it", 80, "Plaza"],
			["close outside a zone", 30, "near Cafe"],
			["exactly 15 studs outside a zone", 35, "near Cafe"],
			["a little farther outside", 35.1, "Outdoors"],
			["far from any", -200, "Outdoors"],
		] as ReadonlyArray<[string, number, string]>) {
			it(`names the place at once ${where}`, () => {
				const walk = new Walk();
				walk.step(at(x));
				expect(walk.here()).to.equal(expected);
				expect(walk.changes.size()).to.equal(1);
				expect(walk.changes[0].from).to.equal(undefined);
			});
		}
		it("does not depend on the order of the zones", () => {
			const walk = new Walk(steppedLocations(createLocationTracker()), [STALL, PLAZA, CAFE]);
			walk.step(at(108));
			expect(walk.here()).to.equal("Stall");
		});
		it("chooses by name between overlapping zones of one size, and by size between equally near ones", () => {
			const twin: Zone = { ...CAFE, name: "Bar" };
			const hut: Zone = { name: "Hut", center: at(60), size: { x: 20, y: 20, z: 20 } };
			for (const zones of [
				[CAFE, twin, hut],
				[hut, twin, CAFE],
			]) {
				const inside = new Walk(steppedLocations(createLocationTracker()), zones);
				inside.step(at(0));
				expect(inside.here()).to.equal("Bar");
				const between = new Walk(steppedLocations(createLocationTracker()), zones);
				between.step(at(35));
				expect(between.here()).to.equal("near Hut");
			}
		});
	});

	describe("entering and leaving", () => {
		it("takes a second and a half inside", () => {
			const walk = new Walk().stand(at(-200), 1).stand(at(0), 1.5);
			expect(walk.here()).to.equal("Outdoors");
			walk.step(at(0));
			expect(walk.here()).to.equal("Cafe");
		});
		it("takes a stud of depth to enter, exactly", () => {
			expect(new Walk().stand(at(30), 1).stand(at(19.1), 3).here()).to.equal("near Cafe");
			expect(new Walk().stand(at(30), 1).stand(at(19), 3).here()).to.equal("Cafe");
		});
		it("makes one event of walking in, by names", () => {
			const walk = new Walk().stand(at(-200), 2).walk(-200, 0).stand(at(0), 5);
			expect(walk.way()).to.equal("Outdoors > Cafe");
			expect(walk.changes[1].from).to.equal("Outdoors");
		});
		it("does not count a step over the threshold and back, in or out, however often", () => {
			const guest = new Walk().stand(at(30), 2);
			const host = new Walk().stand(at(0), 2);
			for (let round = 0; round < 5; round++) {
				guest.stand(at(15), 1).stand(at(30), 5);
				host.stand(at(30), 1).stand(at(0), 5);
			}
			expect(guest.way()).to.equal("near Cafe");
			expect(host.way()).to.equal("Cafe");
		});
		it("does not leave before four studs past the edge", () => {
			const walk = new Walk().stand(at(0), 1).stand(at(23.5), 60).stand(at(24), 60);
			expect(walk.way()).to.equal("Cafe");
			walk.stand(at(24.1), 3);
			expect(walk.way()).to.equal("Cafe > near Cafe");
		});
		it("tells a walk between neighbours as one event, from the one to the other", () => {
			const mill: Zone = { name: "Mill", center: at(50), size: { x: 40, y: 20, z: 40 } };
			const walk = new Walk(steppedLocations(createLocationTracker()), [CAFE, mill]).stand(at(0), 1);
			expect(walk.walk(0, 50).stand(at(50), 4).way()).to.equal("Cafe > Mill");
		});
		it("does not keep somebody who runs from place to place where they set out", () => {
			const walk = new Walk().stand(at(0), 1);
			// Never a second and a half in one place.
			for (let round = 0; round < 4; round++) walk.stand(at(30), 1).stand(at(80), 1).stand(at(110), 1);
			expectText(walk.way(), "Cafe > near ");
		});
		it("keeps somebody outdoors who only runs past places", () => {
			const walk = new Walk().stand(at(-200), 1);
			for (let round = 0; round < 4; round++) walk.stand(at(30), 1).stand(at(60), 1);
			expect(walk.way()).to.equal("Outdoors");
		});
		it("enters a zone inside another, and steps out of it into the outer one", () => {
			const walk = new Walk().stand(at(80), 1).stand(at(110), 3).stand(at(125), 3);
			expect(walk.way()).to.equal("Plaza > Stall > Plaza");
		});
	});

	describe("an edge", () => {
		/** Along the cafe's edge at x = 20, weaving by `studs` about it. */
		function weave(studs: number, startX: number): string {
			const random = seededRandom(7);
			const walk = new Walk();
			walk.step(at(startX, -18));
			for (let index = 0; index < 2400; index++) {
				const z = -18 + (index % 72) / 2;
				walk.step(at(20 + random.between(-studs, studs), z));
			}
			return walk.way();
		}
		it("makes no event while somebody patrols along it for ten minutes", () => {
			expect(weave(0.9, 20)).to.equal("Cafe");
			expect(weave(0.9, 21)).to.equal("near Cafe");
			expect(weave(3.9, 10)).to.equal("Cafe");
		});
		it("makes one event of walking through it", () => {
			const walk = new Walk().stand(at(28), 2).walk(28, 0, 8).stand(at(0), 3);
			expect(walk.way()).to.equal("near Cafe > Cafe");
		});
		it("makes no event between two zones that touch", () => {
			const shop: Zone = { name: "Shop", center: at(40), size: { x: 40, y: 20, z: 40 } };
			const walk = new Walk(steppedLocations(createLocationTracker()), [CAFE, shop]).stand(at(10), 1);
			for (let index = 0; index < 40; index++) walk.stand(at(17), 2).stand(at(23), 2);
			expect(walk.way()).to.equal("Cafe");
		});
		it("makes no event where `near` ends", () => {
			const walk = new Walk().stand(at(34), 1);
			for (let index = 0; index < 40; index++) walk.stand(at(34), 2).stand(at(39), 2);
			expect(walk.way()).to.equal("near Cafe");
		});
		it("makes no event half-way between two zones", () => {
			const mill: Zone = { name: "Mill", center: at(60), size: { x: 60, y: 20, z: 40 } };
			const walk = new Walk(steppedLocations(createLocationTracker()), [CAFE, mill]).stand(at(24.5), 1);
			expect(walk.here()).to.equal("near Cafe");
			for (let index = 0; index < 40; index++) walk.stand(at(24), 2).stand(at(26), 2);
			expect(walk.way()).to.equal("near Cafe");
		});
	});

	describe("zones that change while the game runs", () => {
		it("are forgotten at once when they are gone", () => {
			const walk = new Walk().stand(at(0), 1).build([PLAZA]).stand(at(0), 0.5);
			expect(walk.way()).to.equal("Cafe > Outdoors");
		});
		it("are found when they are new", () => {
			const walk = new Walk(steppedLocations(createLocationTracker()), [])
				.stand(at(0), 1)
				.build(TOWN)
				.stand(at(0), 2);
			expect(walk.way()).to.equal("Outdoors > Cafe");
		});
		it("may share a name", () => {
			const wing: Zone = { name: "Cafe", center: at(38), size: { x: 40, y: 20, z: 40 } };
			const walk = new Walk(steppedLocations(createLocationTracker()), [CAFE, wing])
				.stand(at(0), 2)
				.stand(at(50), 5);
			expect(walk.way()).to.equal("Cafe");
		});
	});

	describe("somebody who is gone", () => {
		it("is forgotten, and named at once on coming back", () => {
			const tracker = steppedLocations(createLocationTracker());
			tracker.step([npc("mara", at(0))], TOWN, 0);
			tracker.step([], TOWN, 1);
			expect(tracker.locationOf(MARA)).to.equal("Outdoors");
			const [change] = tracker.step([npc("mara", at(100))], TOWN, 2);
			expect(change.from).to.equal(undefined);
			expect(change.to).to.equal("Plaza");
		});
	});

	it("never names coordinates or a zone that does not exist", () => {
		const names = ["Outdoors"];
		for (const { name } of TOWN) names.push(name, `near ${name}`);
		for (let seed = 1; seed <= 30; seed++) {
			const random = seededRandom(seed);
			const walk = new Walk();
			for (let index = 0; index < 60; index++) walk.walk(random.between(-60, 160), random.between(-60, 160));
			for (const { from, to } of walk.changes) {
				expectItem(names, to);
				if (from !== undefined) expectItem(names, from);
				expect(from).never.to.equal(to);
			}
		}
	});
};
