import { after } from "node:test";
import Letta from "@letta-ai/letta-client";
import { systemClock } from "../../../gateway/src/timing/clock.ts";
import { createHandClock } from "../repeatable/hand-clock.ts";
import { createFakeLettaCloud, DEFAULT_MODEL, type FakeLettaCloudOptions } from "./fake-letta-cloud.ts";
import { listen } from "./listen.ts";
import { echoModel } from "./model.ts";
import { createOfficialCalls } from "./official-calls.ts";
import type { CloudResponse } from "./wire.ts";

export const KEY = "key-of-the-tests";

export const MARA = {
	name: "Mara",
	model: DEFAULT_MODEL,
	system: "You are Mara.",
	tags: ["townsfolk", "npc:mara"],
	memory_blocks: [
		{ label: "persona", value: "I keep the cafe." },
		{ label: "status", value: "health: 100 | location: Cafe | current_action: Idle" },
	],
	include_base_tools: false,
};

/** The fake over HTTP on the real clock, and the official client, which retries nothing by itself. */
export async function openCloud(options: Partial<FakeLettaCloudOptions> = {}) {
	const cloud = createFakeLettaCloud({
		clock: systemClock,
		key: KEY,
		model: echoModel,
		...options,
	});
	const { url, close } = await listen(cloud);
	const client = new Letta({ apiKey: KEY, baseURL: url, maxRetries: 0, logLevel: "off" });
	return { cloud, url, client, calls: createOfficialCalls(client), close };
}

/** The same until the end of the test. */
export async function serveCloud(options: Partial<FakeLettaCloudOptions> = {}) {
	const served = await openCloud(options);
	after(served.close);
	return served;
}

export interface Answer {
	readonly status: number;
	readonly headers: CloudResponse["headers"];
	readonly body: any; // eslint-disable-line @typescript-eslint/no-explicit-any -- whatever came
}

/** The fake without a socket, on a clock that the test moves. */
export function holdCloud(options: Partial<FakeLettaCloudOptions> = {}) {
	const clock = createHandClock();
	const cloud = createFakeLettaCloud({
		clock,
		key: KEY,
		model: echoModel,
		...options,
	});
	async function ask(method: string, url: string, body?: unknown): Promise<Answer> {
		const response = await cloud.handle({
			method,
			url,
			headers: { Authorization: `Bearer ${KEY}` },
			...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
		});
		const text = response.body as string;
		const isJson = response.headers["content-type"] === "application/json" && response.isCut !== true;
		return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
	}
	const createMara = async (): Promise<string> => (await ask("POST", "/v1/agents/", MARA)).body.id;
	const say = (agentId: string, content: string, otid?: string) =>
		ask("POST", `/v1/agents/${agentId}/messages`, { messages: [{ role: "user", content, otid }] });
	return { clock, cloud, ask, createMara, say };
}
