/// <reference types="@rbxts/testez/globals" />
import { cleanZoneName } from "server/rules/space/places";

export = () => {
	describe("cleanZoneName", () => {
		for (const [raw, name] of [
			["Cafe", "Cafe"],
			["  The Old\nMill ", "The Old Mill"],
			["Café Zoë", "Café Zoë"],
			["x".rep(100), "x".rep(40)],
			["Nearby Inn", "Nearby Inn"],
			["The Outdoors Shop", "The Outdoors Shop"],
		]) {
			it(`makes ${name} of a part's text`, () => {
				expect(cleanZoneName(raw)).to.equal(name);
			});
		}
		for (const raw of [
			undefined,
			7,
			"",
			"   ",
			"\u{200b}",
			"Outdoors",
			"outdoors",
			"near Cafe",
			"NEAR Cafe",
		]) {
			it(`takes no name from ${raw}`, () => {
				expect(cleanZoneName(raw)).to.equal(undefined);
			});
		}
	});
};
