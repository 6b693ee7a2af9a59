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

	for (const key of [
		"sk-abcdef123456",
		"gsk_Abcdef123456ghij",
		"xai-Abcdef123456ghij",
		"AIzaSyAbcdef123456",
		"hf_AbcdefGhijkl",
		"api_key=plain12345",
		'{"api_key": "plain12345"}',
		"https://x.example/v1?key=plain12345",
		"http://user:plain12345@x.example/v1",
		"Bearer abcdefghijklmnopqrst",
	]) {
		it(`hides what looks like a key in a text: ${key}`, () => {
			const line = linesOf({ reason: `no: ${key} is wrong`, nested: JSON.stringify({ key }) });
			assert.doesNotMatch(line, /plain12345|[A-Za-z]bcdef|efghij/);
			assert.equal((JSON.parse(line) as { msg: string }).msg, "probe");
		});
	}

	it("shows everything else", () => {
		const entry = {
			npcId: "mara",
			tokens: 7,
			agentId: "agent-local-1b7e509a-0ad7",
			url: "http://127.0.0.1:1/v1",
		};
		const line = JSON.parse(linesOf(entry)) as Record<string, unknown>;
		assert.deepEqual({ ...line, ...entry }, line);
	});
});
