import { sleep, type Clock } from "../../../gateway/src/timing/clock.ts";
import type { Agent, AgentStore } from "./agent-store.ts";
import { agentNotFound, badRequest, conversationBusy, modelFailed, pendingApproval } from "./api-error.ts";
import { type ApprovalBody, type SendBody, textOf, type ToolResult, type UserMessageBody } from "./bodies.ts";
import type { Random } from "../repeatable/random.ts";
import type { Trouble } from "./faults.ts";
import type { IdMaker } from "./ids.ts";
import { createMessageMaker, type MessageMaker, type StoredMessage, type WireMessage } from "./messages.ts";
import type { Manners } from "./manners.ts";
import type { Prompts } from "./prompts.ts";
import { providerError } from "./provider-error.ts";
import { countTokens, type Model, type ModelReply } from "./model.ts";

/** One turn of an agent. */
export interface TurnRecord {
	readonly agentId: string;
	readonly agentName: string;
	readonly conversationId?: string;
	/** The client's id of the first message. */
	readonly otid?: string;
	readonly content: string;
	/** Seconds of the clock. */
	readonly startedAt: number;
	readonly endedAt?: number;
	/** `paused`: it waits for the result of a tool call. */
	readonly outcome: "running" | "done" | "paused" | "failed";
	/** Tokens, once it has ended well. */
	readonly promptTokens?: number;
	readonly completionTokens?: number;
}

export interface TurnResult {
	readonly messages: ReadonlyArray<WireMessage>;
	readonly stopReason: "end_turn" | "requires_approval";
	readonly usage: Readonly<Record<string, unknown>>;
}

export interface RunningTurn {
	readonly runId: string;
	readonly reply: ModelReply;
	/** The id that a streamed reply has from its first word on. */
	readonly replyId: string | undefined;
	/** Rejects with `ApiError`. The turn goes on even if nobody listens any more. */
	readonly finished: Promise<TurnResult>;
}

export interface TurnRequest {
	readonly agent: Agent;
	/** Absent for the agent's default conversation. */
	readonly conversationId?: string;
	readonly messages: ReadonlyArray<UserMessageBody | ApprovalBody>;
	readonly isStreaming: boolean;
	readonly clientTools: NonNullable<SendBody["client_tools"]>;
	readonly trouble: Trouble | undefined;
}

export interface TurnsDeps {
	readonly clock: Clock;
	readonly random: Random;
	readonly model: Model;
	readonly newId: IdMaker;
	readonly isoNow: () => string;
	readonly agents: AgentStore;
	readonly prompts: Prompts;
	readonly manners: Manners;
	readonly onTurn: (turn: TurnRecord) => void;
}

/** Why a turn ends that was told to. */
export class TurnCancelled extends Error {}

/** The state of a conversation that turns need. */
interface Thread {
	/** The run that is under way. */
	runId?: string;
	/** The tool call that waits for its result. */
	open?: { readonly messageId: string; readonly toolCallId: string };
	/** The tool call whose result came last. */
	answeredCallId?: string;
	/** Characters said so far: every prompt holds all of them. */
	chars: number;
	replies: number;
}

/** What a real server tells the model in place of a tool's result that it has already. */
const KEEP_ALIVE: UserMessageBody = {
	role: "user",
	content: "<system-alert>Automated keep-alive ping. Ignore this message and continue.</system-alert>",
};

/** Until a provider refuses. */
const PROVIDER_SECONDS = 0.3;

function toolResultsOf({ approvals }: ApprovalBody): ToolResult[] {
	return approvals.map((given) =>
		"tool_return" in given
			? { tool_call_id: given.tool_call_id, status: given.status, text: textOf(given.tool_return) }
			: {
					tool_call_id: given.tool_call_id,
					status: given.approve ? "success" : "error",
					text: given.approve ? "approved" : "denied",
				},
	);
}

const usersOf = (messages: TurnRequest["messages"]) =>
	messages.filter((message): message is UserMessageBody => message.type !== "approval");

const approvalsOf = (messages: TurnRequest["messages"]) =>
	messages.filter((message): message is ApprovalBody => message.type === "approval");

/**
 * Runs turns, one at a time in each conversation unless `manners` say otherwise. A turn's messages, the user's too, are stored when its step is over:
 * while the model thinks, a client finds nothing of the turn.
 */
export class Turns {
	readonly records: TurnRecord[] = [];
	/** Oldest first. */
	readonly messages: StoredMessage[] = [];
	private readonly threads = new Map<string, Thread>();
	/** Ends a run that is under way, by its id. */
	private readonly stops = new Map<string, () => void>();

