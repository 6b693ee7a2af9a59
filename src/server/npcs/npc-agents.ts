import type { AgentState, Clock, LettaPort, Log, NpcDefinition } from "server/ports";
import { SERVER } from "server/constants/operations";
import type { BlockWriter } from "server/net/block-writer";
import type { PerceptionService } from "server/perception/perception-service";
import { createOutageLog } from "server/log/outage-log";

/** How it stands with the agent of an NPC that has a body. */
export type AgentStanding =
	/** Not verified yet. */
	| "waiting"
	| "ready"
	/** Cannot be reached now. */
	| "unreachable"
	/** Cannot be had: nothing more is tried. */
	| "failed";

export interface NpcAgentsDeps {
	readonly clock: Clock;
	readonly log: Log;
	readonly letta: LettaPort;
	readonly blocks: Pick<BlockWriter, "hold" | "unhold" | "resendAll" | "forget">;
	readonly perception: Pick<PerceptionService, "observe" | "blocksOf">;
}

export interface NpcAgents {
	/** Has the agent of an NPC with a body made and verified; nothing happens the second time. */
	readonly request: (definition: NpcDefinition) => void;
	/**
	 * Has an NPC's agent deleted, with all it remembers, and made anew. `onErased` says whether nothing is left of it; not
	 * called when the server closes first.
	 */
	readonly erase: (definition: NpcDefinition, onErased: (ok: boolean) => void) => void;
	readonly release: (npcId: string) => void;
}

/** Every NPC's agent, from the request to the release; `onStanding` hears how it stands with each. */
export function createNpcAgents(
	deps: NpcAgentsDeps,
	options: { readonly forgetOnRelease: boolean },
	onStanding: (npcId: string, standing: AgentStanding) => void,
): NpcAgents {
	const { clock, log, letta, blocks, perception } = deps;
	const outage = createOutageLog(log);
	const requested = new Set<string>();
	/** Why the last NPC was left without an agent for good. */
	let lastFinal: string | undefined;
	/** The last agent of each NPC that was verified. */
	const verified = new Map<string, string>();
	/** Those that wait for the next look at the world, in the order of their requests. */
	let unseen: ReadonlyArray<NpcDefinition> = [];

	const onReady = (npcId: string, agent: Extract<AgentState, { kind: "ready" }>) => {
		const context = { npcId, agentId: agent.agentId, model: agent.model };
		if (verified.get(npcId) === agent.agentId) log.debug("agent verified again", context);
		else log.info("agent verified", context);
		verified.set(npcId, agent.agentId);
		outage.end(npcId);
		// Before anybody hears of it and sends a turn: the agent knows nothing yet of what is in the blocks.
		if (!agent.resumed) blocks.resendAll(npcId);
		blocks.unhold(npcId, clock.now());
		onStanding(npcId, "ready");
	};

	const onFailed = (npcId: string, agent: Extract<AgentState, { kind: "failed" }>) => {
		const context = { npcId, reason: agent.reason, problem: agent.message };
		blocks.hold(npcId);
		if (agent.final) {
			outage.forget(npcId);
			// The same reason for all of them is one message.
			if (lastFinal === agent.message) log.debug("nor is there for another", context);
			else log.error("there is no agent for an NPC", context);
			lastFinal = agent.message;
		} else outage.begin(npcId, context);
		onStanding(npcId, agent.final ? "failed" : "unreachable");
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
		letta.ensureAgent(specOf(definition), (agent) => {
			if (!requested.has(npcId)) return;
			if (agent.kind === "ready") onReady(npcId, agent);
			else onFailed(npcId, agent);
		});
	};

	/** One look for all who spawned lately: a look costs as much as there are entities. */
	const ensureUnseen = () => {
		const definitions = unseen;
		unseen = [];
		perception.observe();
		for (const definition of definitions) ensure(definition);
	};

	return {
		request: (definition) => {
			const { npcId } = definition;
			if (requested.has(npcId)) return;
			requested.add(npcId);
			onStanding(npcId, "waiting");
			if (unseen.isEmpty()) clock.after(SERVER.perceptionSeconds, ensureUnseen);
			unseen = [...unseen, definition];
		},
		erase: (definition, onErased) => {
			const { npcId } = definition;
			// What this server has no agent for may have one that outlives servers.
			if (!requested.has(npcId)) return onErased(options.forgetOnRelease);
			if (unseen.some((other) => other.npcId === npcId)) ensureUnseen();
			letta.erase(specOf(definition), onErased);
		},
		release: (npcId) => {
			blocks.forget(npcId);
			outage.forget(npcId);
			verified.delete(npcId);
			if (!requested.delete(npcId)) return;
			const isUnseen = unseen.some((definition) => definition.npcId === npcId);
			if (isUnseen) unseen = unseen.filter((definition) => definition.npcId !== npcId);
			else letta.release(npcId, options.forgetOnRelease);
		},
	};
}
