/// <reference types="@rbxts/testez/globals" />
import { Workspace } from "@rbxts/services";
import { createLocationParts } from "server/roblox/location-parts";
import { expectSame, expectText } from "../../shared/support/expectations";
import { createFakeLog } from "../support/fake-log";

export = () => {
	describe("parts tagged Location", () => {
		const made = new Array<Instance>();
		let seconds = 0;
		/** At each look, a second has passed. */
		const later = () => ++seconds;

		const makePart = (locationName: string | number | undefined, parent: Instance = Workspace): Part => {
			const part = new Instance("Part");
			part.Anchored = true;
			part.Size = new Vector3(10, 6, 4);
			part.CFrame = new CFrame(1000, 5, 0);
			part.SetAttribute("LocationName", locationName);
			part.AddTag("Location");
			part.Parent = parent;
			made.push(part);
			return part;
		};

		const named = (zones: () => ReadonlyArray<{ readonly name: string }>, name: string) =>
			zones()
				.filter((zone) => zone.name === name)
				.size();

		afterEach(() => {
			for (const instance of made) instance.Destroy();
			made.clear();
		});

		it("are zones with their place, size and rotation", () => {
			const part = makePart("Spec Garden");
			part.CFrame = new CFrame(1000, 5, 7).mul(CFrame.Angles(0, math.rad(90), 0));
			const zone = createLocationParts(createFakeLog(), later)().find(
				(other) => other.name === "Spec Garden",
			);
			assert(zone);
			expect(zone.center.x).to.equal(1000);
			expect(zone.center.z).to.equal(7);
			expect(zone.size.x).to.equal(10);
			const rotation = zone.rotation ?? [];
			expect(rotation.size()).to.equal(9);
			expect(rotation[2]).to.be.near(1, 1e-4);
			expect(rotation[6]).to.be.near(-1, 1e-4);
		});

		it("are read a few at a time where there are many, and never count before all are read", () => {
			const zones = createLocationParts(createFakeLog(), later);
			for (let index = 0; index < 40; index++) makePart("Spec Garden");
			expect(named(zones, "Spec Garden")).to.equal(40);
			for (const part of made) part.SetAttribute("LocationName", "Spec Yard");
			const seen = new Array<number>();
			for (let look = 0; look < 4; look++) seen.push(named(zones, "Spec Yard"));
			expect(seen[0]).to.equal(0);
			expect(seen[3]).to.equal(40);
			expectSame(
				seen.filter((count) => count !== 0 && count !== 40),
				[],
			);
		});

		it("may come, move, be renamed and go while the game runs", () => {
			const zones = createLocationParts(createFakeLog(), later);
			expect(named(zones, "Spec Garden")).to.equal(0);
			const part = makePart("Spec Garden");
			expect(named(zones, "Spec Garden")).to.equal(1);
			part.Position = new Vector3(1234, 0, 0);
			expect(zones().find((zone) => zone.name === "Spec Garden")?.center.x).to.equal(1234);
			part.SetAttribute("LocationName", "Spec Yard");
			expect(named(zones, "Spec Garden")).to.equal(0);
			expect(named(zones, "Spec Yard")).to.equal(1);
			part.Destroy();
			expect(named(zones, "Spec Yard")).to.equal(0);
		});

		it("without a usable name are reported once and ignored", () => {
			const log = createFakeLog();
			const zones = createLocationParts(log, later);
			const before = zones().size();
			makePart(undefined);
			makePart("   ");
			makePart(5);
			for (let look = 0; look < 10; look++) expect(zones().size()).to.equal(before);
			expect(log.count("LocationName")).to.equal(3);
		});

		it("are reported with what was found in place of a usable name", () => {
			const log = createFakeLog();
			const zones = createLocationParts(log, later);
			makePart(5);
			makePart("Outdoors");
			makePart(undefined);
			makePart(undefined).SetAttribute("LocatonName", "Spec Garden");
			zones();
			const reports = log.lines;
			expectText(reports[0], "its attribute LocationName is the number 5, it has to be a text that is");
			expectText(reports[1], 'its attribute LocationName is the text "Outdoors", it has to be');
			expectText(reports[2], "it has no attribute LocationName");
			expectText(reports[3], "its attribute is called LocatonName (did you mean LocationName?)");
		});

		it("that are no parts are reported once and ignored", () => {
			const log = createFakeLog();
			const folder = new Instance("Folder");
			folder.SetAttribute("LocationName", "Spec Garden");
			folder.AddTag("Location");
			folder.Parent = Workspace;
			made.push(folder);
			const zones = createLocationParts(log, later);
			zones();
			expect(named(zones, "Spec Garden")).to.equal(0);
			expect(log.count("is not a part")).to.equal(1);
		});
	});
};