	constructor(private readonly deps: TurnsDeps) {}

	/** Throws `ApiError` for a turn that cannot begin. */
	begin(request: TurnRequest): RunningTurn {
		const { agent, conversationId } = request;
		const thread = this.threadOf(conversationId ?? agent.id);
		const locks = request.isStreaming || this.deps.manners.locksWithoutStream;
		if (locks && thread.runId !== undefined) throw conversationBusy(thread.runId);
		const toolResults = approvalsOf(request.messages).flatMap(toolResultsOf);
		const isAgain = this.isResultAgain(thread, toolResults);
		if (isAgain) return this.begin({ ...request, messages: [KEEP_ALIVE] });
		this.checkApproval(thread, toolResults, approvalsOf(request.messages).length > 0);

		const runId = this.deps.newId("run");
		const users = usersOf(request.messages);
		const content = users.map((message) => textOf(message.content)).join("\n");
		const { system, blocks } = this.deps.prompts.of(agent, conversationId);
		const answer = this.deps.model({
			agentName: agent.name,
			tags: agent.tags,
			system,
			blocks,
			...(conversationId === undefined ? {} : { conversationId }),
			content,
			toolResults,
			clientTools: request.clientTools,
			earlierReplies: thread.replies,
		});
		const reply = this.spoil(answer, request.trouble);
		thread.runId = runId;
		thread.chars += content.length;
		const index = this.note(request, content);
		const prompt =
			system.length + Object.values(blocks).reduce((sum, value) => sum + value.length, 0) + thread.chars;
		const replyId = request.isStreaming && reply.kind === "text" ? this.deps.newId("message") : undefined;
		const finished = this.finish(request, { thread, runId, reply, replyId, toolResults, prompt, index });
		finished.catch(() => {});
		return { runId, reply, replyId, finished };
	}

	/** Ends a run; false if it is not under way. */
	cancel(runId: string): boolean {
		const stop = this.stops.get(runId);
		stop?.();
		return stop !== undefined;
	}

	/** Deletes everything that was said with an agent. */
	forget(agentId: string): void {
		const kept = this.messages.filter((stored) => stored.agentId !== agentId);
		this.messages.splice(0, this.messages.length, ...kept);
		this.threads.delete(agentId);
	}

	private threadOf(key: string): Thread {
		const thread = this.threads.get(key) ?? { chars: 0, replies: 0 };
		this.threads.set(key, thread);
		return thread;
	}

	private spoil(reply: ModelReply, trouble: Trouble | undefined): ModelReply {
		if (trouble?.kind === "slowModel")
			return { ...reply, seconds: this.deps.random.between(...trouble.seconds) };
		if (trouble?.kind !== "provider") return reply;
		return { kind: "failed", status: trouble.status, type: "llm_authentication", seconds: PROVIDER_SECONDS };
	}

	/** A result that has come already, and that the server does not refuse. */
	private isResultAgain({ open, answeredCallId }: Thread, results: ReadonlyArray<ToolResult>): boolean {
		if (!this.deps.manners.runsResultsAgain || open !== undefined || answeredCallId === undefined)
			return false;
		return results.length > 0 && results.every(({ tool_call_id }) => tool_call_id === answeredCallId);
	}

	private checkApproval({ open }: Thread, results: ReadonlyArray<ToolResult>, isApproval: boolean): void {
		if (open !== undefined && !isApproval) throw pendingApproval(open.messageId);
		if (!isApproval) return;
		if (open === undefined) {
			throw badRequest(
				"Cannot process approval response: No tool call is currently awaiting approval. " +
					"Please send a regular message to interact with the agent.",
			);
		}
		const ids = results.map(({ tool_call_id }) => tool_call_id);
		if (ids.length !== 1 || ids[0] !== open.toolCallId) {
			throw badRequest(
				`Invalid tool call IDs. Expected '['${open.toolCallId}']', but received '['${ids.join("', '")}']'.`,
			);
		}
	}

	private note({ agent, conversationId, messages }: TurnRequest, content: string): number {
		const otid = messages[0]?.otid;
		const record: TurnRecord = {
			agentId: agent.id,
			agentName: agent.name,
			...(conversationId === undefined ? {} : { conversationId }),
			...(typeof otid === "string" ? { otid } : {}),
			content,
			startedAt: this.deps.clock.now(),
			outcome: "running",
		};
		this.records.push(record);
		this.deps.onTurn(record);
		return this.records.length - 1;
	}

