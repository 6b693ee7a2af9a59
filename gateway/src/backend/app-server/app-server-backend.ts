import { APP_SERVER_LIMITS, type AppServerLimits } from "../../limits.ts";
import type { LeaseStore } from "../../fleet/lease-store.ts";
import { MemoryLeaseStore } from "../../fleet/memory-lease-store.ts";
import { createLog, type Log } from "../../logging.ts";
import { systemClock, type Clock } from "../../timing/clock.ts";
import { Limiter } from "../../timing/limiter.ts";
import type { AgentBackend, BackendHealth } from "../backend.ts";
import { createAgentApi, type AppServerApi } from "./agent-api.ts";
import { removeAgentData } from "./agent-data.ts";
import { createAgentHost, type AgentHost } from "../agents/agent-host.ts";
import { createAgentPool, type AgentPool } from "../agents/agent-pool.ts";
import { readToolQuestion, type ServerFrame } from "./frames.ts";
import { DiskWatch } from "./disk-watch.ts";
import { createLink, type Link } from "./link.ts";
import { createModelChoice, type ModelChoice } from "../agents/model-choice.ts";
import { DEFAULT_MODEL_SETTINGS, type ModelSettings } from "../agents/model-settings.ts";
import { startOrphanSweep } from "./orphan-sweep.ts";
import { createSocketOpener } from "./socket.ts";
import { TurnRouter } from "./turn-router.ts";

export interface AppServerBackendOptions {
	/** `ws://127.0.0.1:4500`; the path `/ws` is added when there is none. */
	readonly url: string;
	/** The model's handle as the App Server lists it: `openai-compatible/llama3.1`. */
	readonly model: string;
	/** How agents ask the model. Default: 160 tokens a reply. */
	readonly modelSettings?: ModelSettings;
	/** The App Server's own token. */
	readonly token?: string;
	/** Takes an App Server that asks nobody for a token, so that every user of its machine can use it. Default false. */
	readonly allowsOpenServer?: boolean;
	/**
	 * Directories in which the App Server keeps one folder per agent (`<backend>/memfs`, `<home>/.letta/transcripts`). It
	 * does not delete these folders with the agent, so the gateway does.
	 */
	readonly agentDataDirs?: ReadonlyArray<string>;
	/** Lets the log at `debug` hold the text of the App Server's errors, which may quote players. Default false. */
	readonly logErrorText?: boolean;
	/** Shared by all gateways of the App Server. Default: in memory, for the only one. */
	readonly leaseStore?: LeaseStore;
	/** Silent when there is none. */
	readonly log?: Log;
	readonly limits?: Partial<AppServerLimits>;
	readonly clock?: Clock;
	/** Uniform in [0, 1). */
	readonly random?: () => number;
}

async function warnOfUnknownModel({ choose }: ModelChoice, model: string, log: Log): Promise<void> {
	const choice = await choose(model);
	if (choice.kind === "unlisted") log.error({ problem: choice.message }, "no NPC can have an agent");
}

interface Parts {
	readonly api: AppServerApi;
	readonly turns: TurnRouter;
	readonly link: Link;
	readonly disk: DiskWatch;
	readonly models: ModelChoice;
	readonly pool: AgentPool;
	readonly host: AgentHost;
	readonly removeData: (agentId: string) => Promise<boolean>;
	readonly clock: Clock;
	readonly log: Log;
	readonly limits: AppServerLimits;
}

function createParts(options: AppServerBackendOptions): Parts {
	const { url, model, token, agentDataDirs = [], clock = systemClock, random = Math.random } = options;
	const { logErrorText, allowsOpenServer, modelSettings: settings = DEFAULT_MODEL_SETTINGS } = options;
	const { leaseStore = new MemoryLeaseStore(clock) } = options;
	const log = options.log ?? createLog("silent");
	const limits: AppServerLimits = { ...APP_SERVER_LIMITS, ...options.limits };
	const timeoutSeconds = limits.requestTimeoutSeconds;
	const openSocket = createSocketOpener({ url, token, allowsOpenServer, timeoutSeconds });
	const disk = new DiskWatch({ clock, log }, limits.diskFullSeconds);
	const link = createLink({ openSocket, clock, random, log, logErrorText, disk }, limits);
	const api = createAgentApi(link);
	const removeData = (agentId: string) => removeAgentData(agentDataDirs, agentId, log);
	const provisioning = new Limiter(limits.maxConcurrentProvisions);
	const deletions = new Limiter(limits.maxConcurrentDeletions);
	const memoryWrites = new Limiter(limits.maxConcurrentMemoryWrites);
	const models = createModelChoice(api, "the App Server");
	const { choose: chooseModel } = models;
	const turns = new TurnRouter({ api, clock }, limits);
	const { start: startTurn } = turns;
	const io = { api, link, startTurn, removeData, chooseModel };
	const shared = { ...io, clock, random, log, provisioning, deletions, memoryWrites };
	const pool = createAgentPool(shared, { model, settings }, limits);
	return {
		api,
		turns,
		link,
		disk,
		models,
		pool,
		host: createAgentHost({ pool, leaseStore, clock, log }, limits),
		removeData,
		clock,
		log,
		limits,
	};
}

/** An agent of ours has no tools. Whoever runs the turn, the App Server would wait for the answer until it times out. */
function denyTools({ api, log }: Parts, frame: ServerFrame): void {
	const question = readToolQuestion(frame);
	if (question === undefined) return;
	log.debug({ agentId: question.scope.agent_id }, "a tool call of the model was denied");
	void api.denyTool(question);
}

/** Keeps the agents informed of the connection, from now on. */
function connect(parts: Parts, model: string): void {
	const { link, models, pool, turns, log } = parts;
	link.start({
		onUp: () => {
			void warnOfUnknownModel(models, model, log);
			for (const agent of pool.all()) agent.handleUp();
		},
		onDown: (reason) => {
			models.forget();
			for (const agent of pool.all()) agent.handleDown(reason);
		},
		onFrame: (frame) => {
			denyTools(parts, frame);
			turns.handleFrame(frame);
		},
	});
}

function healthOf({ link, disk, host }: Parts): BackendHealth {
	const problem = disk.problem();
	return {
		isUp: link.state() === "up" && problem === undefined,
		detail: problem ?? link.detail(),
		...host.counts(),
	};
}

/** The back end that runs NPCs on a Letta App Server, over one WebSocket. */
export function createAppServerBackend(options: AppServerBackendOptions): AgentBackend {
	const parts = createParts(options);
	const { api, link, host, removeData, clock, log, limits } = parts;
	const { leases } = host;
	let stopSweep = () => {};

	return {
		start: () => {
			connect(parts, options.model);
			const sweepDeps = { api, clock, log, leases, removeData };
			stopSweep = startOrphanSweep(sweepDeps, limits.orphanSweepSeconds);
		},
		open: host.open,
		health: () => healthOf(parts),
		drain: host.drain,
		close: async () => {
			stopSweep();
			leases.close();
			link.close();
		},
	};
}
