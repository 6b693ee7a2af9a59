import type { Log } from "server/ports";
import { toolCallsOf } from "server/wire/letta-guards";
import type { CloudApi, MessageTarget } from "./cloud-api";

/**
 * An agent waits for the results of tools that nobody runs any more: the turn that they belong to is over for the game.
 * They are answered as failed, and what the agent says to that is not heard. `onOver` hears whether it worked.
 */
export function settlePendingCalls(
	{ api, log }: { readonly api: CloudApi; readonly log: Log },
	{ npcId, target }: { readonly npcId: string; readonly target: MessageTarget },
	onOver: (isSettled: boolean) => void,
): void {
	const options = { class: "actionResult", npcId } as const;
	api.listMessages(target, options, (reply) => {
		if (reply.kind !== "ok") return onOver(false);
		const request = reply.value.find((message) => message.message_type === "approval_request_message");
		const calls = request === undefined ? [] : toolCallsOf(request);
		if (calls.isEmpty()) return onOver(false);
		log.info("tool calls of a turn that is over are answered", { npcId, count: calls.size() });
		const approvals = calls.map((call) => ({
			type: "tool",
			tool_call_id: call.tool_call_id,
			tool_return: "That moment is over; nothing was done.",
			status: "error",
		}));
		api.sendMessages(target, [{ type: "approval", approvals }], options, (settled) =>
			onOver(settled.kind === "ok"),
		);
	});
}
