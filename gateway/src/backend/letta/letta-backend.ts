import Letta from "@letta-ai/letta-client";
import type { LeaseStore } from "../../fleet/lease-store.ts";
import { MemoryLeaseStore } from "../../fleet/memory-lease-store.ts";
import { LETTA_LIMITS, type LettaLimits } from "../../limits.ts";
import { createLog, type Log } from "../../logging.ts";
import { systemClock, type Clock } from "../../timing/clock.ts";
import { Limiter } from "../../timing/limiter.ts";
import { createAgentHost } from "../agents/agent-host.ts";
import { createAgentPool, type AgentPool } from "../agents/agent-pool.ts";
import { createModelChoice, type ModelChoice } from "../agents/model-choice.ts";
import { DEFAULT_MODEL_SETTINGS, type ModelSettings } from "../agents/model-settings.ts";
import type { TurnRequest } from "../agents/running-turn.ts";
import type { AgentBackend } from "../backend.ts";
import { HostWatch } from "./host-watch.ts";
import { startLeaseSweep } from "./lease-sweep.ts";
import { createLettaApi } from "./letta-api.ts";
import { runLettaTurn } from "./letta-turn.ts";
import { readFailure, type RequestFailure } from "./request-failure.ts";

export interface LettaBackendOptions {
	/** `https://api.letta.com`, or any server with the same API. */
	readonly baseUrl: string;
	readonly apiKey: string;
	/** The model's handle as Letta lists it: `openai/gpt-4.1-mini`. */
	readonly model: string;
	/** Only its `max_tokens` counts. Default: 160 tokens a reply. */
	readonly modelSettings?: ModelSettings;
	/** Lets the log at `debug` hold the text of Letta's errors, which may quote players. Default false. */
	readonly logErrorText?: boolean;
	/** Shared by all gateways of this Letta. Default: in memory, for the only one. */
	readonly leaseStore?: LeaseStore;
	/** Silent when there is none. */
	readonly log?: Log;
	readonly limits?: Partial<LettaLimits>;
	readonly clock?: Clock;
	/** Uniform in [0, 1). */
	readonly random?: () => number;
	readonly unixNow?: () => number;
}

/** The cheapest request that needs the key. */
async function probe(client: Letta): Promise<RequestFailure | undefined> {
	try {
		await client.agents.list({ limit: 1 }, { maxRetries: 0 });
		return undefined;
	} catch (error) {
		return readFailure(error);
	}
}

async function warnOfUnknownModel({ choose }: ModelChoice, model: string, log: Log): Promise<void> {
	const choice = await choose(model);
	if (choice.kind === "unlisted") log.error({ problem: choice.message }, "no NPC can have an agent");
}

function createClient({ baseUrl, apiKey }: LettaBackendOptions, limits: LettaLimits): Letta {
	// Its own log would hold what players said.
	return new Letta({
		baseURL: baseUrl,
		apiKey,
		timeout: limits.requestTimeoutSeconds * 1000,
		logLevel: "off",
	});
}

function createParts(options: LettaBackendOptions) {
	const { clock = systemClock, random = Math.random, unixNow = () => Date.now() / 1000, model } = options;
	const { modelSettings: settings = DEFAULT_MODEL_SETTINGS, leaseStore = new MemoryLeaseStore(clock) } =
		options;
	const log = options.log ?? createLog("silent");
	const limits: LettaLimits = { ...LETTA_LIMITS, ...options.limits };
	const client = createClient(options, limits);
	const host = new HostWatch({ probe: () => probe(client), clock, random, log }, limits);
	const onErrorText = (text: string) => {
		if (options.logErrorText === true) log.debug({ error: text }, "an error of Letta's, word for word");
	};
	const api = createLettaApi({ client, host, settings, unixNow, onErrorText }, limits);
	const models = createModelChoice(api, "Letta");
	const shared = {
		api,
		link: host,
		startTurn: (request: TurnRequest) =>
			runLettaTurn(request, { client, api, host, clock, onErrorText }, limits),
		// Letta leaves nothing of an agent but its blocks, which go with it.
		removeData: async () => true,
		chooseModel: models.choose,
		clock,
		random,
		log,
		provisioning: new Limiter(limits.maxConcurrentProvisions),
		deletions: new Limiter(limits.maxConcurrentDeletions),
		memoryWrites: new Limiter(limits.maxConcurrentMemoryWrites),
	};
	const pool: AgentPool = createAgentPool(shared, { model, settings }, limits);
	const sessions = createAgentHost({ pool, leaseStore, clock, log }, limits);
	return { api, host, models, pool, sessions, clock, log, unixNow, limits };
}

/** The back end that runs NPCs at Letta Cloud, or at any server of the same REST API. */
export function createLettaBackend(options: LettaBackendOptions): AgentBackend {
	const parts = createParts(options);
	const { host, models, pool, sessions, log, limits } = parts;
	let stopSweep = () => {};

	return {
		start: () => {
			host.start({
				onUp: () => {
					void warnOfUnknownModel(models, options.model, log);
					for (const agent of pool.all()) agent.handleUp();
				},
				onDown: (reason) => {
					models.forget();
					for (const agent of pool.all()) agent.handleDown(reason);
				},
			});
			stopSweep = startLeaseSweep({ ...parts, idsByServer: pool.idsByServer }, limits);
		},
		open: sessions.open,
		health: () => ({ isUp: host.state() === "up", detail: host.detail(), ...sessions.counts() }),
		drain: sessions.drain,
		close: async () => {
			stopSweep();
			sessions.leases.close();
			host.close();
		},
	};
}
