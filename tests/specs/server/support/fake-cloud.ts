import {
	createCloudLettaPort,
	type CloudLettaPort,
	type CloudOptions,
} from "server/letta/cloud/cloud-letta-port";
import type { HttpPort, HttpRequest, HttpResult, Json, MemoryMode } from "server/ports";
import { createFakeClock, type FakeClock } from "./fake-clock";
import { createFakeJson } from "./fake-json";
import { createFakeLog, type FakeLog } from "./fake-log";
import { createFakeRandom } from "./fake-random";

/** As much of Letta's REST API as the port needs, answering after a tenth of a second of the fake clock. */

export interface CloudAgentRecord {
	readonly id: string;
	name: string;
	system: string;
	model: string;
	tags: ReadonlyArray<string>;
	metadata: Record<string, unknown>;
	readonly blocks: Map<string, string>;
	/** Oldest first. */
	readonly messages: Array<Record<string, unknown>>;
	/** What its model is told, without a conversation of its own: a change of a block's value gets in, nothing else does. */
	prompt?: string;
}

export interface CloudConversation {
	readonly id: string;
	readonly agentId: string;
	/** Compiled when it is opened, and when it is recompiled. */
	prompt: string;
}

export interface CloudBlock {
	readonly label: string;
	readonly value: string;
	readonly description?: string;
	readonly tags?: ReadonlyArray<string>;
	readonly agentId?: string;
}

export interface CloudRequest {
	readonly method: string;
	readonly path: string;
	readonly body: Record<string, unknown>;
	/** Seconds of the clock. */
	readonly at: number;
	readonly timeoutSeconds: number;
}

/** What happens with a request instead of an answer. `processed`: it is carried out all the same. */
export interface Mischief {
	readonly result: HttpResult;
	readonly processed?: boolean;
	/** Until its result; as any other answer if absent. */
	readonly seconds?: number;
}

/** The messages that a turn makes, and how it ends. */
export interface ScriptedReply {
	readonly messages: ReadonlyArray<Record<string, unknown>>;
	readonly stop?: string;
}

export interface FakeCloud extends HttpPort {
	/** What it reads and writes; a client has to share it. */
	readonly json: Json;
	readonly agents: Array<CloudAgentRecord>;
	readonly conversations: Array<CloudConversation>;
	/** Every request, oldest first. */
	readonly requests: Array<CloudRequest>;
	/** Those whose `METHOD path` contains the text, as a pattern without magic. */
	readonly sent: (text: string) => ReadonlyArray<CloudRequest>;
	/** The next `times` requests whose `METHOD path` contains the text meet this; 1 if it is not said. */
	readonly disturb: (text: string, mischief: Mischief, times?: number) => void;
	/** Ends all that `disturb` began. */
	readonly calm: () => void;
	/** How the next turns answer; "Hello there. How are you?" if nothing is set. */
	readonly replies: Array<ScriptedReply>;
	/** Contents of the turns that were run. */
	readonly turns: Array<string>;
	/** Every block, by its id. A block outlives its agent. */
	readonly blocks: Map<string, CloudBlock>;
	/** Ignores filters in lists of blocks, as a server that does not know them. */
	readonly listsAllBlocks: { isOn: boolean };
}

export const assistant = (content: unknown) => ({ message_type: "assistant_message", content });

export const httpError = (
	encode: (value: unknown) => string,
	status: number,
	body: unknown = { detail: `status ${status}` },
	retryAfterSeconds?: number,
): HttpResult => ({ kind: "http", status, body: encode(body), retryAfterSeconds });

