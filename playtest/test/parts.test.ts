import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { createGateway, type AgentBackend } from "@townsfolk/gateway";
import { KEY, serveCloud } from "@townsfolk/simulator/testing";
import { checkGateway } from "../src/parts/check-gateway.ts";
import { resolveLettaModel } from "../src/parts/letta-model.ts";
import { createLogBook } from "../src/parts/log-book.ts";
import { resolveModel } from "../src/parts/llm-model.ts";
import { createNewsFeed } from "../src/parts/news-feed.ts";
import { createRunFolder } from "../src/parts/run-folder.ts";

describe("files of a run", () => {
	let parent: string;
	beforeEach(() => (parent = mkdtempSync(join(tmpdir(), "townsfolk-runs-"))));
	afterEach(() => rmSync(parent, { recursive: true, force: true }));

	it("lie in a new folder each time", () => {
		const [first, second] = [createRunFolder(parent), createRunFolder(parent)];
		assert.ok(existsSync(first) && existsSync(second));
		assert.notEqual(first, second);
	});

	it("are deleted when the next run finds their process gone, and not before", () => {
		const dead = spawnSync(process.execPath, ["--version"]).pid;
		for (const name of [`${dead}-1`, `${process.ppid}-1`, "notes"]) mkdirSync(join(parent, name));
		createRunFolder(parent);
		assert.ok(!existsSync(join(parent, `${dead}-1`)));
		assert.ok(existsSync(join(parent, `${process.ppid}-1`)));
		assert.ok(existsSync(join(parent, "notes")));
	});

	it("keep every log line, and give the newest", async () => {
		const log = createLogBook(join(parent, "game.log"));
		for (let i = 1; i <= 300; i++) log.add(`line ${i}`);
		assert.deepEqual(log.newest(2), ["line 299", "line 300"]);
		await log.close();
		assert.equal(readFileSync(log.file, "utf8").split("\n").length, 301);
	});
});

