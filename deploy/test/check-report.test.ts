import assert from "node:assert/strict";
import { test } from "node:test";
import { readOptions } from "../check/options.ts";
import { formatReport } from "../check/report.ts";
import { runChecks } from "../check/run-checks.ts";

test("an address that is wrong is one row, and the rest is counted", async () => {
	const request = readOptions(["http://127.0.0.1:8787"], {
		TOWNSFOLK_GATEWAY_TOKEN: "a-token-of-24-characters",
	});
	assert.equal(request.kind, "check");
	const lines = formatReport(await runChecks(request.site))
		.trim()
		.split("\n");
	const rows = lines.filter((line) => line.startsWith("| ")).slice(1);
	assert.equal(rows.length, 1, rows.join("\n"));
	assert.match(rows[0]!, /address +\| WRONG \| http:\/\/127\.0\.0\.1:8787\/ is not https/);
	assert.equal(lines.at(-1), "1 wrong, 0 right. 14 not checked until that is put right.");
});