export function createFakeCloud(clock: FakeClock): FakeCloud {
	const json = createFakeJson();
	const agents = new Array<CloudAgentRecord>();
	const conversations = new Array<CloudConversation>();
	const allBlocks = new Map<string, CloudBlock>();
	const listsAllBlocks = { isOn: false };
	const requests = new Array<CloudRequest>();
	const replies = new Array<ScriptedReply>();
	const turns = new Array<string>();
	let mischiefs = new Array<{ text: string; mischief: Mischief; left: number }>();
	let ids = 0;

	const newId = (kind: string) => {
		ids += 1;
		return `${kind}-${"%03d".format(ids)}`;
	};
	const ok = (value: unknown): HttpResult => ({ kind: "ok", status: 200, body: json.encode(value) });
	const failed = (status: number, detail: string) => httpError(json.encode, status, { detail });

	const blockIdOf = (agent: CloudAgentRecord, wanted: string): string | undefined => {
		for (const [id, { agentId, label }] of allBlocks) if (agentId === agent.id && label === wanted) return id;
	};

	const deleteBlock = (id: string): HttpResult => {
		const block = allBlocks.get(id);
		if (block === undefined) return failed(404, "Block not found");
		allBlocks.delete(id);
		agents.find((agent) => agent.id === block.agentId)?.blocks.delete(block.label);
		return ok({});
	};

	const view = (agent: CloudAgentRecord) => {
		const blocks = new Array<{ id?: string; label: string; value: string }>();
		for (const [label, value] of agent.blocks) blocks.push({ id: blockIdOf(agent, label), label, value });
		const { id, name, system, model, tags, metadata } = agent;
		return { id, name, system, model, tags: [...tags], metadata: { ...metadata }, blocks };
	};

	const compile = ({ system, blocks }: CloudAgentRecord) => {
		const lines = new Array<string>();
		for (const [label, value] of blocks) lines.push(`${label}: ${value}`);
		return [system, ...lines.sort()].join("\n");
	};

	const create = (body: Record<string, unknown>): HttpResult => {
		const blocks = new Map<string, string>();
		const given = body.memory_blocks as Array<CloudBlock>;
		for (const block of given) blocks.set(block.label, block.value);
		const agent: CloudAgentRecord = {
			id: newId("agent"),
			name: body.name as string,
			system: body.system as string,
			model: body.model as string,
			tags: body.tags as Array<string>,
			metadata: body.metadata as Record<string, unknown>,
			blocks,
			messages: [],
		};
		agent.prompt = compile(agent);
		agents.push(agent);
		for (const block of given) allBlocks.set(newId("block"), { ...block, agentId: agent.id });
		return ok(view(agent));
	};

	const list = (query: string): HttpResult => {
		const wanted = new Array<string>();
		for (const [tag] of `&${query}`.gmatch("&tags=([^&]+)"))
			wanted.push((tag as string).gsub("%%3A", ":")[0]);
		const after = query.match("after=([^&]+)")[0];
		const limit = tonumber(query.match("limit=(%d+)")[0]) ?? 50;
		const found = agents.filter(
			(agent) =>
				wanted.every((tag) => agent.tags.includes(tag)) &&
				(after === undefined || agent.id > (after as string)),
		);
		return ok(found.filter((_, index) => index < limit).map(view));
	};

	const think = (agent: CloudAgentRecord, body: Record<string, unknown>): HttpResult => {
		const given = (body.messages as Array<Record<string, unknown>>)[0];
		const scripted: ScriptedReply = replies.shift() ?? { messages: [assistant("Hello there. How are you?")] };
		const run = { run_id: newId("run") };
		if (given.type === "approval")
			agent.messages.push({ message_type: "approval_response_message", approvals: given.approvals, ...run });
		else {
			turns.push(given.content as string);
			agent.messages.push({ message_type: "user_message", content: given.content, otid: given.otid, ...run });
		}
		for (const message of scripted.messages) agent.messages.push({ ...message, ...run });
		return ok({
			messages: scripted.messages,
			stop_reason: { stop_reason: scripted.stop ?? "end_turn" },
			usage: { prompt_tokens: 100, completion_tokens: 7 },
		});
	};

	const patchAgent = (agent: CloudAgentRecord, body: Record<string, unknown>): HttpResult => {
		for (const [key, value] of pairs(body))
			(agent as unknown as Record<string, unknown>)[key as string] = value;
		return ok(view(agent));
	};

	const ofAgent = (agent: CloudAgentRecord, method: string, rest: string, body: Record<string, unknown>) => {
		const newestFirst = () => agent.messages.map((_, at) => agent.messages[agent.messages.size() - 1 - at]);
		if (rest === "messages") return method === "POST" ? think(agent, body) : ok(newestFirst());
		if (rest === "recompile") {
			agent.prompt = compile(agent);
			return ok(agent.prompt);
		}
		const attached = rest.match("^core%-memory/blocks/attach/(.+)$")[0] as string | undefined;
		const loose = attached === undefined ? undefined : allBlocks.get(attached);
		if (attached !== undefined && loose !== undefined) {
			allBlocks.set(attached, { ...loose, agentId: agent.id });
			agent.blocks.set(loose.label, loose.value);
			return ok(view(agent));
		}
		const label = rest.match("^core%-memory/blocks/([^/]+)$")[0] as string | undefined;
		if (label !== undefined) {
			if (!agent.blocks.has(label)) return failed(404, "Block not found");
			agent.blocks.set(label, body.value as string);
			agent.prompt = compile(agent);
			return ok({ label, value: body.value });
		}
		if (method === "DELETE") {
			agents.remove(agents.indexOf(agent));
			return ok({});
		}
		return method === "PATCH" ? patchAgent(agent, body) : ok(view(agent));
	};

	const handle = (method: string, whole: string, body: Record<string, unknown>): HttpResult => {
		const parts = whole.split("?");
		const path = parts[0];
		const query = parts.size() > 1 ? parts[1] : "";
		if (path === "/v1/agents/") return method === "POST" ? create(body) : list(query);
		if (path === "/v1/blocks/" || path.find("/v1/blocks/", 1, true)[0] === 1)
			return onBlocks(method, path, query, body);
		if (path === "/v1/conversations/") {
			const agentId = query.match("agent_id=([^&]+)")[0] as string;
			const agent = agents.find(({ id }) => id === agentId);
			if (agent === undefined) return failed(404, "Agent not found");
			const id = newId("conv");
			conversations.push({ id, agentId, prompt: compile(agent) });
			return ok({ id });
		}
		const [conversationId, part] = path.match("^/v1/conversations/([^/]+)/(.+)$");
		const conversation = conversations.find(({ id }) => id === conversationId);
		const agentId = conversation?.agentId ?? path.match("^/v1/agents/([^/]+)")[0];
		const agent = agents.find(({ id }) => id === agentId);
		if (agent === undefined) return failed(404, "Agent not found");
		if (conversation !== undefined && part === "recompile") {
			conversation.prompt = compile(agent);
			return ok(conversation.prompt);
		}
		const rest =
			conversation === undefined ? (path.match("^/v1/agents/[^/]+/?(.*)$")[0] as string) : "messages";
		return ofAgent(agent, method, rest, body);
	};

	const onBlocks = (
		method: string,
		path: string,
		query: string,
		body: Record<string, unknown>,
	): HttpResult => {
		const [found, part] = path.match("^/v1/blocks/([^/]*)/?(.*)$");
		const id = found as string;
		if (part === "agents") {
			const block = allBlocks.get(id);
			return ok(agents.filter((agent) => agent.id === block?.agentId).map(view));
		}
		if (id !== "") return deleteBlock(id);
		if (method === "POST") {
			const made = newId("block");
			allBlocks.set(made, body as unknown as CloudBlock);
			return ok({ id: made, ...body });
		}
		const after = query.match("after=([^&]+)")[0] as string | undefined;
		const isLoose = query.find("agents_count_eq=0", 1, true)[0] !== undefined && !listsAllBlocks.isOn;
		const listed = new Array<CloudBlock & { readonly id: string }>();
		for (const [blockId, block] of allBlocks) {
			const isAttached = agents.some((agent) => agent.id === block.agentId);
			if ((!isLoose || !isAttached) && (after === undefined || blockId > after))
				listed.push({ id: blockId, ...block });
		}
		listed.sort((a, b) => a.id < b.id);
		return ok(listed.filter((_, index) => index < (tonumber(query.match("limit=(%d+)")[0]) ?? 50)));
	};

	const mischiefFor = (line: string): Mischief | undefined => {
		const found = mischiefs.find(({ text, left }) => left > 0 && line.find(text, 1, true)[0] !== undefined);
		if (found === undefined) return undefined;
		found.left -= 1;
		return found.mischief;
	};

	return {
		json,
		agents,
		conversations,
		requests,
		replies,
		turns,
		blocks: allBlocks,
		listsAllBlocks,
		sent: (text) =>
			requests.filter(({ method, path }) => `${method} ${path}`.find(text, 1, true)[0] !== undefined),
		disturb: (text, mischief, times = 1) => mischiefs.push({ text, mischief, left: times }),
		calm: () => {
			mischiefs = [];
		},
		send: ({ method, path, body, timeoutSeconds }: HttpRequest, onResult) => {
			const decoded = body === undefined ? undefined : json.decode(body);
			const value = (decoded?.kind === "ok" ? decoded.value : {}) as Record<string, unknown>;
			requests.push({ method, path, body: value, at: clock.now(), timeoutSeconds });
			const mischief = mischiefFor(`${method} ${path}`);
			const isDone = mischief === undefined || mischief.processed === true;
			const answer = isDone ? handle(method, path, value) : undefined;
			clock.after(mischief?.seconds ?? 0.1, () =>
				onResult(mischief?.result ?? answer ?? { kind: "network", message: "nothing" }),
			);
		},
	};
}

