import type { RuntimeScope } from "../../src/backend/agents/agent-api.ts";
import type { ServerFrame } from "../../src/backend/app-server/frames.ts";

/** Frames as the App Server sends them for a turn. */
export function framesOf(runtime: RuntimeScope) {
	const delta = (runId: string, fields: Record<string, unknown>): ServerFrame => ({
		type: "stream_delta",
		runtime,
		delta: { type: "message", run_id: runId, ...fields },
	});
	return {
		/** The runs so far and the message ids that they answer. */
		runs: (byRun: Readonly<Record<string, string>>): ServerFrame => {
			const ids = Object.fromEntries(Object.entries(byRun).map(([run, id]) => [run, [id]]));
			return { type: "update_loop_status", runtime, loop_status: { client_message_ids_by_run_id: ids } };
		},
		text: (runId: string, text: string, id = "message-1"): ServerFrame =>
			delta(runId, { message_type: "assistant_message", id, content: [{ type: "text", text }] }),
		reasoning: (runId: string, reasoning: string): ServerFrame =>
			delta(runId, { message_type: "reasoning_message", reasoning }),
		usage: (runId: string, counts: Record<string, unknown>): ServerFrame =>
			delta(runId, { message_type: "usage_statistics", ...counts }),
		retry: (runId: string): ServerFrame => delta(runId, { message_type: "retry", attempt: 1 }),
		/** The question whether a tool may be used. */
		toolQuestion: (request_id: string): ServerFrame => ({
			type: "control_request",
			request_id,
			request: { subtype: "can_use_tool", tool_name: "Bash", input: {}, tool_call_id: request_id },
			...runtime,
			runtime,
		}),
		finished: (runId: string | undefined, stop_reason: string, error?: string): ServerFrame => ({
			type: "turn_finished",
			runtime,
			stop_reason,
			...(runId === undefined ? {} : { run_id: runId }),
			...(error === undefined ? {} : { error }),
		}),
	};
}
