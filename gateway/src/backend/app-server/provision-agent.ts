import type { AgentSpec } from "../../wire.ts";
import type { Log } from "../../logging.ts";
import type { Failure } from "../backend.ts";
import type { AgentApi } from "./agent-api.ts";
import { initialBlocks, memoryBlock, systemPrompt } from "./agent-prompt.ts";
import { hasTags } from "./agent-tags.ts";
import type { AgentState } from "./frames.ts";
import { failureOf, type Failed, type Result } from "./result.ts";

/** What an agent has to be. */
export interface AgentWish {
	readonly spec: AgentSpec;
	readonly model: string;
	readonly tags: ReadonlyArray<string>;
}

export type Provisioned =
	| {
			readonly kind: "ready";
			readonly agent: AgentState;
			/** `created`: all its blocks are as specified. `corrected`: its prompt is to be compiled anew. */
			readonly origin: "created" | "found" | "corrected";
	  }
	| { readonly kind: "failed"; readonly failure: Failure };

/** The name that every agent of one NPC is found by is its tags: a second hit is another one's leftover. */
const ENOUGH_HITS = 5;

const failed = (result: Failed): Provisioned => ({ kind: "failed", failure: failureOf(result) });

async function findOrCreate(
	wish: AgentWish,
	api: AgentApi,
	log: Log,
): Promise<Result<{ agent: AgentState; isNew: boolean }>> {
	const { spec, model, tags } = wish;
	const found = await api.list(tags, ENOUGH_HITS);
	if (found.kind !== "ok") return found;
	// An App Server that does not know the filter would give us everybody.
	const hits = found.value.filter((agent) => hasTags(agent, tags)).sort((a, b) => a.id.localeCompare(b.id));
	if (hits.length > 1)
		log.warn({ agentIds: hits.map(({ id }) => id) }, "several agents of one NPC: the first is used");
	const [agent] = hits;
	if (agent !== undefined) return { kind: "ok", value: { agent, isNew: false } };
	const system = systemPrompt(spec.displayName);
	const blocks = initialBlocks(spec);
	const created = await api.create({ name: spec.displayName, system, model, tags, blocks });
	return created.kind === "ok" ? { kind: "ok", value: { agent: created.value, isNew: true } } : created;
}

/** Files lose what is around the text, and Windows' line ends. */
const normalised = (text: string) => text.replaceAll("\r\n", "\n").trim();

/** What of the agent is not as it has to be; undefined when all is well. */
function difference(
	agent: AgentState,
	persona: string | undefined,
	{ spec, model, tags }: AgentWish,
): string | undefined {
	if (!hasTags(agent, tags)) return "tags";
	if (agent.name !== spec.displayName) return "name";
	if (agent.system !== systemPrompt(spec.displayName)) return "system";
	if (agent.model !== model) return "model";
	return normalised(persona ?? "") === normalised(spec.persona) ? undefined : "persona";
}

interface Inspection {
	readonly agent: AgentState;
	readonly difference: string | undefined;
}

async function inspect(agentId: string, wish: AgentWish, api: AgentApi): Promise<Result<Inspection>> {
	const agent = await api.retrieve(agentId);
	if (agent.kind !== "ok") return agent;
	const persona = await api.readBlock(agentId, "persona");
	if (persona.kind !== "ok") return persona;
	return {
		kind: "ok",
		value: { agent: agent.value, difference: difference(agent.value, persona.value, wish) },
	};
}

/** Brings an agent of an earlier day to what the designer says today. */
async function correct(agentId: string, { spec, model }: AgentWish, api: AgentApi): Promise<Result<void>> {
	const system = systemPrompt(spec.displayName);
	const updated = await api.update(agentId, { name: spec.displayName, system, model });
	if (updated.kind !== "ok") return updated;
	return api.writeBlock(agentId, memoryBlock("persona", spec.persona));
}

/**
 * Finds the NPC's agent by its tags or creates it, and reads it back: it is ready when its name, tags, system
 * prompt, model and persona are what they have to be, and corrected once when they are not. May be repeated after
 * any failure: a creation whose answer was lost is found by its tags. Never rejects.
 */
export async function provisionAgent(wish: AgentWish, api: AgentApi, log: Log): Promise<Provisioned> {
	const found = await findOrCreate(wish, api, log);
	if (found.kind !== "ok") return failed(found);
	const { agent, isNew } = found.value;

	const first = await inspect(agent.id, wish, api);
	if (first.kind !== "ok") return failed(first);
	if (first.value.difference === undefined) {
		return { kind: "ready", agent: first.value.agent, origin: isNew ? "created" : "found" };
	}

	log.info({ agentId: agent.id, differs: first.value.difference }, "the agent is brought up to date");
	const corrected = await correct(agent.id, wish, api);
	if (corrected.kind !== "ok") return failed(corrected);
	const second = await inspect(agent.id, wish, api);
	if (second.kind !== "ok") return failed(second);
	if (second.value.difference === undefined)
		return { kind: "ready", agent: second.value.agent, origin: "corrected" };
	const message = `agent ${agent.id} cannot be verified: its ${second.value.difference} is not what was set`;
	return { kind: "failed", failure: { kind: "rejected", message } };
}
