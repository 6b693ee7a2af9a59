import type { Log } from "server/ports";
import type { CloudRequests } from "./cloud-requests";
import { type ClientTool, listMessages, type MessageTarget, sendMessages } from "./message-operations";
import { openCallsIn } from "./read-reply";

export interface SettleDeps {
	readonly requests: CloudRequests;
	readonly log: Log;
	readonly tools: ReadonlyArray<ClientTool>;
}

/**
 * Answers tool calls that the agent still waits for from a turn that is over for the game: each as failed. What the agent
 * says to that is ignored. `onOver` says whether it worked.
 */
export function settlePendingCalls(
	{ requests, log, tools }: SettleDeps,
	{ npcId, target }: { readonly npcId: string; readonly target: MessageTarget },
	onOver: (isSettled: boolean) => void,
): void {
	const options = { class: "actionResult", npcId } as const;
	requests.send(listMessages(target), options, (reply) => {
		if (reply.kind !== "ok") return onOver(false);
		const calls = openCallsIn(reply.value);
		if (calls.isEmpty()) return onOver(false);
		log.info("answering tool calls of a turn that is over", { npcId, count: calls.size() });
		const approvals = calls.map((call) => ({
			type: "tool",
			tool_call_id: call.tool_call_id,
			tool_return: "That moment is over; nothing was done.",
			status: "error",
		}));
		const messages = [{ type: "approval", approvals }];
		requests.send(sendMessages(target, messages, tools), options, (settled) => onOver(settled.kind === "ok"));
	});
}
