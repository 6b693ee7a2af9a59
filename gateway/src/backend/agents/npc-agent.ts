import type { AgentSpec, GatewayEvent } from "../../wire.ts";
import type { AgentLimits } from "../../limits.ts";
import type { Limiter } from "../../timing/limiter.ts";
import type { Failure } from "../backend.ts";
import { Erasure } from "./erasure.ts";
import { forgetAgent } from "./forget-agent.ts";
import type { RuntimeScope } from "./agent-api.ts";
import { JobSlot } from "./job-slot.ts";
import { createMemorySchedule, type MemorySchedule } from "./memory-schedule.ts";
import { Memory } from "./memory.ts";
import { createReadiness, type AgentIdentity, type Readiness, type ReadinessDeps } from "./readiness.ts";
import type { StartTurn } from "./running-turn.ts";
import { TurnQueue, type AgentTurn } from "./turn-queue.ts";
import { createTurnRunner, type TurnRunner } from "./turn-runner.ts";
import { writeMemory } from "./write-memory.ts";

export interface NpcAgentDeps extends Omit<ReadinessDeps, "memory" | "onRetry" | "inTurn"> {
	/** Shared by all agents, as the next two. */
	readonly provisioning: Limiter;
	readonly deletions: Limiter;
	readonly memoryWrites: Limiter;
	readonly startTurn: StartTurn;
}

export interface NpcAgentOptions extends AgentIdentity {
	/** The agent remembers across game servers. */
	readonly isLasting: boolean;
	/** Settles when the agent that had the same tags before is released or deleted. */
	readonly after?: Promise<void>;
	/** Keys take turns at what all agents share. */
	readonly keyId: string;
}

/**
 * One agent. Jobs (making the agent, running turns, writing its memory) run one after the other,
 * because a back end may run two messages to one agent side by side.
 */
export interface NpcAgent {
	readonly attach: (sessionId: string, spec: AgentSpec, emit: (event: GatewayEvent) => void) => void;
	/** The session's turns fail. True when no session is left. */
	readonly detach: (sessionId: string) => boolean;
	readonly setBlock: (label: string, value: string) => void;
	readonly addTurn: (turn: AgentTurn) => void;
	/** Fails one turn of a session, whether it waits or runs; ignores a turn that is over. */
	readonly cancelTurn: (sessionId: string, turnId: string) => void;
	/**
	 * Deletes the agent and all it knows, and makes it anew with these blocks. Every turn fails, every session is told,
	 * and no block that was set before is written any more.
	 */
	readonly erase: (blocks: Readonly<Record<string, string>>) => void;
	/** Its id at the back end, once there is one. */
	readonly agentId: () => string | undefined;
	readonly turnsInFlight: () => number;
	/** Fails the turns that wait and resolves when the one in flight has ended. */
	readonly finishTurns: (failure: Failure) => Promise<void>;
	readonly cancelTurns: (failure: Failure) => void;
	readonly handleUp: () => void;
	readonly handleDown: (reason: string) => void;
	/** Releases the agent, or deletes it. Never rejects. */
	readonly end: (forget: boolean) => Promise<void>;
}

const RELEASED: Failure = { kind: "rejected", message: "the NPC was released" };
const CANCELLED: Failure = { kind: "rejected", message: "the game cancelled the turn" };
const ERASED: Failure = { kind: "rejected", message: "the agent is made anew" };
const NOT_FREE: Failure = { kind: "busy", message: "the agent was not free in time" };
const BROKEN: Failure = { kind: "internal", message: "the gateway failed; see its log" };

class BackendAgent implements NpcAgent {
	private readonly memory = new Memory();
	private readonly readiness: Readiness;
	private readonly queue: TurnQueue;
	private readonly turns: TurnRunner;
	private readonly schedule: MemorySchedule;
	private readonly jobs: JobSlot;
	private readonly erasure: Erasure;
	private hasEnded = false;
	private downSince: number;
	/** The last turns end: none begins any more. */
	private isFinishing = false;

	constructor(
		private readonly deps: NpcAgentDeps,
		private readonly options: NpcAgentOptions,
		private readonly limits: AgentLimits,
	) {
		const { memory } = this;
		const { clock, memoryWrites } = deps;
		const { after, keyId: owner } = options;
		/** An agent that a turn waits for is made before the key's others. */
		const isUrgent = () => !this.queue.isEmpty;
		this.downSince = clock.now();
		this.jobs = new JobSlot({ onError: (error) => this.handleError(error), onFree: () => this.next() });
		const inTurn = <T>(job: () => Promise<T>) => deps.provisioning.run(job, { owner, isUrgent });
		const onRetry = () => this.next();
		this.readiness = createReadiness({ ...deps, memory, onRetry, inTurn }, options, limits);
		const deleteInTurn = <T>(job: () => Promise<T>) => this.deleteInTurn(job);
		this.erasure = new Erasure({ ...deps, onRetry, inTurn: deleteInTurn }, options.tags, limits);
		this.queue = new TurnQueue({
			clock,
			maxTurns: limits.maxWaitingTurns,
			explain: () => this.readiness.failure() ?? NOT_FREE,
			waitsOnUntil: () => this.turns.stopsBy(),
		});
		this.turns = createTurnRunner(deps);
		const tryWrite = () => this.tryWrite();
		const writeInTurn = (job: () => Promise<void>) => memoryWrites.run(job, { owner });
		this.schedule = createMemorySchedule({ memory, clock, inTurn: writeInTurn, tryWrite }, limits);
		if (after !== undefined) void this.jobs.run(() => after);
	}

