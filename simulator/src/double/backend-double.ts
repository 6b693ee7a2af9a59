import type { AgentBackend, BackendSession, Erase, Turn } from "../../../gateway/src/backend/backend.ts";
import type { Clock } from "../../../gateway/src/timing/clock.ts";
import { Limiter } from "../../../gateway/src/timing/limiter.ts";
import type { AgentSpec, GatewayEvent } from "../../../src/server/wire/gateway-frames.ts";
import type { Range } from "../../scenarios/index.ts";
import { createBlockStore, type BlockStore } from "./block-store.ts";
import type { Random } from "../repeatable/random.ts";
import { scriptedReply } from "./scripted-reply.ts";

/** What the double does, as it does it. */
export type DoubleEvent =
	| { readonly kind: "ready"; readonly npcId: string }
	| { readonly kind: "block"; readonly npcId: string; readonly label: string; readonly value: string }
	| { readonly kind: "turn"; readonly npcId: string; readonly turnId: string; readonly content: string }
	| { readonly kind: "turnOver"; readonly npcId: string; readonly turnId: string; readonly ok: boolean };

export interface BackendDoubleDeps {
	readonly clock: Clock;
	readonly random: Random;
	readonly onEvent: (event: DoubleEvent) => void;
	/** Default: a talkative one, by chance. */
	readonly model?: DoubleModel;
}

/** What thinks in the double. */
export interface DoubleModel {
	/** The sentences that answer a turn. */
	readonly reply: (content: string, npcId: string) => ReadonlyArray<string>;
	/** From a turn's start to its first sentence, and from each sentence to the next or to the end. */
	readonly firstSentenceSeconds: Range;
	readonly nextSentenceSeconds: Range;
}

/** Stands in for Letta behind the gateway: agents, blocks and turns in memory, with latencies that the seed gives. */
export interface BackendDouble {
	readonly backend: AgentBackend;
	readonly blocks: BlockStore;
	readonly readyCount: () => number;
	/** While false, Letta is away: agents fail, and so do turns; what was stored stays. */
	readonly setUp: (isUp: boolean) => void;
}

/** As measured with the App Server: making an agent takes 0.3 s, four at a time. */
const PROVISION = { seconds: [0.25, 0.4], atOnce: 4 } as const;
/** From Letta's return to an agent's being verified again. */
const RECOVERY_SECONDS = [0.2, 1.5] as const;
/** As long as a hosted model takes. */
const chanceModel = (random: Random): DoubleModel => ({
	reply: (content) => scriptedReply(content, random),
	firstSentenceSeconds: [0.5, 1.6],
	nextSentenceSeconds: [0.3, 0.9],
});

const AWAY = { kind: "backendUnavailable", message: "Letta is away" } as const;
const CANCELLED = { kind: "rejected", message: "the game cancelled the turn" } as const;

interface Agent {
	readonly emit: (event: GatewayEvent) => void;
	isReady: boolean;
	readonly waiting: Turn[];
	thinksOf?: Turn;
	/** Counts turns that were stopped: what they had still to say is not said. */
	stops: number;
}

