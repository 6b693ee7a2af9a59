import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createLog } from "../src/logging.ts";

const SECRET = "a-token-of-24-characters";
const BEARER = `Bearer ${SECRET}`;

function linesOf(entry: object): string {
	const lines: string[] = [];
	createLog("info", { write: (line) => void lines.push(line) }).info(entry, "probe");
	return lines.join("");
}

describe("a log entry", () => {
	for (const entry of [
		{ token: SECRET },
		{ config: { token: SECRET } },
		{ authorization: BEARER },
		{ request: { authorization: BEARER } },
		{ headers: { authorization: BEARER } },
		{ response: { headers: { authorization: BEARER } } },
		{ req: { headers: { authorization: BEARER } } },
	]) {
		it(`hides the credential in ${JSON.stringify(entry).replace(/"[^"]*characters"/, "…")}`, () => {
			const line = linesOf(entry);
			assert.match(line, /\[redacted\]/);
			assert.doesNotMatch(line, new RegExp(SECRET));
		});
	}

	it("shows everything else", () => {
		assert.match(linesOf({ npcId: "mara", tokens: 7 }), /"npcId":"mara","tokens":7/);
	});
});
