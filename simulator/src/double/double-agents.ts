import type { Erase, Turn } from "../../../gateway/src/backend/backend.ts";
import type { Clock } from "../../../gateway/src/timing/clock.ts";
import { Limiter } from "../../../gateway/src/timing/limiter.ts";
import type { AgentSpec, GatewayEvent } from "../../../src/server/wire/gateway-frames.ts";
import type { Range } from "../../scenarios/index.ts";
import type { Random } from "../repeatable/random.ts";
import type { BlockStore } from "./block-store.ts";
import type { DoubleEvent } from "./double-event.ts";
import type { DoubleModel } from "./double-model.ts";

export interface DoubleAgentsDeps {
	readonly clock: Clock;
	readonly random: Random;
	readonly blocks: BlockStore;
	readonly model: DoubleModel;
	readonly onEvent: (event: DoubleEvent) => void;
}

/** As measured with the App Server: making an agent takes 0.3 s, four at a time. */
const PROVISION = { seconds: [0.25, 0.4], atOnce: 4 } as const;
/** From Letta's return until an agent is verified again. */
const RECOVERY_SECONDS = [0.2, 1.5] as const;

const AWAY = { kind: "backendUnavailable", message: "Letta is away" } as const;
const CANCELLED = { kind: "rejected", message: "the game cancelled the turn" } as const;

type Emit = (event: GatewayEvent) => void;

interface Agent {
	readonly emit: Emit;
	isReady: boolean;
	readonly waiting: Turn[];
	thinksOf?: Turn;
	/** Counts stopped turns: the agent does not say the rest of a turn that was stopped. */
	stops: number;
}

/** The double's agents. Each thinks of one turn at a time. */
export class DoubleAgents {
	private readonly agents = new Map<string, Agent>();
	private readonly provisions = new Limiter(PROVISION.atOnce);
	private isLettaUp = true;
	/** Counts Letta's losses: nothing that began before a loss goes on after it. */
	private epoch = 0;

	constructor(private readonly deps: DoubleAgentsDeps) {}

	get count(): number {
		return this.agents.size;
	}

	get isUp(): boolean {
		return this.isLettaUp;
	}

	has(npcId: string): boolean {
		return this.agents.has(npcId);
	}

	readyCount(): number {
		return [...this.agents.values()].filter(({ isReady }) => isReady).length;
	}

	isReady(npcId: string): boolean {
		return this.agents.get(npcId)?.isReady === true;
	}

	ensure(spec: AgentSpec, emit: Emit): void {
		const { clock, random, blocks, onEvent } = this.deps;
		const { npcId } = spec;
		const agent: Agent = { emit, isReady: false, waiting: [], stops: 0 };
		this.agents.set(npcId, agent);
		for (const [label, value] of Object.entries(spec.blocks)) {
			if (blocks.accept(npcId, { label, value, rev: 0 })) onEvent({ kind: "block", npcId, label, value });
		}
		const [from, to] = PROVISION.seconds;
		void this.provisions.run(async () => {
			await new Promise<void>((resolve) => void clock.after(random.between(from, to), resolve));
			this.becomeReady(npcId, agent);
		});
	}

	/** For an NPC that has an agent. */
	startTurn(turn: Turn): void {
		const { npcId, turnId, content } = turn;
		const agent = this.agents.get(npcId)!;
		this.deps.onEvent({ kind: "turn", npcId, turnId, content });
		agent.waiting.push(turn);
		this.think(npcId, agent);
	}

	cancel(npcId: string, matches: (turn: Turn) => boolean): void {
		const agent = this.agents.get(npcId);
		if (agent === undefined) return;
		for (const turn of agent.waiting.filter(matches)) {
			const { turnId } = turn;
			agent.waiting.splice(agent.waiting.indexOf(turn), 1);
			agent.emit({ event: "turnFailed", npcId, turnId, ...CANCELLED });
			this.deps.onEvent({ kind: "turnOver", npcId, turnId, outcome: "cancelled" });
		}
		if (agent.thinksOf === undefined || !matches(agent.thinksOf)) return;
		agent.stops += 1;
		this.finish(npcId, agent, agent.thinksOf, CANCELLED);
	}

