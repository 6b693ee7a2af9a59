import { APP_SERVER_LIMITS, type AppServerLimits } from "../../limits.ts";
import type { LeaseStore } from "../../fleet/lease-store.ts";
import { MemoryLeaseStore } from "../../fleet/memory-lease-store.ts";
import { createServerLeases, type ServerLease, type ServerLeases } from "../../fleet/server-leases.ts";
import { createLog, type Log } from "../../logging.ts";
import { settledWithin, systemClock, type Clock } from "../../timing/clock.ts";
import { Limiter } from "../../timing/limiter.ts";
import type { AgentBackend, BackendHealth, BackendSession, Failure, SessionIdentity } from "../backend.ts";
import { createAgentApi, type AppServerApi } from "./agent-api.ts";
import { removeAgentData } from "./agent-data.ts";
import { createAgentPool, type AgentPool } from "../agents/agent-pool.ts";
import { serverTag } from "../agents/agent-tags.ts";
import { createAgentSession } from "../agents/agent-session.ts";
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

const STOPPING: Failure = { kind: "backendUnavailable", message: "the gateway is about to stop" };
/** Of a turn that never began: what was said in it belongs into the next one. */
const NOT_BEGUN: Failure = { kind: "busy", message: STOPPING.message };

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
	readonly leases: ServerLeases;
	readonly removeData: (agentId: string) => Promise<boolean>;
	readonly clock: Clock;
	readonly log: Log;
	readonly limits: AppServerLimits;
}

function createParts(options: AppServerBackendOptions): Parts {
	const { url, model, token, agentDataDirs = [], clock = systemClock, random = Math.random } = options;
	const { logErrorText, allowsOpenServer, modelSettings: settings = DEFAULT_MODEL_SETTINGS } = options;
	const { leaseStore: store = new MemoryLeaseStore(clock) } = options;
	const log = options.log ?? createLog("silent");
	const limits: AppServerLimits = { ...APP_SERVER_LIMITS, ...options.limits };
	const timeoutSeconds = limits.requestTimeoutSeconds;
	const openSocket = createSocketOpener({ url, token, allowsOpenServer, timeoutSeconds });
	const disk = new DiskWatch({ clock, log }, limits.diskFullSeconds);
	const link = createLink({ openSocket, clock, random, log, logErrorText, disk }, limits);
	const api = createAgentApi(link);
	const removeData = (agentId: string) => removeAgentData(agentDataDirs, agentId, log);
	const provisioning = new Limiter(limits.maxConcurrentProvisions);
	const memoryWrites = new Limiter(limits.maxConcurrentMemoryWrites);
	const models = createModelChoice(api, "the App Server");
	const { choose: chooseModel } = models;
	const turns = new TurnRouter({ api, clock }, limits);
	const { start: startTurn } = turns;
	const io = { api, link, startTurn, removeData, chooseModel };
	const shared = { ...io, clock, random, log, provisioning, memoryWrites };
	return {
		api,
		turns,
		link,
		disk,
		models,
		pool: createAgentPool(shared, { model, settings }, limits),
		leases: createServerLeases({ store, clock, log }, limits),
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

async function drain({ pool, clock }: Parts, timeoutSeconds: number): Promise<void> {
	const finished = Promise.all(pool.all().map((agent) => agent.finishTurns(NOT_BEGUN)));
	if (await settledWithin(clock, timeoutSeconds, finished)) return;
	for (const agent of pool.all()) agent.cancelTurns(STOPPING);
}

function healthOf({ link, disk, pool }: Parts): BackendHealth {
	const agents = pool.all();
	const problem = disk.problem();
	return {
		isUp: link.state() === "up" && problem === undefined,
		detail: problem ?? link.detail(),
		agents: agents.length,
		turnsInFlight: agents.reduce((sum, agent) => sum + agent.turnsInFlight(), 0),
	};
}

/** Agents that another session's game server uses by now are not deleted. */
async function closeSession(session: BackendSession, lease: ServerLease, forget: boolean): Promise<void> {
	const clearance = forget ? await lease.endForClearance() : undefined;
	await session.close(clearance !== undefined);
	await (clearance === undefined ? lease.end() : clearance.end());
}

/** The back end that runs NPCs on a Letta App Server, over one WebSocket. */
export function createAppServerBackend(options: AppServerBackendOptions): AgentBackend {
	const parts = createParts(options);
	const { api, link, pool, leases, removeData, clock, log, limits } = parts;
	let isDraining = false;
	let stopSweep = () => {};

	function open(identity: SessionIdentity, emit: Parameters<AgentBackend["open"]>[1]): BackendSession {
		const { sessionId, serverId } = identity;
		const lease = leases.take(serverTag(serverId));
		const session = createAgentSession(identity, {
			pool,
			held: lease.held,
			log: log.child({ sessionId }),
			emit,
			maxKnownTurnIds: limits.maxKnownTurnIds,
			refusal: () => (isDraining ? NOT_BEGUN : undefined),
		});
		return {
			...session,
			close: (forget) => closeSession(session, lease, forget),
		};
	}

	return {
		start: () => {
			connect(parts, options.model);
			const sweepDeps = { api, clock, log, leases, removeData };
			stopSweep = startOrphanSweep(sweepDeps, limits.orphanSweepSeconds);
		},
		open,
		health: () => healthOf(parts),
		drain: async (timeoutSeconds) => {
			isDraining = true;
			await drain(parts, timeoutSeconds);
		},
		close: async () => {
			stopSweep();
			leases.close();
			link.close();
		},
	};
}
