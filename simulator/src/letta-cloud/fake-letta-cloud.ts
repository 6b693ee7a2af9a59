import { sleep, type Clock } from "../../../gateway/src/timing/clock.ts";
import { createRandom, type Random } from "../repeatable/random.ts";
import { type Agent, AgentStore, type Block } from "./agent-store.ts";
import { ApiError, badRequest, unauthorized, unprocessable } from "./api-error.ts";
import { carryOut } from "./carry-out.ts";
import { type Conversation, ConversationStore } from "./conversation-store.ts";
import { createFaultScript, type Fault, type Trouble } from "./faults.ts";
import { createHandlers } from "./handlers.ts";
import { createIdMaker } from "./ids.ts";
import { DEFAULT_MANNERS, type Manners } from "./manners.ts";
import type { StoredMessage } from "./messages.ts";
import type { Model } from "./model.ts";
import { matchOperation, type Operation } from "./operations.ts";
import { Prompts } from "./prompts.ts";
import { type TurnRecord, Turns } from "./turns.ts";
import {
	type CloudRequest,
	type CloudResponse,
	ConnectionLost,
	headerOf,
	jsonResponse,
	type Range,
} from "./wire.ts";

/** What the fake does, as it does it. */
export type CloudEvent =
	| {
			readonly kind: "request";
			readonly operation: Operation | undefined;
			readonly trouble: Trouble | undefined;
	  }
	| { readonly kind: "block"; readonly agent: Agent; readonly label: string; readonly value: string }
	/** Read back with its blocks: a client has verified it. */
	| { readonly kind: "agentRead"; readonly agent: Agent }
	| { readonly kind: "agentDeleted"; readonly agent: Agent }
	| { readonly kind: "turn"; readonly turn: TurnRecord };

export interface FakeLettaCloudOptions {
	readonly clock: Clock;
	/** The key that a request must bear: `Authorization: Bearer <key>`. */
	readonly key: string;
	readonly model: Model;
	/** The seed of ids, latencies and faults; default 1. */
	readonly seed?: number;
	/** Seconds that an operation takes, without the model's time; default none. */
	readonly latency?: Partial<Record<Operation, Range>>;
	/** The models' handles; default one. */
	readonly models?: ReadonlyArray<string>;
	/** The plan's limit of agents; default none. */
	readonly maxAgents?: number;
	/** Where servers differ; default `DEFAULT_MANNERS`. */
	readonly manners?: Manners;
	/** The wall-clock time at which `clock` is 0, Unix seconds. */
	readonly epoch?: number;
	readonly onEvent?: (event: CloudEvent) => void;
}

/** A request and its outcome. */
export interface RequestRecord {
	/** Seconds of the clock. */
	readonly at: number;
	readonly method: string;
	readonly path: string;
	readonly operation: Operation | undefined;
	/** A fault of the script struck it. */
	readonly wasStruck: boolean;
	/** Absent while it is under way; 0 for a connection that broke. */
	status?: number;
}

export interface CloudState {
	readonly agents: ReadonlyArray<Agent & { readonly blocks: ReadonlyArray<Block> }>;
	readonly conversations: ReadonlyArray<Conversation>;
	/** Oldest first. */
	readonly messages: ReadonlyArray<StoredMessage>;
	readonly turns: ReadonlyArray<TurnRecord>;
	/** Turns of each `otid`, failed ones too: 2 is a doubled turn. */
	readonly turnsByOtid: ReadonlyMap<string, number>;
	readonly requests: ReadonlyArray<RequestRecord>;
}

/** Stands in for Letta Cloud: its REST API as far as `OPERATIONS` goes, in memory, on any clock. */
export interface FakeLettaCloud {
	/** Rejects with `ConnectionLost`. */
	readonly handle: (request: CloudRequest) => Promise<CloudResponse>;
	/** Makes things go wrong; times count from now. */
	readonly play: (faults: ReadonlyArray<Fault>) => void;
	readonly state: () => CloudState;
}

export const DEFAULT_MODEL = "letta/letta-free";

/** 2026-06-01, noon. */
const DEFAULT_EPOCH = 1_780_315_200;

function parseBody(request: CloudRequest): unknown {
	if (request.body === undefined || request.body === "") return undefined;
	// Letta does not unpack compressed requests.
	if (headerOf(request, "content-encoding") !== undefined)
		throw badRequest("There was an error parsing the body");
	try {
		return JSON.parse(request.body);
	} catch {
		throw unprocessable(
			JSON.stringify([{ type: "json_invalid", loc: ["body", 0], msg: "JSON decode error" }]),
		);
	}
}

interface AnswerDeps {
	/** What a request must bear. */
	readonly key: string;
	readonly handlers: ReturnType<typeof createHandlers>;
	/** Passes the time that an operation takes. */
	readonly pauseFor: (operation: Operation) => Promise<void>;
}

function countByOtid(turns: ReadonlyArray<TurnRecord>): Map<string, number> {
	const counts = new Map<string, number>();
	for (const { otid } of turns) if (otid !== undefined) counts.set(otid, (counts.get(otid) ?? 0) + 1);
	return counts;
}