	private conclude(index: number, ending: Pick<TurnRecord, "outcome" | "promptTokens" | "completionTokens">) {
		const record = { ...this.records[index]!, ...ending, endedAt: this.deps.clock.now() };
		this.records[index] = record;
		this.deps.onTurn(record);
	}

	private async finish(
		request: TurnRequest,
		run: {
			readonly thread: Thread;
			readonly runId: string;
			readonly reply: ModelReply;
			readonly replyId: string | undefined;
			readonly toolResults: ReadonlyArray<ToolResult>;
			readonly prompt: number;
			readonly index: number;
		},
	): Promise<TurnResult> {
		const { thread, runId, reply, replyId, toolResults, prompt, index } = run;
		const { agent, conversationId } = request;
		const isStopped = await this.think(runId, reply.seconds ?? 0);
		if (thread.runId === runId) thread.runId = undefined;
		if (isStopped) {
			this.conclude(index, { outcome: "failed" });
			throw new TurnCancelled();
		}
		const isGone = this.deps.agents.find(agent.id) === undefined;
		if (reply.kind === "failed" || isGone) {
			this.conclude(index, { outcome: "failed" });
			if (isGone || reply.kind !== "failed") throw agentNotFound();
			if (this.deps.manners.translatesProviderErrors)
				throw providerError(reply.status, this.records[index]!.content);
			throw modelFailed(reply.status, reply.type, `the model's provider answered ${reply.status}`);
		}
		const maker = createMessageMaker(this.deps, runId);
		const asked = this.asked(request, maker);
		const returned = toolResults.map((result) => maker.toolReturn(result));
		if (toolResults.length > 0) thread.answeredCallId = thread.open?.toolCallId;
		thread.open = undefined;
		const answer = this.answer(reply, maker, { thread, replyId });
		for (const message of [...asked, ...returned, ...answer]) {
			this.messages.push({
				id: message.id,
				agentId: agent.id,
				...(conversationId === undefined ? {} : { conversationId }),
				message,
			});
		}
		const said = reply.kind === "text" ? textOf(reply.text) : JSON.stringify(reply.args);
		thread.chars += said.length;
		if (reply.kind === "text") thread.replies += 1;
		const promptTokens = countTokens(prompt);
		const completionTokens = countTokens(said.length);
		this.conclude(index, {
			outcome: reply.kind === "text" ? "done" : "paused",
			promptTokens,
			completionTokens,
		});
		return {
			messages: [...returned, ...answer],
			stopReason: reply.kind === "text" ? "end_turn" : "requires_approval",
			usage: usageView(promptTokens, completionTokens, runId),
		};
	}

	/** Passes the model's time; true if the run was told to end meanwhile. */
	private async think(runId: string, seconds: number): Promise<boolean> {
		if (seconds <= 0) return false;
		const stopped = new Promise<true>((resolve) => this.stops.set(runId, () => resolve(true)));
		const isStopped = await Promise.race([sleep(this.deps.clock, seconds).then(() => false), stopped]);
		this.stops.delete(runId);
		return isStopped;
	}

	private asked({ messages }: TurnRequest, maker: MessageMaker): WireMessage[] {
		return messages.map((message) =>
			message.type === "approval"
				? maker.approvalResponse(message.approvals, message.otid)
				: maker.user(message.role, message.content, message.otid),
		);
	}

	private answer(
		reply: Exclude<ModelReply, { kind: "failed" }>,
		maker: MessageMaker,
		{ thread, replyId }: { readonly thread: Thread; readonly replyId: string | undefined },
	): WireMessage[] {
		if (reply.kind === "text") return maker.reply(reply.text, reply.reasoning, replyId);
		const toolCallId = this.deps.newId("call");
		const call = { tool_call_id: toolCallId, name: reply.name, arguments: JSON.stringify(reply.args) };
		const message = maker.approvalRequest(call);
		thread.open = { messageId: message.id, toolCallId };
		return [message];
	}
}

function usageView(promptTokens: number, completionTokens: number, runId: string) {
	return {
		message_type: "usage_statistics",
		completion_tokens: completionTokens,
		prompt_tokens: promptTokens,
		total_tokens: promptTokens + completionTokens,
		step_count: 1,
		run_ids: [runId],
		cached_input_tokens: null,
		cache_write_tokens: null,
		reasoning_tokens: null,
		context_tokens: promptTokens,
	};
}
