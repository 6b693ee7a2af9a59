import { t } from "@rbxts/t";

/**
 * What the game accepts in answers of Letta's REST API (client 1.12.1). Checks only what it acts on: other fields, and
 * messages of unknown types, may be there.
 */

/** A reply's text, whole or in parts. Only parts of text are read. */
export type LettaContent = string | ReadonlyArray<unknown>;

export interface LettaBlock {
	readonly id?: string;
	readonly label: string;
	readonly value: string;
	readonly description?: string;
	readonly tags?: ReadonlyArray<string>;
}

export interface LettaAgent {
	readonly id: string;
	readonly name: string;
	readonly system?: string;
	/** A handle, `provider/name`. */
	readonly model?: string;
	readonly tags: ReadonlyArray<string>;
	readonly blocks: ReadonlyArray<LettaBlock>;
	readonly metadata?: Readonly<Record<string, unknown>>;
}

export interface LettaToolCall {
	readonly tool_call_id: string;
	readonly name: string;
	/** JSON, as the model wrote it. */
	readonly arguments: string;
}

export interface LettaMessage {
	readonly message_type: string;
	/** The run that made it, or that it began: the same for a message and all of its answer. */
	readonly run_id?: string;
	readonly otid?: string;
	readonly content?: LettaContent;
	readonly tool_call?: unknown;
	readonly tool_calls?: unknown;
	readonly approvals?: unknown;
}

export interface LettaUsage {
	readonly prompt_tokens?: number;
	readonly completion_tokens?: number;
}

export interface LettaReply {
	readonly messages: ReadonlyArray<LettaMessage>;
	readonly stop_reason?: { readonly stop_reason: string };
	readonly usage?: LettaUsage;
}

const isContent: t.check<LettaContent> = t.union(t.string, t.array(t.any)) as t.check<LettaContent>;

const isBlock = t.interface({
	id: t.optional(t.string),
	label: t.string,
	value: t.string,
	description: t.optional(t.string),
	tags: t.optional(t.array(t.string)),
});

const hasAgentShape = t.interface({
	id: t.string,
	name: t.string,
	system: t.optional(t.string),
	model: t.optional(t.string),
	tags: t.optional(t.array(t.string)),
	blocks: t.optional(t.array(isBlock)),
	metadata: t.optional(t.map(t.any, t.any)),
});

const isModel = t.interface({ handle: t.string, model_type: t.optional(t.string) });

/** An agent; undefined for anything else. Relations that the answer leaves out are empty. */
export function readAgent(value: unknown): LettaAgent | undefined {
	if (!hasAgentShape(value)) return undefined;
	const { id, name, system, model, tags, blocks, metadata } = value;
	return {
		id,
		name,
		system,
		model,
		tags: tags ?? [],
		blocks: blocks ?? [],
		metadata: metadata as Readonly<Record<string, unknown>> | undefined,
	};
}

/** A list of agents; undefined if any of them cannot be read. */
export function readAgents(value: unknown): ReadonlyArray<LettaAgent> | undefined {
	if (!t.array(t.any)(value)) return undefined;
	const agents = new Array<LettaAgent>();
	for (const item of value) {
		const agent = readAgent(item);
		if (agent === undefined) return undefined;
		agents.push(agent);
	}
	return agents;
}

/** The handles, `provider/name`, of the language models in a list of models. */
export function readModels(value: unknown): ReadonlyArray<string> | undefined {
	if (!t.array(t.any)(value)) return undefined;
	const handles = new Array<string>();
	for (const item of value) {
		if (isModel(item) && item.model_type !== "embedding") handles.push(item.handle);
	}
	return handles;
}

/** A list of blocks. Anything else in it, such as a block without a label, is left out. */
export function readBlocks(value: unknown): ReadonlyArray<LettaBlock> | undefined {
	if (!t.array(t.any)(value)) return undefined;
	const blocks = new Array<LettaBlock>();
	for (const item of value) if (isBlock(item)) blocks.push(item);
	return blocks;
}

const isMessage: t.check<LettaMessage> = t.interface({
	message_type: t.string,
	run_id: t.optional(t.string),
	otid: t.optional(t.string),
	content: t.optional(isContent),
});

const isUsage = t.interface({
	prompt_tokens: t.optional(t.number),
	completion_tokens: t.optional(t.number),
});

