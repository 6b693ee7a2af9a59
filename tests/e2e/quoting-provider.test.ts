import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, describe, test } from "node:test";
import { eventually, type ReadyTown, startReadyTown } from "./support/town.ts";

/** As providers' keys look; each is part of an answer. */
const KEYS = [
	"sk-proj-Abc123def456",
	"gsk_Abc123def456ghi",
	"xai-Abc123def456",
	"AIzaSyAbc123def456ghi",
	"hf_Abc123def456",
];
const API_KEY = "the-operators-own-key-4711";
/** What the player says. */
const SECRET = "my cat is called Bartholomew";
/** From Mara's persona. */
const PERSONA = "I run the Cafe in Willowbrook";

const STATUSES = [400, 401, 403, 404, 413, 422, 429, 500, 503];

/** A provider that refuses every turn and quotes the whole request, its own key and others in what it says. */
async function startQuotingProvider() {
	const answered: number[] = [];
	const server = createServer((request, response) => {
		response.setHeader("content-type", "application/json");
		if (request.url!.endsWith("/models")) {
			return void response.end(
				JSON.stringify({ object: "list", data: [{ id: "quoting", object: "model" }] }),
			);
		}
		let body = "";
		request.setEncoding("utf8").on("data", (text: string) => (body += text));
		request.on("end", () => {
			const status = STATUSES[answered.length % STATUSES.length]!;
			answered.push(status);
			const { authorization } = request.headers;
			const message = `Invalid prompt ${body} with ${authorization}; api_key=${KEYS.join(" or ")}`;
			response.writeHead(status).end(JSON.stringify({ error: { message, type: "invalid_request_error" } }));
		});
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	return {
		baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
		answered,
		close: () => {
			server.closeAllConnections();
			server.close();
		},
	};
}

describe("a run with a provider that quotes prompts and keys", () => {
	let town: ReadyTown | undefined;
	let close = () => {};
	after(async () => {
		await town?.stop();
		close();
	});

	test("leaves none of either in any log, nor in what the terminal is told", async () => {
		const provider = await startQuotingProvider();
		({ close } = provider);
		const told: string[] = [];
		const llm = { baseUrl: provider.baseUrl, apiKey: API_KEY, model: undefined };
		town = await startReadyTown("Mara", { llm });
		town.onTrouble(({ message }) => told.push(message));
		const [, gatewayLog] = town.logFiles;
		const log = () => readFileSync(gatewayLog!, "utf8");
		const failures = () => log().split("turn failed").length - 1;
		const isMissing = (status: number) => !log().includes(`the model's provider answered ${status}`);
		// An answer to a turn that the next line has cancelled is not in the log; its status comes again.
		for (let line = 0; line < 3 * STATUSES.length && STATUSES.some(isMissing); line++) {
			const before = failures();
			await town.stage.say(`Mara, ${SECRET}, number ${line}.`);
			await eventually("a turn has failed", () => failures() > before || undefined, 60);
		}
		assert.deepEqual([...new Set(provider.answered)].sort(), STATUSES);
		const { logFiles, shown } = town;
		await town.stop();

		const logs = logFiles.map((file) => ({ file, text: readFileSync(file, "utf8") }));
		const all = [...logs, { file: "the terminal", text: told.join("\n") }];
		for (const { file, text } of all) {
			console.log(`searched ${file}: ${text.length} characters`);
			for (const secret of [SECRET, "Bartholomew", PERSONA, API_KEY, ...KEYS]) {
				assert.ok(!text.includes(secret), `${file} holds “${secret}”`);
			}
		}
		// The operator still learns what is wrong.
		for (const status of STATUSES)
			assert.match(logs[1]!.text, new RegExp(`the model's provider answered ${status}`));
		assert.ok(shown.length > 0, "Mara said something of her own");
	});
});
