import type { AgentState, RuntimeScope } from "../agents/agent-api.ts";
import { isRecord } from "../agents/is-record.ts";

export { readText, readUsage } from "../agents/read-message.ts";
export { isRecord };

/** The parts of the App Server's frames that the gateway reads. */

/** Any frame: an object with a type. */
export interface ServerFrame {
	readonly type: string;
	readonly request_id?: string;
	readonly [field: string]: unknown;
}

const textOr = (value: unknown, otherwise: string) => (typeof value === "string" ? value : otherwise);

/** Undefined for anything that is not a frame. */
export function parseFrame(data: string): ServerFrame | undefined {
	let value: unknown;
	try {
		value = JSON.parse(data);
	} catch {
		return undefined;
	}
	return isRecord(value) && typeof value.type === "string" ? (value as ServerFrame) : undefined;
}

/** Undefined for frames that belong to no conversation. */
export function readScope(frame: ServerFrame): RuntimeScope | undefined {
	const { runtime } = frame;
	if (!isRecord(runtime)) return undefined;
	const { agent_id, conversation_id } = runtime;
	if (typeof agent_id !== "string" || typeof conversation_id !== "string") return undefined;
	return { agent_id, conversation_id };
}

/** The App Server's question whether an agent may use a tool. It waits for the answer, and the turn waits with it. */
export interface ToolQuestion {
	readonly scope: RuntimeScope;
	readonly requestId: string;
}

/** Undefined for frames that ask for no permission. */
export function readToolQuestion(frame: ServerFrame): ToolQuestion | undefined {
	if (frame.type !== "control_request" || typeof frame.request_id !== "string") return undefined;
	const scope = readScope(frame) ?? readScope({ type: frame.type, runtime: frame });
	return scope && { scope, requestId: frame.request_id };
}

/** Undefined for anything that is not an agent. */
export function readAgent(value: unknown): AgentState | undefined {
	if (!isRecord(value) || typeof value.id !== "string") return undefined;
	return {
		id: value.id,
		name: textOr(value.name, ""),
		system: textOr(value.system, ""),
		model: textOr(value.model, ""),
		model_settings: value.model_settings,
		tags: Array.isArray(value.tags) ? value.tags.filter((tag): tag is string => typeof tag === "string") : [],
	};
}
