import type Letta from "@letta-ai/letta-client";
import { describeBlock, OWNER_TAG } from "../../wire.ts";
import type { AgentSpec } from "../../wire.ts";
import type { LettaLimits } from "../../limits.ts";
import type { AgentApi, AgentState, MemoryBlock, NewAgent, RuntimeScope } from "../agents/agent-api.ts";
import { isRecord } from "../agents/is-record.ts";
import type { ModelSettings } from "../agents/model-settings.ts";
import type { Result } from "../agents/result.ts";
import type { HostWatch } from "./host-watch.ts";
import { isPendingApproval, readFailure, summaryOf, type RequestFailure } from "./request-failure.ts";

/** The conversation that an agent has from the start. */
export const OWN_CONVERSATION = "default";

/** The key, in an agent's metadata, of its game server's lease: when it was last renewed, Unix seconds as text. */
export const LEASE_KEY = "townsfolk_seen";

/** An agent with the lease that it carries. */
export interface LeasedAgent extends AgentState {
	/** Unix seconds. */
	readonly leasedAt?: number;
}

/** Letta's REST API, typed; no call rejects. */
export interface LettaApi extends AgentApi {
	readonly list: (tags: ReadonlyArray<string>, limit: number) => Promise<Result<LeasedAgent[]>>;
	/** The newest messages of a conversation, in an order that differs between servers. */
	readonly listMessages: (scope: RuntimeScope) => Promise<Result<ReadonlyArray<Record<string, unknown>>>>;
	/** Ends runs of an agent. */
	readonly cancelRun: (agentId: string, runId: string) => Promise<Result<void>>;
	/** Notes on an agent that its game server is alive. */
	readonly renewLease: (agentId: string) => Promise<Result<void>>;
}

export interface LettaApiDeps {
	readonly client: Letta;
	readonly host: Pick<HostWatch, "state" | "detail" | "noteAnswer" | "noteFailure">;
	readonly settings: ModelSettings;
	readonly unixNow: () => number;
	/** Gets Letta's own words for an error, which may quote players. */
	readonly onErrorText?: (text: string) => void;
}

/** What comes of a request that has no answer. */
function resultOf(failure: RequestFailure, isDown: boolean): Exclude<Result<never>, { kind: "ok" }> {
	const reason = summaryOf(failure);
	if (isDown) return { kind: "down", message: reason };
	if (failure.kind !== "answered" || failure.status === 408 || failure.status >= 500)
		return { kind: "timeout", message: reason };
	const { status, problem } = failure;
	const isBusy = status === 409 || (status === 429 && !problem.reasons.includes("agents-limit-exceeded"));
	return {
		kind: "refused",
		message: problem.text,
		reason,
		isMissing: status === 404,
		...(isBusy && { failure: "busy" as const }),
		...(isPendingApproval(problem) && { damage: "conversation" as const }),
	};
}

/** A lost creation must not be repeated blindly: its agent is found by its tags, by whoever tries again. */
const ONCE = { maxRetries: 0 } as const;