/** What the fake keeps, and the operations on it. */
function createBackEnd(options: FakeLettaCloudOptions, random: Random, unixNow: () => number) {
	const { clock, model, models = [DEFAULT_MODEL], maxAgents = Infinity, onEvent = () => {} } = options;
	const { manners = DEFAULT_MANNERS } = options;
	const isoNow = () => new Date(unixNow() * 1000).toISOString();
	const newId = createIdMaker(random.fork("ids"));
	const agents = new AgentStore({ newId, isoNow, models, maxAgents, manners });
	const conversations = new ConversationStore({ newId, isoNow });
	const prompts = new Prompts(agents, manners);
	const onTurn = (turn: TurnRecord) => onEvent({ kind: "turn", turn });
	const turns = new Turns({
		clock,
		random: random.fork("model"),
		model,
		newId,
		isoNow,
		agents,
		prompts,
		manners,
		onTurn,
	});
	const onAgentDeleted = (agent: Agent) => onEvent({ kind: "agentDeleted", agent });
	const handlers = createHandlers({
		clock,
		newId,
		isoNow,
		agents,
		conversations,
		turns,
		prompts,
		models,
		manners,
		onAgentRead: (agent) => onEvent({ kind: "agentRead", agent }),
		onAgentDeleted,
		onBlock: (agent, label, value) => onEvent({ kind: "block", agent, label, value }),
	});
	return {
		handlers,
		deleteAgents: () => {
			for (const agent of agents.all()) {
				agents.delete(agent.id);
				turns.forget(agent.id);
				prompts.forget(agent.id);
				onAgentDeleted(agent);
			}
		},
		state: (): Omit<CloudState, "requests"> => ({
			agents: agents.all().map((agent) => ({ ...agent, blocks: agents.blocksOf(agent) })),
			conversations: conversations.all(),
			messages: [...turns.messages],
			turns: [...turns.records],
			turnsByOtid: countByOtid(turns.records),
		}),
	};
}

/** Finds and runs the operation that a request asks for. Throws `ApiError`. */
async function answer(
	{ key, handlers, pauseFor }: AnswerDeps,
	request: CloudRequest,
	{ url, trouble }: { readonly url: URL; readonly trouble: Trouble | undefined },
): Promise<CloudResponse> {
	if (headerOf(request, "authorization") !== `Bearer ${key}`) throw unauthorized();
	const match = matchOperation(request.method, url.pathname);
	if (match.kind === "moved")
		return { status: 307, headers: { location: match.path + url.search }, body: "" };
	if (match.kind === "wrongMethod") throw new ApiError(405, { detail: "Method Not Allowed" });
	if (match.kind === "unknown") throw new ApiError(404, { detail: "Not Found" });
	const { operation, params } = match;
	return handlers[operation]({
		params,
		query: url.searchParams,
		body: parseBody(request),
		pause: () => pauseFor(operation),
		trouble,
	});
}

/** An error that is not Letta's is a fault of the fake's. */
function errorResponse(error: unknown): CloudResponse {
	if (error instanceof ApiError) return error.response;
	return jsonResponse(500, { detail: `the fake broke: ${(error as Error).stack ?? String(error)}` });
}

export function createFakeLettaCloud(options: FakeLettaCloudOptions): FakeLettaCloud {
	const { clock, key, seed = 1, latency = {}, epoch = DEFAULT_EPOCH, onEvent = () => {} } = options;
	const random = createRandom(seed);
	const delays = random.fork("latency");
	const unixNow = () => epoch + clock.now();
	const { handlers, deleteAgents, state } = createBackEnd(options, random, unixNow);
	const faults = createFaultScript({ clock, random: random.fork("faults"), deleteAgents });
	const carryOutDeps = { clock, random: random.fork("trouble"), unixNow };
	const requests: RequestRecord[] = [];
	const pauseFor = async (operation: Operation) => {
		const range = latency[operation];
		if (range !== undefined) await sleep(clock, delays.between(...range));
	};

	return {
		handle: async (request) => {
			const url = new URL(request.url, "http://letta.invalid");
			const match = matchOperation(request.method, url.pathname);
			const operation = match.kind === "found" ? match.operation : undefined;
			const trouble = faults.strike(operation);
			const wasStruck = trouble !== undefined;
			const path = url.pathname + url.search;
			const record: RequestRecord = { at: clock.now(), method: request.method, path, operation, wasStruck };
			requests.push(record);
			onEvent({ kind: "request", operation, trouble });
			const work = () => answer({ key, handlers, pauseFor }, request, { url, trouble }).catch(errorResponse);
			try {
				const response = await carryOut(carryOutDeps, trouble, work, request.signal);
				record.status = response.status;
				return response;
			} catch (error) {
				if (error instanceof ConnectionLost) record.status = 0;
				throw error;
			}
		},
		play: faults.play,
		state: () => ({ ...state(), requests: [...requests] }),
	};
}