describe("the model's endpoint", () => {
	let status = 200;
	let list: unknown = { data: [{ id: "small" }, { id: "large" }] };
	let authorization: string | undefined;
	const server = createServer((request, response) => {
		authorization = request.headers.authorization;
		response
			.writeHead(status, { "content-type": "application/json" })
			.end(typeof list === "string" ? list : JSON.stringify(list));
	});
	let baseUrl: string;
	before(async () => {
		await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
		baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
	});
	after(() => server.close());
	const resolve = (model?: string) => resolveModel({ baseUrl, apiKey: "key", model });

	it("gives its first model unless one is named", async () => {
		assert.deepEqual(await resolve(), { baseUrl, apiKey: "key", modelId: "small" });
		assert.equal(authorization, "Bearer key");
		assert.equal((await resolve("large")).modelId, "large");
	});

	it("has the one tag `latest` of a model that is named without a tag", async () => {
		list = { data: [{ id: "gpt-sub:latest" }, { id: "gpt-sub:7b" }] };
		assert.equal((await resolve("gpt-sub")).modelId, "gpt-sub:latest");
		assert.equal((await resolve("gpt-sub:7b")).modelId, "gpt-sub:7b");
	});

	it("is refused when it does not list the named model, with those that it lists", async () => {
		list = { data: [{ id: "gpt-sub:7b" }, { id: "other" }] };
		await assert.rejects(
			resolve("gpt-sub"),
			/--llm-model gpt-sub: http.*\/v1 lists no such model; it lists gpt-sub:7b, other$/,
		);
	});

	it("is refused when its list is none, empty, or missing", async () => {
		for (const model of [undefined, "large"]) {
			list = { data: [] };
			await assert.rejects(resolve(model), /lists no model/);
			list = "<html>Welcome</html>";
			await assert.rejects(resolve(model), /no list of models; does --llm-url end .* often in \/v1\?/);
			status = 404;
			await assert.rejects(resolve(model), /answers 404 Not Found; does --llm-url end/);
			status = 200;
		}
	});

	it("is refused when it does not answer or does not take the key", async () => {
		for (status of [401, 403]) await assert.rejects(resolve("large"), /does not take the key \(40[13]/);
		await assert.rejects(
			resolveModel({ baseUrl: "http://127.0.0.1:9/v1", apiKey: undefined, model: "large" }),
			/no answer from http:\/\/127\.0\.0\.1:9\/v1\/models/,
		);
	});
});

describe("a gateway that runs already", () => {
	const token = "a-token-of-this-test";
	let isUp = true;
	const backend: AgentBackend = {
		start: () => {},
		open: () => assert.fail("nobody opens a session"),
		health: () => ({ isUp, detail: "", agents: 0, turnsInFlight: 0 }),
		drain: () => Promise.resolve(),
		close: () => Promise.resolve(),
	};
	const gateway = createGateway({ token, backend });
	let baseUrl: string;
	before(async () => {
		await gateway.listen({ host: "127.0.0.1", port: 0 });
		baseUrl = `http://127.0.0.1:${(gateway.server.address() as AddressInfo).port}`;
	});
	after(() => gateway.close());

	it("is taken when it is ready and takes the token", () => checkGateway({ baseUrl, token }));

	it("is refused when it does not take the token, is not ready, does not answer or is none", async () => {
		await assert.rejects(checkGateway({ baseUrl, token: "x" }), /--gateway-url: .* does not take the token$/);
		isUp = false;
		await assert.rejects(checkGateway({ baseUrl, token }), /is not ready; http:.*\/healthz says how it is$/);
		await assert.rejects(
			checkGateway({ baseUrl: "http://127.0.0.1:9", token }),
			/--gateway-url: no answer from http/,
		);
		const { url } = await serveCloud({ models: ["letta/letta-free"] });
		await assert.rejects(
			checkGateway({ baseUrl: url, token }),
			/answers 4\d\d, but not as a Townsfolk gateway does$/,
		);
	});
});

describe("a server of Letta's REST API", () => {
	it("gives its first model, or the named one if it has it", async () => {
		const { url: baseUrl } = await serveCloud({ models: ["letta/letta-free", "openai/gpt"] });
		const resolve = (model?: string) => resolveLettaModel({ baseUrl, apiKey: KEY, model });
		assert.equal(await resolve(), "letta/letta-free");
		assert.equal(await resolve("openai/gpt"), "openai/gpt");
		await assert.rejects(
			resolve("openai/gtp"),
			/--letta-model openai\/gtp: .*lists letta\/letta-free, openai\/gpt$/,
		);
	});

	it("is refused when it does not take the key, has no model, is no Letta or does not answer", async () => {
		const refusal = (baseUrl: string, apiKey: string) =>
			resolveLettaModel({ baseUrl, apiKey, model: undefined }).then(
				() => "",
				(error: Error) => error.message,
			);
		const { url } = await serveCloud({ models: [] });
		const wrong = await refusal(url, "another-key");
		assert.match(wrong, /^--letta-url: .*\/v1\/models\/ does not take the key \(401/);
		assert.doesNotMatch(wrong, /another-key/);
		assert.match(await refusal(url, KEY), /lists no language model/);
		assert.match(await refusal(`${url}/elsewhere`, KEY), /\/elsewhere\/v1\/models\/ answers 404/);
		assert.match(await refusal("http://127.0.0.1:9", KEY), /^--letta-url: no answer from http:\/\/127/);
	});
});

describe("a news feed", () => {
	it("tells the first listener what it missed, and all listeners what is new", () => {
		const feed = createNewsFeed<string>();
		const heard: string[] = [];
		feed.tell("early");
		for (const name of ["a", "b"]) feed.on((item) => heard.push(`${name} ${item}`));
		feed.tell("late");
		assert.deepEqual(heard, ["a early", "a late", "b late"]);
	});
});