/** Letta answers 500 to a name with anything but letters, digits, spaces, `_`, `'` and `-`. The prompt has the display name. */
function safeName({ displayName, npcId }: AgentSpec): string {
	const clean = (text: string) =>
		text
			.replace(/[^A-Za-z0-9_ '-]+/g, " ")
			.replace(/ +/g, " ")
			.trim();
	return clean(displayName) || clean(`NPC ${npcId}`);
}

/** By its tag a block is found again that its agent has left behind. */
const bodyOf = ({ label, value, description }: MemoryBlock) => ({
	label,
	value,
	description,
	tags: [OWNER_TAG],
});

type ReadAgent = Awaited<ReturnType<Letta["agents"]["retrieve"]>>;

function tokensOf({ model_settings: settings }: ReadAgent): number | undefined {
	const tokens = isRecord(settings) ? settings.max_output_tokens : undefined;
	return typeof tokens === "number" ? tokens : undefined;
}

function readAgent(agent: ReadAgent, wanted: ModelSettings): LeasedAgent {
	const seen = agent.metadata?.[LEASE_KEY];
	return {
		id: agent.id,
		name: agent.name,
		system: agent.system,
		model: agent.model ?? "",
		tags: agent.tags,
		createdAt: agent.created_at ?? undefined,
		// A server that does not say how many tokens there may be counts as right.
		model_settings: { max_tokens: tokensOf(agent) ?? wanted.max_tokens },
		...(typeof seen === "string" && { leasedAt: Number(seen) }),
	};
}

const INCLUDE = ["agent.blocks", "agent.tags"] as Array<"agent.blocks" | "agent.tags">;
const PAGE = 50;

class LettaRequests implements LettaApi {
	constructor(
		private readonly deps: LettaApiDeps,
		private readonly limits: LettaLimits,
	) {}

	readonly nameOf = safeName;

	readonly listModels = () =>
		this.ask(async ({ models }) => {
			const listed = await models.list();
			return listed.flatMap(({ handle, model_type }) =>
				typeof handle === "string" && String(model_type) !== "embedding" ? [handle] : [],
			);
		});

	readonly list = (tags: ReadonlyArray<string>, limit: number) =>
		this.ask(async ({ agents }) => {
			const found: LeasedAgent[] = [];
			const query = { tags: [...tags], match_all_tags: true, order: "asc" as const, include: INCLUDE };
			for await (const agent of agents.list({ ...query, limit: Math.min(limit, PAGE) })) {
				found.push(readAgent(agent, this.deps.settings));
				if (found.length >= limit) break;
			}
			return found;
		});

	readonly create = ({ blocks, model_settings, tags, ...agent }: NewAgent) =>
		this.ask(async ({ agents }) => {
			const body = {
				...agent,
				tags: [...tags],
				memory_blocks: blocks.map(bodyOf),
				max_tokens: model_settings.max_tokens,
				metadata: this.leaseMetadata(),
				include_base_tools: false,
			};
			return readAgent(await agents.create(body, ONCE), this.deps.settings);
		});

	readonly retrieve = (agentId: string) =>
		this.ask(async ({ agents }) =>
			readAgent(await agents.retrieve(agentId, { include: INCLUDE }), this.deps.settings),
		);

	readonly update: AgentApi["update"] = (agentId, { name, system, model, model_settings: { max_tokens } }) =>
		this.order(({ agents }) => agents.update(agentId, { name, system, model, max_tokens }));

	/** The blocks go first: Letta's server would keep them. Until then the agent's tags lead to what is left. */
	readonly remove = async (agentId: string): Promise<Result<void>> => {
		const found = await this.ask(({ agents }) => agents.retrieve(agentId, { include: INCLUDE }));
		if (found.kind !== "ok") return found;
		for (const { id } of found.value.blocks) {
			if (id === undefined) continue;
			const deleted = await this.order(({ blocks }) => blocks.delete(id));
			if (deleted.kind !== "ok" && !(deleted.kind === "refused" && deleted.isMissing === true))
				return deleted;
		}
		return this.order(({ agents }) => agents.delete(agentId));
	};

	readonly readBlock = async (agentId: string, label: string): Promise<Result<string | undefined>> => {
		const found = await this.ask(({ agents }) => agents.blocks.retrieve(label, { agent_id: agentId }));
		if (found.kind === "ok") return { kind: "ok", value: found.value.value };
		const lacksBlock = found.kind === "refused" && found.isMissing === true && /block/i.test(found.message);
		return lacksBlock ? { kind: "ok", value: undefined } : found;
	};

	readonly writeBlock = async (agentId: string, block: MemoryBlock): Promise<Result<void>> => {
		const { label, value } = block;
		const written = await this.order(({ agents }) =>
			agents.blocks.update(label, { agent_id: agentId, value }),
		);
		const isMissing = written.kind === "refused" && written.isMissing === true;
		return isMissing ? this.addBlock(agentId, block) : written;
	};

	readonly recompile = ({ agent_id, conversation_id }: RuntimeScope) =>
		this.ask(async ({ agents, conversations }) =>
			conversation_id === OWN_CONVERSATION
				? String(await agents.recompile(agent_id))
				: String(await conversations.recompile(conversation_id)),
		);

	readonly startRuntime = async (
		agent_id: string,
		conversation_id?: string,
	): Promise<Result<RuntimeScope>> => {
		if (conversation_id !== undefined) return { kind: "ok", value: { agent_id, conversation_id } };
		return this.ask(async ({ conversations }) => {
			const { id } = await conversations.create({ agent_id }, ONCE);
			return { agent_id, conversation_id: id };
		});
	};

	readonly listMessages = ({ agent_id, conversation_id }: RuntimeScope) =>
		this.ask(async ({ agents, conversations }) => {
			const query = { limit: this.limits.lookedAtMessages, order: "desc" } as const;
			const page =
				conversation_id === OWN_CONVERSATION
					? await agents.messages.list(agent_id, query)
					: await conversations.messages.list(conversation_id, query);
			return (page.items as unknown[]).filter(isRecord);
		});

	readonly cancelRun = (agentId: string, runId: string) =>
		this.order(({ agents }) => agents.messages.cancel(agentId, { run_ids: [runId] }, ONCE));

	readonly renewLease = (agentId: string) =>
		this.order(({ agents }) => agents.update(agentId, { metadata: this.leaseMetadata() }));

	private leaseMetadata(): Record<string, string> {
		return { [LEASE_KEY]: String(Math.floor(this.deps.unixNow())) };
	}

	private async addBlock(agentId: string, block: MemoryBlock): Promise<Result<void>> {
		const described = { ...block, description: describeBlock(block.label) };
		const made = await this.ask(({ blocks }) => blocks.create(bodyOf(described), ONCE));
		if (made.kind !== "ok") return made;
		const blockId = made.value.id!;
		const attached = await this.order(({ agents }) => agents.blocks.attach(blockId, { agent_id: agentId }));
		if (attached.kind !== "ok") await this.order(({ blocks }) => blocks.delete(blockId));
		return attached;
	}

	/** A request of which only success or failure matters. */
	private order(work: (client: Letta) => Promise<unknown>): Promise<Result<void>> {
		return this.ask(async (client) => void (await work(client)));
	}

	private async ask<T>(work: (client: Letta) => Promise<T>): Promise<Result<T>> {
		const { client, host, onErrorText } = this.deps;
		if (host.state() === "down") return { kind: "down", message: host.detail() };
		try {
			const value = await work(client);
			host.noteAnswer();
			return { kind: "ok", value };
		} catch (error) {
			const failure = readFailure(error);
			if ("problem" in failure) onErrorText?.(failure.problem.text);
			host.noteFailure(failure);
			return resultOf(failure, host.state() === "down");
		}
	}
}

/** Typed requests to Letta's REST API. */
export function createLettaApi(deps: LettaApiDeps, limits: LettaLimits): LettaApi {
	return new LettaRequests(deps, limits);
}