export interface CloudKit {
	readonly clock: FakeClock;
	readonly cloud: FakeCloud;
	readonly log: FakeLog;
	readonly port: CloudLettaPort;
	readonly encode: (value: unknown) => string;
	/** `mara ready`, `mara failed backendUnavailable`, … */
	readonly states: Array<string>;
	readonly ensure: (npcId: string, persona?: string) => void;
	/** `t1 sentence Hello there.`, `t1 done`, `t1 failed busy undelivered`, … */
	readonly events: Array<string>;
	readonly sendTurn: (npcId: string, turnId: string) => void;
	/** `mara.status 3`: stored revisions. */
	readonly stored: Array<string>;
	readonly setBlock: (npcId: string, label: string, value: string, rev: number, urgent?: boolean) => void;
	readonly agentOf: (npcId: string) => CloudAgentRecord;
}

/** The wall clock when the fake clock's seconds began, Unix seconds. */
export const EPOCH = 1_790_000_000;

export interface CloudKitOptions {
	readonly cloud?: FakeCloud;
	readonly clock?: FakeClock;
	readonly logErrorText?: boolean;
}

export function createCloudKit(
	memoryMode: MemoryMode = "session",
	more: Partial<CloudOptions> & CloudKitOptions = {},
): CloudKit {
	const clock = more.clock ?? createFakeClock();
	const cloud = more.cloud ?? createFakeCloud(clock);
	const { json } = cloud;
	const log = createFakeLog();
	const states = new Array<string>();
	const events = new Array<string>();
	const stored = new Array<string>();
	const port = createCloudLettaPort(
		{
			clock,
			json,
			log,
			http: cloud,
			random: createFakeRandom(),
			unixNow: () => EPOCH + clock.now(),
			logErrorText: more.logErrorText,
		},
		{ placeId: 7, serverId: "here", memoryMode, model: "openai/gpt", tools: more.tools },
	);
	return {
		clock,
		cloud,
		log,
		port,
		encode: json.encode,
		states,
		events,
		stored,
		ensure: (npcId, persona = "I bake.") =>
			port.ensureAgent({ npcId, displayName: "Mara", persona, blocks: { status: "s0" } }, (state) => {
				if (state.kind === "ready") states.push(`${npcId} ${state.resumed ? "resumed" : "ready"}`);
				else states.push(`${npcId} failed ${state.reason}${state.final ? " final" : ""}`);
			}),
		sendTurn: (npcId, turnId) =>
			port.sendTurn(npcId, { turnId, content: `content of ${turnId}` }, (event) => {
				if (event.kind === "sentence") events.push(`${turnId} sentence ${event.text}`);
				else if (event.kind === "action") events.push(`${turnId} action ${event.name} ${event.args}`);
				else if (event.kind === "delayed") events.push(`${turnId} delayed`);
				else if (event.kind === "done")
					events.push(
						event.usage === undefined
							? `${turnId} done`
							: `${turnId} done ${event.usage.promptTokens}+${event.usage.completionTokens}`,
					);
				else events.push(`${turnId} failed ${event.reason} ${event.delivered ? "delivered" : "undelivered"}`);
			}),
		setBlock: (npcId, label, value, rev, urgent) =>
			port.setBlock({ npcId, label, value, rev, urgent }, (storedRev) =>
				stored.push(`${npcId}.${label} ${storedRev}`),
			),
		agentOf: (npcId) => {
			const found = cloud.agents.find(({ tags }) => tags.includes(`npc:${npcId}`));
			assert(found, `there is no agent of ${npcId}`);
			return found;
		},
	};
}

/** A kit whose `mara` is ready. */
export function createReadyKit(memoryMode: MemoryMode = "session", more: CloudKitOptions = {}): CloudKit {
	const kit = createCloudKit(memoryMode, more);
	kit.port.start();
	kit.ensure("mara");
	kit.clock.advance(2);
	assert(kit.states.join(",") === "mara ready", kit.states.join(","));
	return kit;
}
