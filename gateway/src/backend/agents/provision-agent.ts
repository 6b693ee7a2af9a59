import type { AgentSpec } from "../../wire.ts";
import type { Log } from "../../logging.ts";
import type { AgentApi, AgentState } from "./agent-api.ts";
import { initialBlocks, memoryBlock, systemPrompt } from "./agent-prompt.ts";
import { hasTags } from "./agent-tags.ts";
import { hasSettings, type ModelSettings } from "./model-settings.ts";
import type { Failed, Result } from "./result.ts";

/** The agent that is wanted. */
export interface AgentWish {
	readonly spec: AgentSpec;
	readonly model: string;
	readonly tags: ReadonlyArray<string>;
	readonly settings: ModelSettings;
}

/** `created`: all blocks are as specified. `corrected`: the prompt must be compiled anew. */
export type Origin = "created" | "found" | "corrected";

export type Provisioned =
	| { readonly kind: "ready"; readonly agent: AgentState; readonly origin: Origin }
	/** `agentId` once there is an agent. */
	| (Failed & { readonly agentId?: string });

/** What an agent is made with, and brought up to date to. */
const wantedOf = ({ spec, model, settings }: AgentWish, api: AgentApi) => ({
	name: api.nameOf(spec),
	system: systemPrompt(spec.displayName),
	model,
	model_settings: settings,
});

/** Tags identify one NPC's agent. More than one hit means leftovers of creations whose answer was lost. */
const ENOUGH_HITS = 5;

/** The same order for every gateway, whatever the list's. */
function olderFirst(a: AgentState, b: AgentState): number {
	return (a.createdAt ?? "").localeCompare(b.createdAt ?? "") || a.id.localeCompare(b.id);
}

async function findOrCreate(
	wish: AgentWish,
	api: AgentApi,
	log: Log,
): Promise<Result<{ agent: AgentState; isNew: boolean }>> {
	const { spec, tags } = wish;
	const found = await api.list(tags, ENOUGH_HITS);
	if (found.kind !== "ok") return found;
	// A back end that does not know the filter would list all agents.
	const hits = found.value.filter((agent) => hasTags(agent, tags)).sort(olderFirst);
	if (hits.length > 1)
		log.warn({ agentIds: hits.map(({ id }) => id) }, "several agents of one NPC: the first is used");
	const [agent] = hits;
	if (agent !== undefined) return { kind: "ok", value: { agent, isNew: false } };
	const created = await api.create({ ...wantedOf(wish, api), tags, blocks: initialBlocks(spec) });
	return created.kind === "ok" ? { kind: "ok", value: { agent: created.value, isNew: true } } : created;
}

/** Files lose white space around the text, and Windows line ends. */
const normalised = (text: string) => text.replaceAll("\r\n", "\n").trim();

/** Which property of the agent is wrong; undefined if all are right. */
function difference(
	agent: AgentState,
	persona: string | undefined,
	{ spec, model, tags, settings }: AgentWish,
	api: AgentApi,
): string | undefined {
	if (!hasTags(agent, tags)) return "tags";
	if (agent.name !== api.nameOf(spec)) return "name";
	if (agent.system !== systemPrompt(spec.displayName)) return "system";
	if (agent.model !== model) return "model";
	if (!hasSettings(agent.model_settings, settings)) return "model settings";
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
		value: { agent: agent.value, difference: difference(agent.value, persona.value, wish, api) },
	};
}

/** Updates an existing agent to the creator's current definition. */
async function correct(agentId: string, wish: AgentWish, api: AgentApi): Promise<Result<void>> {
	const updated = await api.update(agentId, wantedOf(wish, api));
	if (updated.kind !== "ok") return updated;
	return api.writeBlock(agentId, memoryBlock("persona", wish.spec.persona));
}

async function verify(
	agentId: string,
	isNew: boolean,
	wish: AgentWish,
	{ api, log }: { readonly api: AgentApi; readonly log: Log },
): Promise<Provisioned> {
	const first = await inspect(agentId, wish, api);
	if (first.kind !== "ok") return first;
	if (first.value.difference === undefined) {
		return { kind: "ready", agent: first.value.agent, origin: isNew ? "created" : "found" };
	}
	log.info({ agentId, differs: first.value.difference }, "the agent is brought up to date");
	const corrected = await correct(agentId, wish, api);
	if (corrected.kind !== "ok") return corrected;
	const second = await inspect(agentId, wish, api);
	if (second.kind !== "ok") return second;
	const { agent, difference: left } = second.value;
	if (left === undefined) return { kind: "ready", agent, origin: "corrected" };
	return {
		kind: "unverified",
		message: `agent ${agentId} cannot be verified: its ${left} is not what was set`,
	};
}

/**
 * Finds the NPC's agent by its tags or creates it, and reads it back. The agent is ready if its name, tags, system prompt,
 * model and persona are right; otherwise it is corrected once. May be repeated after any failure: tags find an agent whose
 * creation was not answered. Never rejects.
 */
export async function provisionAgent(
	wish: AgentWish,
	api: AgentApi,
	log: Log,
	onFound: (agentId: string) => void = () => {},
): Promise<Provisioned> {
	const found = await findOrCreate(wish, api, log);
	if (found.kind !== "ok") return found;
	const { agent, isNew } = found.value;
	onFound(agent.id);
	const verified = await verify(agent.id, isNew, wish, { api, log });
	return verified.kind === "ready" ? verified : { ...verified, agentId: agent.id };
}
