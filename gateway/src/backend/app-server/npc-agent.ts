import type { AgentSpec, GatewayEvent } from "../../../../src/shared/protocol/gateway-frames.ts";
import type { AppServerLimits } from "../../limits.ts";
import type { Limiter } from "../../timing/limiter.ts";
import type { Failure } from "../backend.ts";
import type { ServerFrame } from "./frames.ts";
import { createMemorySchedule } from "./memory-schedule.ts";
import { Memory } from "./memory.ts";
import { createReadiness, type AgentIdentity, type ReadinessDeps } from "./readiness.ts";
import { TurnQueue, type AgentTurn } from "./turn-queue.ts";
import { createTurnRunner } from "./turn-runner.ts";
import { writeMemory } from "./write-memory.ts";

export interface NpcAgentDeps extends Omit<ReadinessDeps, "memory" | "onRetry"> {
	/** Shared by all agents. */
	readonly memoryWrites: Limiter;
	/** Deletes what the App Server leaves of an agent on its disk. */
	readonly removeData: (agentId: string) => Promise<void>;
}

export interface NpcAgentOptions extends AgentIdentity {
	/** It remembers across game servers. */
	readonly isLasting: boolean;
	/** An earlier user of the same tags that is still being put away. */
	readonly after?: Promise<void>;
}

/**
 * One agent at the App Server. Everything that is done with it (making it, running turns, writing its memory) is
 * done one after the other, because the App Server runs two messages to one agent side by side.
 */
export interface NpcAgent {
	readonly attach: (sessionId: string, spec: AgentSpec, emit: (event: GatewayEvent) => void) => void;
	/** The session's turns fail. True when no session is left. */
	readonly detach: (sessionId: string) => boolean;
	readonly setBlock: (label: string, value: string) => void;
	readonly addTurn: (turn: AgentTurn) => void;
	readonly turnsInFlight: () => number;
	/** Fails the turns that wait and resolves when the one in flight has ended. */
	readonly finishTurns: (failure: Failure) => Promise<void>;
	readonly cancelTurns: (failure: Failure) => void;
	readonly handleUp: () => void;
	readonly handleDown: (reason: string) => void;
	readonly handleFrame: (frame: ServerFrame) => void;
	/** Lets go of the agent, or deletes it. Never rejects. */
	readonly end: (forget: boolean) => Promise<void>;
}

const RELEASED: Failure = { kind: "rejected", message: "the NPC was released" };
const NOT_FREE: Failure = { kind: "busy", message: "the agent was not free in time" };
const BROKEN: Failure = { kind: "internal", message: "the gateway failed; see its log" };

/** Creates the agent's keeper; it begins when a session attaches. */
export function createNpcAgent(
	deps: NpcAgentDeps,
	options: NpcAgentOptions,
	limits: AppServerLimits,
): NpcAgent {
	const { api, link, clock, log } = deps;
	const memory = new Memory();
	const readiness = createReadiness({ ...deps, memory, onRetry: next }, options, limits);
	const queue = new TurnQueue({
		clock,
		maxTurns: limits.maxWaitingTurns,
		explain: () => readiness.failure() ?? NOT_FREE,
	});
	const turns = createTurnRunner({ api, clock, log }, limits);
	const schedule = createMemorySchedule({ memory, clock, slots: deps.memoryWrites, tryWrite }, limits);
	let downSince = clock.now();
	let job: Promise<void> | undefined;
	let hasEnded = false;

	/** Runs `work` alone; afterwards the next piece of work follows. Never rejects. */
	function occupy(work: () => Promise<void>): Promise<void> {
		job = work()
			.catch((error: unknown) => {
				log.error({ err: error, agentId: readiness.agentId() }, "work on an agent broke");
				readiness.fallBack(BROKEN);
			})
			.finally(() => {
				job = undefined;
				next();
			});
		return job;
	}

	function next(): void {
		if (job !== undefined || hasEnded) return;
		if (readiness.isDue()) void occupy(readiness.provision);
		else if (readiness.scope() !== undefined && !queue.isEmpty) void occupy(runTurn);
	}

	async function runTurn(): Promise<void> {
		const turn = queue.take();
		const scope = readiness.scope();
		if (turn === undefined || scope === undefined) return;
		const { outcome, aftermath } = await turns.run(turn, scope);
		const isGone = outcome.kind === "failed" && outcome.failure.kind === "unknownAgent";
		if (isGone) readiness.fallBack(outcome.failure);
		else if (aftermath === "stuck" && !hasEnded) await readiness.leaveConversation();
	}

	/** Writes what is pending if nobody needs the agent now. */
	async function tryWrite(): Promise<boolean> {
		const scope = readiness.scope();
		if (job !== undefined || hasEnded || scope === undefined) return false;
		const shouldStop = () => !queue.isEmpty || hasEnded;
		await occupy(() => writeMemory({ memory, scope, shouldStop }, api, log));
		return true;
	}

	async function keep(): Promise<void> {
		const scope = readiness.scope();
		if (options.isLasting && scope !== undefined) {
			await writeMemory({ memory, scope, shouldStop: () => false }, api, log);
		}
	}

	async function forgetAgent(): Promise<void> {
		const agentId = readiness.agentId();
		if (agentId === undefined) return;
		const removed = await api.remove(agentId);
		if (removed.kind === "ok") {
			await deps.removeData(agentId);
			log.info({ agentId }, "agent deleted");
		} else {
			log.warn(
				{ agentId, reason: removed.message },
				"an agent was not deleted; it is looked for again later",
			);
		}
	}

	if (options.after !== undefined) void occupy(() => options.after!);

	return {
		attach: (sessionId, spec, emit) => {
			readiness.attach(sessionId, spec, emit);
			next();
		},
		detach: (sessionId) => {
			queue.failAll(RELEASED, sessionId);
			turns.cancel(RELEASED, sessionId);
			return readiness.detach(sessionId);
		},
		setBlock: (label, value) => {
			memory.want(label, value);
			schedule.touch();
		},
		addTurn: (turn) => {
			const downSeconds = link.state() === "up" ? 0 : clock.now() - downSince;
			queue.add(turn, Math.max(0, limits.turnStartSeconds - downSeconds));
			next();
		},
		turnsInFlight: turns.inFlight,
		finishTurns: async (failure) => {
			queue.failAll(failure);
			await turns.settled();
		},
		cancelTurns: (failure) => turns.cancel(failure),
		handleUp: () => {
			readiness.handleUp();
			next();
		},
		handleDown: (reason) => {
			downSince = clock.now();
			turns.handleDown(reason);
			readiness.handleDown(reason);
		},
		handleFrame: turns.handleFrame,
		end: async (forget) => {
			hasEnded = true;
			readiness.cancel();
			schedule.cancel();
			queue.failAll(RELEASED);
			turns.cancel(RELEASED);
			await job;
			// An attempt that failed meanwhile may have asked for another one.
			readiness.cancel();
			await (forget ? forgetAgent() : keep());
		},
	};
}