export function createBackendDouble(deps: BackendDoubleDeps): BackendDouble {
	const { clock, random, onEvent, model = chanceModel(random) } = deps;
	const agents = new Map<string, Agent>();
	const blocks = createBlockStore(clock);
	const provisions = new Limiter(PROVISION.atOnce);
	let isUp = true;
	/** Counts Letta's losses: what was begun before one is over. */
	let epoch = 0;
	const wait = ([from, to]: Range, then: () => void) => {
		const begun = epoch;
		clock.after(random.between(from, to), () => {
			if (begun === epoch) then();
		});
	};

	function becomeReady(npcId: string, agent: Agent): void {
		if (!isUp || agents.get(npcId) !== agent) return;
		agent.isReady = true;
		agent.emit({ event: "agentReady", npcId, agentId: `agent-${npcId}`, model: "double" });
		onEvent({ kind: "ready", npcId });
		for (const { label, rev } of blocks.of(npcId)) {
			if (rev > 0) agent.emit({ event: "blockStored", npcId, label, rev });
		}
	}

	function ensure(spec: AgentSpec, emit: (event: GatewayEvent) => void): void {
		const agent: Agent = { emit, isReady: false, waiting: [], stops: 0 };
		agents.set(spec.npcId, agent);
		for (const [label, value] of Object.entries(spec.blocks)) {
			if (blocks.accept(spec.npcId, { label, value, rev: 0 })) {
				onEvent({ kind: "block", npcId: spec.npcId, label, value });
			}
		}
		const [from, to] = PROVISION.seconds;
		void provisions.run(async () => {
			await new Promise<void>((resolve) => void clock.after(random.between(from, to), resolve));
			becomeReady(spec.npcId, agent);
		});
	}

	/** What waits is thought of next, or fails too. */
	function finish(npcId: string, agent: Agent, turn: Turn, failure?: typeof AWAY | typeof CANCELLED): void {
		agent.thinksOf = undefined;
		const { turnId } = turn;
		onEvent({ kind: "turnOver", npcId, turnId, ok: failure === undefined });
		if (failure === undefined) agent.emit({ event: "turnDone", npcId, turnId });
		else agent.emit({ event: "turnFailed", npcId, turnId, ...failure });
		think(npcId, agent);
	}

	function think(npcId: string, agent: Agent): void {
		const turn = agent.thinksOf === undefined ? agent.waiting.shift() : undefined;
		if (turn === undefined) return;
		if (!isUp) return finish(npcId, agent, turn, AWAY);
		agent.thinksOf = turn;
		const sentences = model.reply(turn.content, npcId);
		const { stops } = agent;
		const say = (index: number) => {
			if (stops !== agent.stops) return;
			if (index === sentences.length) return finish(npcId, agent, turn);
			const text = sentences[index]!;
			agent.emit({ event: "sentence", npcId, turnId: turn.turnId, index, text });
			wait(model.nextSentenceSeconds, () => say(index + 1));
		};
		wait(model.firstSentenceSeconds, () => say(0));
	}

	function cancel(npcId: string, matches: (turn: Turn) => boolean): void {
		const agent = agents.get(npcId);
		if (agent === undefined) return;
		for (const turn of agent.waiting.filter(matches)) {
			agent.waiting.splice(agent.waiting.indexOf(turn), 1);
			agent.emit({ event: "turnFailed", npcId, turnId: turn.turnId, ...CANCELLED });
			onEvent({ kind: "turnOver", npcId, turnId: turn.turnId, ok: false });
		}
		if (agent.thinksOf === undefined || !matches(agent.thinksOf)) return;
		agent.stops += 1;
		finish(npcId, agent, agent.thinksOf, CANCELLED);
	}

	/** Like the back end's: all its turns fail, nothing of its blocks stays, and it is made again. */
	function erase({ npcId, blocks: first }: Erase, emit: (event: GatewayEvent) => void): void {
		if (!agents.has(npcId) || !isUp) return emit({ event: "erased", npcId, ok: false });
		cancel(npcId, () => true);
		blocks.forget(npcId);
		emit({ event: "erased", npcId, ok: true });
		ensure({ npcId, displayName: npcId, persona: "", blocks: first }, emit);
	}

	function session(emit: (event: GatewayEvent) => void): BackendSession {
		const seen = new Set<string>();
		return {
			ensureAgent: (spec) => ensure(spec, emit),
			setBlock: ({ npcId, label, value, rev }) => {
				if (!blocks.accept(npcId, { label, value, rev })) return;
				onEvent({ kind: "block", npcId, label, value });
				if (agents.get(npcId)?.isReady === true) emit({ event: "blockStored", npcId, label, rev });
			},
			startTurn: (turn) => {
				const agent = agents.get(turn.npcId);
				if (agent === undefined || seen.has(turn.turnId)) return;
				seen.add(turn.turnId);
				onEvent({ kind: "turn", npcId: turn.npcId, turnId: turn.turnId, content: turn.content });
				agent.waiting.push(turn);
				think(turn.npcId, agent);
			},
			actionResult: () => {},
			cancelTurn: (npcId, turnId) => cancel(npcId, (turn) => turn.turnId === turnId),
			erase: (op) => erase(op, emit),
			release: (npcId) => {
				agents.delete(npcId);
				blocks.forget(npcId);
			},
			blocks: blocks.all,
			close: async () => {},
		};
	}

	function fall(): void {
		epoch += 1;
		for (const [npcId, agent] of agents) {
			agent.isReady = false;
			agent.emit({ event: "agentFailed", npcId, ...AWAY, final: false });
			if (agent.thinksOf !== undefined) finish(npcId, agent, agent.thinksOf, AWAY);
		}
	}

	return {
		backend: {
			start: () => {},
			open: (_identity, emit) => session(emit),
			health: () => ({ isUp, detail: "a double", agents: agents.size, turnsInFlight: 0 }),
			drain: async () => {},
			close: async () => {},
		},
		blocks,
		readyCount: () => [...agents.values()].filter(({ isReady }) => isReady).length,
		setUp: (up) => {
			if (up === isUp) return;
			isUp = up;
			if (!up) return fall();
			for (const [npcId, agent] of agents) wait(RECOVERY_SECONDS, () => becomeReady(npcId, agent));
		},
	};
}
