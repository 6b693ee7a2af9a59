import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { findReport } from "../src/specs/read-report.ts";

const line = (part: number, total: number, text: string) => `TOWNSFOLK-REPORT ${part}/${total} <${text}>`;

describe("a report in an output", () => {
	test("is found between other lines, whatever stands before its own", () => {
		const output = [
			"loading",
			`12:00 Info ${line(1, 2, '{"errors":["a > ')}`,
			"x",
			`12:01 ${line(2, 2, 'b"]}')}`,
		].join("\r\n");
		assert.deepEqual(findReport(output), { errors: ["a > b"] });
	});

	test("is put in order, and a part that is there twice counts once", () => {
		const parts = [line(2, 2, 's":["x"]}'), line(1, 2, '{"error'), line(2, 2, 's":["x"]}')];
		assert.deepEqual(findReport(parts.join("\n")), { errors: ["x"] });
	});

	test("that lacks a part is none", () => {
		assert.equal(findReport(`${line(1, 3, "{")}\n${line(3, 3, "}")}`), undefined);
		assert.equal(findReport("nothing"), undefined);
	});

	test("that is no JSON is said so", () => {
		assert.throws(() => findReport(line(1, 1, "{half")), /The specs' report is no JSON: \{half/);
	});
});
