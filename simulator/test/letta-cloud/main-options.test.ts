import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { describe, it } from "node:test";
import Letta from "@letta-ai/letta-client";
import { MARA } from "../../src/letta-cloud/cloud-fixture.ts";
import { parseMainOptions } from "../../src/letta-cloud/main-options.ts";

describe("the fake's command line", () => {
	it("has a port, a key and a plan", () => {
		const request = parseMainOptions(["--port", "9000", "--key", "k", "--max-agents", "3"]);
		assert.deepEqual(request, { kind: "serve", options: { port: 9000, key: "k", maxAgents: 3 } });
	});

	it("says what is wrong with it", () => {
		for (const args of [["--port", "x"], ["--key", ""], ["--max-agents", "few"], ["--else"]]) {
			const request = parseMainOptions(args);
			assert.equal(request.kind, "invalid");
			assert.ok(request.kind === "invalid" && request.message.includes(args[0]!));
		}
	});
});

describe("the fake as a process", () => {
	it("answers the official client in persona, and ends when it is told to", async () => {
		const main = join(import.meta.dirname, "../../src/letta-cloud/main.ts");
		const child = spawn(process.execPath, ["--import", "tsx", main, "--port", "0", "--key", "k"], {
			stdio: ["ignore", "pipe", "inherit"],
		});
		const ended = new Promise((resolve) => child.once("exit", resolve));
		try {
			const line = await new Promise<string>((resolve) =>
				child.stdout.once("data", (data) => resolve(String(data))),
			);
			const client = new Letta({ apiKey: "k", baseURL: /http\S+\d/.exec(line)![0], maxRetries: 0 });
			const { id } = await client.agents.create(MARA);
			const content = 'You are at the Cafe, well. Nobody is with you.\nAlex says: "Where are we?"';
			const { messages } = await client.agents.messages.create(id, { messages: [{ role: "user", content }] });
			const [reply] = messages;
			assert.ok(reply?.message_type === "assistant_message" && "content" in reply);
			assert.match(String(reply.content), /We're at the Cafe, Alex\./);
		} finally {
			child.kill("SIGTERM");
		}
		assert.equal(await ended, 0);
	});
});