	/** As the back end does it: all turns fail, no block stays, and the agent is made again. */
	erase({ npcId, blocks: first }: Erase, emit: Emit): void {
		if (!this.agents.has(npcId) || !this.isUp) return emit({ event: "erased", npcId, ok: false });
		this.cancel(npcId, () => true);
		this.deps.blocks.forget(npcId);
		emit({ event: "erased", npcId, ok: true });
		this.ensure({ npcId, displayName: npcId, persona: "", blocks: first }, emit);
	}

	release(npcId: string): void {
		this.agents.delete(npcId);
		this.deps.blocks.forget(npcId);
	}

	/** Letta goes away, or comes back. */
	setUp(isUp: boolean): void {
		if (isUp === this.isLettaUp) return;
		this.isLettaUp = isUp;
		if (!isUp) return this.fall();
		for (const [npcId, agent] of this.agents)
			this.wait(RECOVERY_SECONDS, () => this.becomeReady(npcId, agent));
	}

	private fall(): void {
		this.epoch += 1;
		for (const [npcId, agent] of this.agents) {
			agent.isReady = false;
			agent.emit({ event: "agentFailed", npcId, ...AWAY, final: false });
			if (agent.thinksOf !== undefined) this.finish(npcId, agent, agent.thinksOf, AWAY);
		}
	}

	private wait([from, to]: Range, then: () => void): void {
		const begun = this.epoch;
		this.deps.clock.after(this.deps.random.between(from, to), () => {
			if (begun === this.epoch) then();
		});
	}

	private becomeReady(npcId: string, agent: Agent): void {
		if (!this.isUp || this.agents.get(npcId) !== agent) return;
		agent.isReady = true;
		agent.emit({ event: "agentReady", npcId, agentId: `agent-${npcId}`, model: "double" });
		this.deps.onEvent({ kind: "ready", npcId });
		for (const { label, rev } of this.deps.blocks.of(npcId)) {
			if (rev > 0) agent.emit({ event: "blockStored", npcId, label, rev });
		}
	}

	private think(npcId: string, agent: Agent): void {
		const turn = agent.thinksOf === undefined ? agent.waiting.shift() : undefined;
		if (turn === undefined) return;
		if (!this.isUp) return this.finish(npcId, agent, turn, AWAY);
		agent.thinksOf = turn;
		const { model } = this.deps;
		const sentences = model.reply(turn.content, npcId);
		const { stops } = agent;
		const say = (index: number) => {
			if (stops !== agent.stops) return;
			if (index === sentences.length) return this.finish(npcId, agent, turn);
			const text = sentences[index]!;
			const sentence = { npcId, turnId: turn.turnId, index, text };
			this.deps.onEvent({ kind: "sentence", ...sentence });
			agent.emit({ event: "sentence", ...sentence });
			this.wait(model.nextSentenceSeconds, () => say(index + 1));
		};
		this.wait(model.firstSentenceSeconds, () => say(0));
	}

	/** Ends a turn and begins the next one that waits. */
	private finish(
		npcId: string,
		agent: Agent,
		{ turnId }: Turn,
		failure?: typeof AWAY | typeof CANCELLED,
	): void {
		agent.thinksOf = undefined;
		const outcome = failure === undefined ? "done" : failure === CANCELLED ? "cancelled" : "failed";
		this.deps.onEvent({ kind: "turnOver", npcId, turnId, outcome });
		if (failure === undefined) agent.emit({ event: "turnDone", npcId, turnId });
		else agent.emit({ event: "turnFailed", npcId, turnId, ...failure });
		this.think(npcId, agent);
	}
}
