import type { AgentSpec, GatewayEvent } from "../../wire.ts";
import type { AppServerLimits } from "../../limits.ts";
import type { Limiter } from "../../timing/limiter.ts";
import type { Failure } from "../backend.ts";
import { deleteAgent, type DeleteDeps } from "./delete-agent.ts";
import { eraseAgents } from "./erase-agent.ts";
import type { ServerFrame } from "./frames.ts";
import { createMemorySchedule } from "./memory-schedule.ts";
import { Memory } from "./memory.ts";
import { createReadiness, type AgentIdentity, type ReadinessDeps } from "./readiness.ts";
import { TurnQueue, type AgentTurn } from "./turn-queue.ts";
import { createTurnRunner } from "./turn-runner.ts";
import { writeMemory } from "./write-memory.ts";

export interface NpcAgentDeps
	extends Omit<ReadinessDeps, "memory" | "onRetry">, Pick<DeleteDeps, "removeData"> {
	/** Shared by all agents. */
	readonly memoryWrites: Limiter;
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
	/** Fails one turn of a session, whether it waits or runs; nothing happens for one that is over. */
	readonly cancelTurn: (sessionId: string, turnId: string) => void;
	/**
	 * Deletes the agent and all it knows, and makes it anew with these blocks; every turn fails, every session is told.
	 * Of what was wanted of its memory before, nothing is written any more.
	 */
	readonly erase: (blocks: Readonly<Record<string, string>>) => void;
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
const CANCELLED: Failure = { kind: "rejected", message: "the game cancelled the turn" };
const ERASED: Failure = { kind: "rejected", message: "the agent is made anew" };
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
	let isToBeErased = false;

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
		if (isToBeErased) {
			// Nothing else is done with an agent that should be gone; without a connection it waits for one.
			if (link.state() === "up") void occupy(erase);
		} else if (readiness.isDue()) void occupy(readiness.provision);
		else if (readiness.scope() !== undefined && !queue.isEmpty) void occupy(runTurn);
	}

	async function runTurn(): Promise<void> {
		const turn = queue.take();
		const scope = readiness.scope();
		if (turn === undefined || scope === undefined) return;
		const { outcome, aftermath } = await turns.run(turn, scope);
		const isGone = outcome.kind === "failed" && outcome.failure.kind === "unknownAgent";
		if (isGone) readiness.fallBack(outcome.failure);
		else if (aftermath === "stuck" && !hasEnded && !isToBeErased) await readiness.leaveConversation();
	}

	/** Writes what is pending if nobody needs the agent now. */
	async function tryWrite(): Promise<boolean> {
		const scope = readiness.scope();
		if (job !== undefined || hasEnded || scope === undefined) return false;
		const shouldStop = () => !queue.isEmpty || hasEnded || isToBeErased;
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
		const deleted = await deleteAgent(agentId, deps);
		if (deleted.kind === "ok") log.info({ agentId }, "agent deleted");
		else {
			log.warn(
				{ agentId, reason: deleted.message },
				"an agent was not deleted; it is looked for again later",
			);
		}
	}

	async function erase(): Promise<void> {
		isToBeErased = false;
		const agentId = readiness.agentId();
		readiness.reset();
		const erased = await eraseAgents({ tags: options.tags, agentId }, deps);
		if (erased.kind === "down" && link.state() !== "up" && !hasEnded) {
			isToBeErased = true;
			return;
		}
		const isGone = erased.kind === "ok" && erased.value;
		if (isGone) log.info({ agentId, tags: options.tags }, "an agent was erased; it is made anew");
		else {
			const reason = erased.kind === "ok" ? "its data may be left on the App Server's disk" : erased.message;
			log.error({ agentId, tags: options.tags, reason }, "an agent was not erased wholly");
		}
		readiness.tellErased(isGone);
		schedule.touch();
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
		cancelTurn: (sessionId, turnId) => {
			queue.failOne(sessionId, turnId, CANCELLED);
			turns.cancel(CANCELLED, sessionId, turnId);
		},
		erase: (blocks) => {
			isToBeErased = true;
			memory.startAnew(blocks);
			queue.failAll(ERASED);
			turns.cancel(ERASED);
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
			if (isToBeErased) await erase();
			else await (forget ? forgetAgent() : keep());
		},
	};
}
