import type { AgentState, MemoryBlock, NewAgent, RuntimeScope } from "../../src/backend/agents/agent-api.ts";
import type { AppServerApi } from "../../src/backend/app-server/agent-api.ts";
import { refusedBy } from "../../src/backend/app-server/error-summary.ts";
import type { Result } from "../../src/backend/agents/result.ts";
import { Deferred } from "../../src/timing/deferred.ts";

const ok = <T>(value: T): Result<T> => ({ kind: "ok", value });

export interface FakeApi {
	readonly api: AppServerApi;
	readonly agents: Map<string, AgentState>;
	/** `<agentId>/<label>` to value. */
	readonly files: Map<string, string>;
	/** What was asked for, in order: `create Mara`, `writeBlock status`. */
	readonly calls: string[];
	readonly sent: { readonly scope: RuntimeScope; readonly messageId: string; readonly content: string }[];
	/** The next request of this name gets this answer; `does` says whether it is done all the same. */
	readonly answerNext: (name: keyof AppServerApi, answer: Result<unknown>, does?: boolean) => void;
	/** Requests of this name get this answer from now on. */
	readonly answerAlways: (name: keyof AppServerApi, answer: () => Result<unknown>) => void;
	/** Requests of this name are carried out and not answered, until the returned function is called. */
	readonly holdBack: (name: keyof AppServerApi) => () => void;
}

/** An App Server's agents in memory. */
export function createFakeApi(): FakeApi {
	const agents = new Map<string, AgentState>();
	const files = new Map<string, string>();
	const calls: string[] = [];
	const sent: FakeApi["sent"] = [];
	const planned = new Map<keyof AppServerApi, { answer: Result<unknown>; does: boolean }[]>();
	const always = new Map<keyof AppServerApi, () => Result<unknown>>();
	const held = new Map<keyof AppServerApi, Promise<void>>();
	let lastId = 0;
	let lastConversation = 0;

	/** Does the work, unless the plan says that it is not done, and gives the planned answer if there is one. */
	async function perform<T>(
		name: keyof AppServerApi,
		about: string,
		work: () => Result<T>,
	): Promise<Result<T>> {
		calls.push(`${name} ${about}`.trim());
		const plan = planned.get(name)?.shift();
		const constant = always.get(name);
		if (constant !== undefined) return constant() as Result<T>;
		const done = plan === undefined || plan.does ? work() : undefined;
		await held.get(name);
		return (plan?.answer as Result<T> | undefined) ?? done!;
	}

	function change(agentId: string, work: (agent: AgentState) => AgentState): Result<void> {
		const agent = agents.get(agentId);
		if (agent === undefined) return refusedBy(`Agent ${agentId} not found`);
		agents.set(agentId, work(agent));
		return ok(undefined);
	}

	function writeFile(agentId: string, { label, value }: MemoryBlock): void {
		files.set(`${agentId}/${label}`, value);
	}

	function create({ blocks, tags, ...rest }: NewAgent): Result<AgentState> {
		const agent = { ...rest, id: `agent-${++lastId}`, tags: [...tags, "added-by-the-server"] };
		agents.set(agent.id, agent);
		for (const block of blocks) writeFile(agent.id, block);
		return ok(agent);
	}

	const api: AppServerApi = {
		nameOf: ({ displayName }) => displayName,
		listModels: () => perform("listModels", "", () => ok(["openai-compatible/test"])),
		list: (tags, limit) =>
			perform("list", "", () =>
				ok(
					[...agents.values()]
						.filter((agent) => tags.every((tag) => agent.tags.includes(tag)))
						.slice(0, limit),
				),
			),
		create: (agent) => perform("create", agent.name, () => create(agent)),
		retrieve: (agentId) =>
			perform("retrieve", agentId, () => {
				const agent = agents.get(agentId);
				return agent === undefined ? refusedBy(`Agent ${agentId} not found`) : ok(agent);
			}),
		update: (agentId, update) =>
			perform("update", agentId, () => change(agentId, (agent) => ({ ...agent, ...update }))),
		remove: (agentId) => perform("remove", agentId, () => (agents.delete(agentId), ok(undefined))),
		readBlock: (agentId, label) => perform("readBlock", label, () => ok(files.get(`${agentId}/${label}`))),
		writeBlock: (agentId, block) =>
			perform("writeBlock", block.label, () => (writeFile(agentId, block), ok(undefined))),
		recompile: ({ agent_id }) =>
			perform("recompile", "", () =>
				ok(`${agents.get(agent_id)?.system} ${files.get(`${agent_id}/persona`)}`),
			),
		startRuntime: (agent_id, conversation_id = `conversation-${++lastConversation}`) =>
			perform("startRuntime", conversation_id, () => ok({ agent_id, conversation_id })),
		sendMessage: (scope, messageId, content) =>
			perform("sendMessage", content, () => {
				sent.push({ scope, messageId, content });
				return ok(undefined);
			}),
		denyTool: ({ requestId }) => perform("denyTool", requestId, () => ok(undefined)),
		abort: () => perform("abort", "", () => ok(undefined)),
	};
	return {
		api,
		agents,
		files,
		calls,
		sent,
		answerNext: (name, answer, does = false) => {
			planned.set(name, [...(planned.get(name) ?? []), { answer, does }]);
		},
		answerAlways: (name, answer) => void always.set(name, answer),
		holdBack: (name) => {
			const { promise, resolve } = new Deferred<void>();
			held.set(name, promise);
			return () => {
				held.delete(name);
				resolve();
			};
		},
	};
}
