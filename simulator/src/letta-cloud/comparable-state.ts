import type { CloudState } from "./fake-letta-cloud.ts";
import type { StoredMessage } from "./messages.ts";

/**
 * What a back end holds, without ids, dates and counts of requests: two clients that did the same leave the same.
 */
export interface ComparableState {
	readonly agents: ReadonlyArray<{
		readonly name: string;
		readonly model: string;
		readonly system: string;
		readonly tags: ReadonlyArray<string>;
		readonly blocks: Readonly<
			Record<string, { readonly value: string; readonly description: string | null }>
		>;
		/** In the order in which they were said; `conversation` is 0 in the default one. */
		readonly messages: ReadonlyArray<ComparableMessage>;
		readonly conversations: number;
	}>;
	/** How many turns there were of each `otid`, ids left out: `[1, 1, 2]` holds a doubled turn. */
	readonly turnCounts: ReadonlyArray<number>;
}

interface ComparableMessage {
	readonly type: string;
	readonly conversation: number;
	readonly text: string;
}

/** The fields that tell one message from another, whatever its type. */
const TELLING = ["content", "reasoning", "tool_return"] as const;

function comparableMessage(
	{ message, conversationId }: StoredMessage,
	conversationIds: ReadonlyArray<string>,
): ComparableMessage {
	const call = message.tool_call as { name: string; arguments: string } | undefined;
	const told = TELLING.filter((field) => field in message).map((field) => message[field]);
	const text =
		call === undefined
			? told.map((part) => JSON.stringify(part)).join(" ")
			: `${call.name} ${call.arguments}`;
	const conversation = conversationId === undefined ? 0 : conversationIds.indexOf(conversationId) + 1;
	return { type: message.message_type, conversation, text };
}

export function comparableState({
	agents,
	conversations,
	messages,
	turnsByOtid,
}: CloudState): ComparableState {
	return {
		agents: [...agents]
			.sort((a, b) => (a.name < b.name ? -1 : 1))
			.map((agent) => {
				const own = conversations.filter(({ agentId }) => agentId === agent.id).map(({ id }) => id);
				return {
					name: agent.name,
					model: agent.model,
					system: agent.system,
					tags: [...agent.tags].sort(),
					blocks: Object.fromEntries(
						[...agent.blocks]
							.sort((a, b) => (a.label < b.label ? -1 : 1))
							.map(({ label, value, description }) => [label, { value, description }]),
					),
					messages: messages
						.filter(({ agentId }) => agentId === agent.id)
						.map((stored) => comparableMessage(stored, own)),
					conversations: own.length,
				};
			}),
		turnCounts: [...turnsByOtid.values()].sort((a, b) => a - b),
	};
}
