import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { marketDay } from "../../scenarios/market-day.ts";
import { FAULTS } from "../../src/direct/fault-matrix.ts";
import { HELP, parseLoadOptions } from "../../src/options.ts";

const mistakeIn = (...args: string[]) => {
	const request = parseLoadOptions(args);
	assert.equal(request.kind, "invalid");
	return request.kind === "invalid" ? request.message : "";
};

describe("the options of npm run load", () => {
	it("are refused where they would be ignored", () => {
		assert.equal(mistakeIn("market-day", "--fault", "server gone"), "--fault says nothing of market-day");
		for (const option of [
			["--minutes", "2"],
			["--fps", "10"],
			["--looks", "1"],
			["--direct"],
			["--cost"],
			["--without", "sleep"],
		])
			assert.equal(mistakeIn("faults", ...option), `${option[0]} says nothing of faults`);
	});

	it("play a scenario as long as it says itself, with seed 1, through the gateway", () => {
		assert.deepEqual(parseLoadOptions(["market-day"]), {
			kind: "run",
			scenario: marketDay,
			seed: 1,
			minutes: marketDay.minutes,
			fps: undefined,
			lookSeconds: undefined,
			asJson: false,
			isDirect: false,
			withCost: false,
			without: [],
		});
	});

	it("take everything that can be said of a run", () => {
		const args = [
			"market-day",
			"--seed",
			"7",
			"--minutes",
			"0.5",
			"--fps",
			"10",
			"--looks",
			"1",
			"--json",
			"--direct",
			"--cost",
			"--without",
			"sleep",
			"--without",
			"slicing",
		];
		assert.deepEqual(parseLoadOptions(args), {
			kind: "run",
			scenario: marketDay,
			seed: 7,
			minutes: 0.5,
			fps: 10,
			lookSeconds: 1,
			asJson: true,
			isDirect: true,
			withCost: true,
			without: ["sleep", "slicing"],
		});
	});

	it("let every fault happen, or those named", () => {
		assert.deepEqual(parseLoadOptions(["faults", "--json"]), {
			kind: "faults",
			faults: Object.keys(FAULTS),
			seed: 1,
			asJson: true,
		});
		const named = parseLoadOptions(["faults", "--fault", "401", "--fault", "500s", "--seed", "3"]);
		assert.deepEqual(named, { kind: "faults", faults: ["401", "500s"], seed: 3, asJson: false });
	});

	it("are refused by name when they are wrong", () => {
		assert.match(mistakeIn(), /name one scenario/);
		assert.match(mistakeIn("market-day", "festival"), /name one scenario/);
		assert.match(mistakeIn("toString"), /^toString: no such scenario; there are: .*market-day/);
		assert.match(mistakeIn("faults", "--fault", "toString"), /^--fault toString: there are: .*500s/);
		for (const [option, ...wrong] of [
			["--seed", "-1", "1.5", "x"],
			["--minutes", "0", "-1", "soon"],
			["--fps", "4", "61", "x"],
			["--looks", "0", "x"],
		])
			for (const value of wrong)
				assert.ok(
					mistakeIn("market-day", `${option}=${value}`).startsWith(`${option} ${value}: not `),
					value,
				);
		assert.match(mistakeIn("market-day", "--without", "toString"), /^--without toString: there are: sleep/);
		assert.match(mistakeIn("market-day", "--sede", "1"), /--sede/);
	});

	it("show the help, which names every scenario and every fault", () => {
		assert.deepEqual(parseLoadOptions(["--help"]), { kind: "help" });
		for (const name of ["market-day", "talk-storm", "faults", ...Object.keys(FAULTS)])
			assert.ok(HELP.includes(name), name);
	});
});