	attach(sessionId: string, spec: AgentSpec, emit: (event: GatewayEvent) => void): void {
		this.readiness.attach(sessionId, spec, emit);
		this.next();
	}

	detach(sessionId: string): boolean {
		this.queue.failAll(RELEASED, sessionId);
		this.turns.cancel(RELEASED, sessionId);
		return this.readiness.detach(sessionId);
	}

	setBlock(label: string, value: string): void {
		this.memory.want(label, value);
		this.schedule.touch();
	}

	addTurn(turn: AgentTurn): void {
		const { clock, link } = this.deps;
		const downSeconds = link.state() === "up" ? 0 : clock.now() - this.downSince;
		this.queue.add(turn, Math.max(0, this.limits.turnStartSeconds - downSeconds));
		this.next();
	}

	cancelTurn(sessionId: string, turnId: string): void {
		this.queue.failOne(sessionId, turnId, CANCELLED);
		this.turns.cancel(CANCELLED, sessionId, turnId);
	}

	erase(blocks: Readonly<Record<string, string>>): void {
		this.erasure.ask();
		this.memory.startAnew(blocks);
		this.queue.failAll(ERASED);
		this.turns.cancel(ERASED);
		this.next();
	}

	agentId(): string | undefined {
		return this.readiness.agentId();
	}

	turnsInFlight(): number {
		return this.turns.inFlight();
	}

	async finishTurns(failure: Failure): Promise<void> {
		this.isFinishing = true;
		this.queue.failAll(failure);
		await this.turns.settled();
	}

	cancelTurns(failure: Failure): void {
		this.turns.cancel(failure);
	}

	handleUp(): void {
		this.readiness.handleUp();
		this.next();
	}

	handleDown(reason: string): void {
		this.downSince = this.deps.clock.now();
		this.turns.handleDown(reason);
		this.readiness.handleDown(reason);
	}

	async end(forget: boolean): Promise<void> {
		this.hasEnded = true;
		this.readiness.close();
		this.erasure.close();
		this.schedule.cancel();
		this.queue.failAll(RELEASED);
		this.turns.cancel(RELEASED);
		await this.jobs.settled();
		if (this.erasure.isAsked) await this.runErase();
		else await (forget ? this.forget() : this.keep());
	}

	/** Starts the next job, if the agent is free and there is one. */
	private next(): void {
		const { jobs, readiness, queue, erasure } = this;
		if (jobs.isBusy || this.hasEnded) return;
		if (erasure.isDue) void jobs.run(() => this.runErase());
		// An agent that should be gone gets no other job.
		else if (erasure.isAsked) return;
		else if (readiness.isDue()) void jobs.run(() => readiness.provision());
		else if (readiness.scope() !== undefined && !queue.isEmpty) void jobs.run(() => this.runTurn());
	}

	private handleError(error: unknown): void {
		this.deps.log.error({ err: error, agentId: this.readiness.agentId() }, "an agent's job broke");
		this.readiness.fallBack(BROKEN);
	}

	private async runTurn(): Promise<void> {
		const turn = this.queue.take();
		const scope = this.readiness.scope();
		if (turn === undefined || scope === undefined) return;
		const mayRepeat = () => turn.isRepeat !== true && this.isServing() && !this.isFinishing;
		const { outcome, aftermath, isUntold } = await this.turns.run(turn, scope, mayRepeat);
		if (isUntold) this.queue.giveBack({ ...turn, isRepeat: true }, this.limits.turnStartSeconds);
		this.schedule.noteTurn();
		const failed = outcome.kind === "failed" ? outcome : undefined;
		if (failed?.failure.kind === "unknownAgent") this.readiness.fallBack(failed.failure);
		else if (!this.isServing()) return;
		else if (aftermath === "stuck" || failed?.damage === "conversation") {
			await this.readiness.leaveConversation();
		} else if (failed?.damage !== undefined) this.readiness.fallBack(failed.failure);
	}

	private async runErase(): Promise<void> {
		const agentId = this.readiness.agentId();
		this.readiness.reset();
		const isErased = await this.erasure.run(agentId);
		if (isErased === undefined) return;
		this.readiness.tellErased(isErased);
		if (!this.hasEnded) this.schedule.touch();
	}

	/** Writes pending blocks if the agent is free; false when it is not. */
	private async tryWrite(): Promise<boolean> {
		const scope = this.readiness.scope();
		if (this.jobs.isBusy || this.hasEnded || scope === undefined) return false;
		await this.jobs.run(() => this.write(scope, () => !this.queue.isEmpty || !this.isServing()));
		return true;
	}

	private write(scope: RuntimeScope, shouldStop: () => boolean): Promise<void> {
		const { api, log } = this.deps;
		return writeMemory({ memory: this.memory, scope, shouldStop }, api, log);
	}

	private async forget(): Promise<void> {
		const agentId = this.readiness.agentId();
		if (agentId !== undefined) await this.deleteInTurn(() => forgetAgent(agentId, this.deps));
	}

	private deleteInTurn<T>(job: () => Promise<T>): Promise<T> {
		return this.deps.deletions.run(job, { owner: this.options.keyId });
	}

	private async keep(): Promise<void> {
		const scope = this.readiness.scope();
		if (this.options.isLasting && scope !== undefined) await this.write(scope, () => false);
	}

	/** The agent is neither put away nor about to be erased. */
	private isServing(): boolean {
		return !this.hasEnded && !this.erasure.isAsked;
	}
}

/** Creates an agent's keeper; it begins when a session attaches. */
export function createNpcAgent(deps: NpcAgentDeps, options: NpcAgentOptions, limits: AgentLimits): NpcAgent {
	return new BackendAgent(deps, options, limits);
}
