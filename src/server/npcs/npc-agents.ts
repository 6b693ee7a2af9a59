import type { AgentState, Clock, LettaPort, Log, NpcDefinition } from "server/ports";
import { SERVER } from "server/constants/operations";
import type { BlockWriter } from "server/net/block-writer";
import type { PerceptionService } from "server/perception/perception-service";
import { createAgentLog } from "./agent-log";

/** The state of the agent of an NPC that has a body. */
export type AgentStanding =
	/** Not verified yet. */
	| "waiting"
	| "ready"
	/** Cannot be reached now. */
	| "unreachable"
	/** Nothing more is tried. */
	| "failed";

type Ready = Extract<AgentState, { kind: "ready" }>;
type Failed = Extract<AgentState, { kind: "failed" }>;

/** What is known of an NPC's agent besides its standing. */
export interface AgentFacts {
	/** Absent until the agent is verified, and again from its loss or erasure until the next one is. */
	readonly agentId?: string;
	readonly model?: string;
	/** The last failure; absent once the agent is ready. */
	readonly failure?: Pick<Failed, "reason" | "message" | "final">;
	/** An erasure was asked for, and the back end has not answered. */
	readonly isErasing: boolean;
}

export interface NpcAgentsDeps {
	readonly clock: Clock;
	readonly log: Log;
	readonly letta: LettaPort;
	readonly blocks: Pick<BlockWriter, "hold" | "unhold" | "resendAll" | "forget">;
	readonly perception: Pick<PerceptionService, "observe" | "blocksOf">;
}

export interface NpcAgents {
	/** Has the agent of an NPC with a body made and verified; does nothing the second time. */
	readonly request: (definition: NpcDefinition) => void;
	readonly factsOf: (npcId: string) => AgentFacts;
	/**
	 * Has an NPC's agent deleted, with all it remembers, and made anew. `onErased` says whether nothing is left of it; it is
	 * not called when the server closes first.
	 */
	readonly erase: (definition: NpcDefinition, onErased: (ok: boolean) => void) => void;
	readonly release: (npcId: string) => void;
}

interface AgentEntry {
	readonly definition: NpcDefinition;
	/** As verified. */
	agent?: Ready;
	failure?: Failed;
	erasures: number;
}

const NO_FACTS: AgentFacts = { isErasing: false };

function factsOf({ agent, failure, erasures }: AgentEntry): AgentFacts {
	return {
		agentId: agent?.agentId,
		model: agent?.model,
		failure: failure && { reason: failure.reason, message: failure.message, final: failure.final },
		isErasing: erasures > 0,
	};
}

/** Manages every NPC's agent, from the request to the release; `onStanding` hears of each change. */
export function createNpcAgents(
	deps: NpcAgentsDeps,
	options: { readonly forgetOnRelease: boolean },
	onStanding: (npcId: string, standing: AgentStanding) => void,
): NpcAgents {
	const { clock, letta, blocks, perception } = deps;
	const agentLog = createAgentLog(deps.log);
	const entries = new Map<string, AgentEntry>();
	/** NPCs that wait for the next look at the world, in the order of their requests. */
	let unseen: ReadonlyArray<NpcDefinition> = [];

	const onReady = (npcId: string, entry: AgentEntry, agent: Ready) => {
		entry.agent = agent;
		entry.failure = undefined;
		agentLog.ready(npcId, agent);
		// The agent knows nothing of the blocks yet: write them before a listener sends it a turn.
		if (!agent.resumed) blocks.resendAll(npcId);
		blocks.unhold(npcId, clock.now());
		onStanding(npcId, "ready");
	};

	const onFailed = (npcId: string, entry: AgentEntry, failure: Failed) => {
		if (failure.reason === "unknownAgent") entry.agent = undefined;
		entry.failure = failure;
		agentLog.failed(npcId, failure);
		blocks.hold(npcId);
		onStanding(npcId, failure.final ? "failed" : "unreachable");
	};

	/** An agent is made with the truth in its memory. */
	const specOf = ({ npcId, displayName, persona }: NpcDefinition) => ({
		npcId,
		displayName,
		persona,
		blocks: perception.blocksOf(npcId),
	});

	const ensure = (definition: NpcDefinition) => {
		const { npcId } = definition;
		letta.ensureAgent(specOf(definition), (state) => {
			const entry = entries.get(npcId);
			if (entry === undefined) return;
			if (state.kind === "ready") onReady(npcId, entry, state);
			else onFailed(npcId, entry, state);
		});
	};

	/** Takes one look for all NPCs that spawned lately: a look costs as much as there are entities. */
	const ensureUnseen = () => {
		const definitions = unseen;
		unseen = [];
		perception.observe();
		for (const definition of definitions) ensure(definition);
	};

	const erase = (entry: AgentEntry, onErased: (ok: boolean) => void) => {
		entry.erasures += 1;
		letta.erase(specOf(entry.definition), (ok) => {
			entry.erasures -= 1;
			if (ok) entry.agent = undefined;
			onErased(ok);
		});
	};

	const isUnseen = (npcId: string) => unseen.some((definition) => definition.npcId === npcId);

	return {
		request: (definition) => {
			const { npcId } = definition;
			if (entries.has(npcId)) return;
			entries.set(npcId, { definition, erasures: 0 });
			onStanding(npcId, "waiting");
			if (unseen.isEmpty()) clock.after(SERVER.perceptionSeconds, ensureUnseen);
			unseen = [...unseen, definition];
		},
		factsOf: (npcId) => {
			const entry = entries.get(npcId);
			return entry === undefined ? NO_FACTS : factsOf(entry);
		},
		erase: ({ npcId }, onErased) => {
			const entry = entries.get(npcId);
			// An NPC without an agent here may have one that outlives servers.
			if (entry === undefined) return onErased(options.forgetOnRelease);
			if (isUnseen(npcId)) ensureUnseen();
			erase(entry, onErased);
		},
		release: (npcId) => {
			blocks.forget(npcId);
			agentLog.forget(npcId);
			if (!entries.delete(npcId)) return;
			if (isUnseen(npcId)) unseen = unseen.filter((definition) => definition.npcId !== npcId);
			else letta.release(npcId, options.forgetOnRelease);
		},
	};
}