const hasReplyShape = t.interface({
	messages: t.array(t.any),
	stop_reason: t.optional(t.interface({ stop_reason: t.string })),
});

/** Messages in their order. Anything else in the list is left out. */
export function readMessages(value: unknown): ReadonlyArray<LettaMessage> | undefined {
	if (!t.array(t.any)(value)) return undefined;
	const messages = new Array<LettaMessage>();
	for (const item of value) if (isMessage(item)) messages.push(item);
	return messages;
}

/** The answer to messages that were sent. */
export function readReply(value: unknown): LettaReply | undefined {
	if (!hasReplyShape(value)) return undefined;
	const usage = (value as { readonly usage?: unknown }).usage;
	return {
		messages: readMessages(value.messages) ?? [],
		stop_reason: value.stop_reason,
		usage: isUsage(usage) ? usage : undefined,
	};
}

const hasText = t.interface({ text: t.string });

/** The text of a content, in either of its forms. */
export function textOf(content: LettaContent | undefined): string {
	if (content === undefined) return "";
	if (typeIs(content, "string")) return content;
	const texts = new Array<string>();
	for (const part of content as ReadonlyArray<defined>) if (hasText(part)) texts.push(part.text);
	return texts.join("");
}

const isToolCall: t.check<LettaToolCall> = t.interface({
	tool_call_id: t.string,
	name: t.string,
	arguments: t.string,
});

/** The calls of a message that asks for approval: the newer list, or the older single one. */
export function toolCallsOf(message: LettaMessage): ReadonlyArray<LettaToolCall> {
	const { tool_calls: many, tool_call: one } = message;
	if (t.array(isToolCall)(many) && !many.isEmpty()) return many;
	return isToolCall(one) ? [one] : [];
}

const hasCallId = t.interface({ tool_call_id: t.string });

/** The ids of the calls that a message answers. */
export function answeredCallsOf(message: LettaMessage): ReadonlyArray<string> {
	const { approvals } = message;
	if (!t.array(t.any)(approvals)) return [];
	const ids = new Array<string>();
	for (const approval of approvals) if (hasCallId(approval)) ids.push(approval.tool_call_id);
	return ids;
}

const hasId = t.interface({ id: t.string });

/** The id of anything that Letta made; undefined if there is none. */
export function readId(value: unknown): string | undefined {
	return hasId(value) ? value.id : undefined;
}

/** What an error's body says. Letta's server, and the billing in front of it, write errors differently. */
export interface LettaError {
	/** Letta's words; may be empty. They can quote a prompt: they go into no log as they are. */
	readonly message: string;
	/** `PENDING_APPROVAL`, where it says so. */
	readonly code?: string;
	/** `llm_authentication`, …: what went wrong between Letta and the model's provider. */
	readonly type?: string;
	/** `not-enough-credits`, `agents-limit-exceeded`, … */
	readonly reasons: ReadonlyArray<string>;
	readonly resetSeconds?: number;
	/** The body is an error in one of Letta's own forms, and no page of a proxy's. */
	readonly isReadable: boolean;
}

const isDetailObject = t.interface({ code: t.optional(t.string), message: t.optional(t.string) });

const hasType = t.interface({ type: t.string });

const isErrorBody = t.interface({
	reasons: t.optional(t.array(t.string)),
	timeToQuotaResetMs: t.optional(t.number),
	message: t.optional(t.string),
});

function wordsOf(value: unknown): string | undefined {
	if (t.string(value)) return value;
	return isDetailObject(value) ? value.message : undefined;
}

/** Never fails: a body that it cannot read gives an empty message. */
export function readError(value: unknown): LettaError {
	if (!isErrorBody(value)) return { message: "", reasons: [], isReadable: false };
	const { detail, error: other } = value as { readonly detail?: unknown; readonly error?: unknown };
	const reasons = value.reasons ?? [];
	const inner = isDetailObject(detail) ? detail : undefined;
	const said = wordsOf(detail) ?? value.message ?? wordsOf(other) ?? "";
	return {
		isReadable: said !== "" || !reasons.isEmpty(),
		message: reasons.isEmpty() ? said : `${said} (${reasons.join(", ")})`,
		code: inner?.code,
		type: hasType(other) ? other.type : undefined,
		reasons,
		resetSeconds: value.timeToQuotaResetMs === undefined ? undefined : value.timeToQuotaResetMs / 1000,
	};
}
