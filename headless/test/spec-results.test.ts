import assert from "node:assert/strict";
import { test } from "node:test";
import { formatResults } from "../src/specs/print-results.ts";
import { addResults, summarize, type SpecNode } from "../src/specs/spec-results.ts";

const sentence = (phrase: string, status: SpecNode["status"], errors: string[] = []): SpecNode => ({
	phrase,
	isTest: true,
	status,
	errors,
	children: [],
});
const group = (phrase: string, children: SpecNode[], errors: string[] = []): SpecNode => ({
	phrase,
	isTest: false,
	errors,
	children,
});
const asWritten = (text: string) => text;

test("sentences are counted, and a failure carries its groups and its frames", () => {
	const tree = group("Specs", [
		group("mailbox", [
			sentence("keeps order", "Success"),
			sentence("drops", "Failure", ["A.B.spec:4: no\nTestRunner:80\nevaluate:7\nA.B.spec:4"]),
			sentence("later", "Skipped"),
		]),
	]);
	const results = summarize({ children: [tree] }, (text) =>
		text.replaceAll("A.B.spec:4", "file.luau:4").replace(":80", ":80 (x/testez/src/TestRunner.lua:80)"),
	);
	assert.deepEqual([results.passed, results.failed, results.skipped], [1, 1, 1]);
	assert.deepEqual(results.failures, [
		{ name: "Specs > mailbox > drops", message: "file.luau:4: no\nfile.luau:4" },
	]);
});

test("a group that failed to plan is a failure although no sentence of it ran", () => {
	const results = summarize({ children: [group("Specs", [], ["Error during planning: x"])] }, asWritten);
	assert.deepEqual([results.passed, results.failed], [0, 1]);
	assert.match(results.failures[0].message, /planning/);
});

test("a spec file that does not load is a failure", () => {
	const results = summarize({ broken: [{ name: "A.B.spec", message: "A.B.spec:1: x" }] }, asWritten);
	assert.deepEqual([results.failed, results.failures[0].name], [1, "A.B.spec"]);
});

test("a sentence that TestEZ did not reach counts as skipped, not as passed", () => {
	const results = summarize({ children: [sentence("unreached", undefined)] }, asWritten);
	assert.deepEqual([results.passed, results.skipped], [0, 1]);
});

test("the report shows the tree, each failure and the closing line", () => {
	const server = summarize({ children: [group("Specs", [sentence("works", "Success")])] }, asWritten);
	const client = summarize({ children: [sentence("fails", "Failure", ["x:1: why"])] }, asWritten);
	assert.equal(
		formatResults(addResults(server, client)),
		["Specs", "  + works", "x fails", "", "FAILED fails", "    x:1: why", "", "1 passed, 1 failed"].join(
			"\n",
		),
	);
});
