import type { Failure } from "../backend.ts";
import type { Log } from "../../logging.ts";
import { deleteAgent, type DeleteDeps } from "./delete-agent.ts";
import type { AgentApi, AgentState, RuntimeScope } from "./agent-api.ts";
import { openAgent } from "./open-agent.ts";
import { provisionAgent, type AgentWish, type Origin } from "./provision-agent.ts";
import { damageIn, failureOf, type Failed } from "./result.ts";

export interface MakeReadyDeps extends DeleteDeps {
	readonly api: AgentApi;
	readonly log: Log;
	/** Receives the agent's id as soon as it is known. */
	readonly onFound: (agentId: string) => void;
	/** Whether an agent was checked before and has shown no damage since. */
	readonly isWhole: (agentId: string) => boolean;
}

export type MadeReady =
	| {
			readonly kind: "ready";
			readonly agent: AgentState;
			readonly origin: Origin;
			readonly scope: RuntimeScope;
	  }
	| { readonly kind: "failed"; readonly failure: Failure };

type Attempt = Exclude<MadeReady, { kind: "failed" }> | (Failed & { readonly agentId?: string });

async function attempt(wish: AgentWish, deps: MakeReadyDeps): Promise<Attempt> {
	const { api, log, onFound, isWhole } = deps;
	const made = await provisionAgent(wish, api, log, onFound);
	if (made.kind !== "ready") return made;
	const { agent, origin } = made;
	const { persona } = wish.spec;
	const opening = {
		agentId: agent.id,
		persona,
		isWhole: origin === "created" || (origin === "found" && isWhole(agent.id)),
	};
	const opened = await openAgent(opening, api, log);
	if (opened.kind !== "ok") return { ...opened, agentId: agent.id };
	return { kind: "ready", agent, origin, scope: opened.value };
}

/**
 * Finds or makes the agent, verifies it and opens its conversation. An agent whose memory is lost is deleted and made anew,
 * once: it would answer no turn ever again. May be repeated after any failure. Never rejects.
 */
export async function makeReady(wish: AgentWish, deps: MakeReadyDeps): Promise<MadeReady> {
	const first = await attempt(wish, deps);
	if (first.kind === "ready") return first;
	const { agentId } = first;
	if (agentId === undefined || damageIn(first) !== "memory")
		return { kind: "failed", failure: failureOf(first) };
	deps.log.warn({ agentId }, "an agent has lost its memory: it is made anew");
	const deleted = await deleteAgent(agentId, deps);
	if (deleted.kind !== "ok") return { kind: "failed", failure: failureOf(deleted) };
	const second = await attempt(wish, deps);
	return second.kind === "ready" ? second : { kind: "failed", failure: failureOf(second) };
}
