import type { HttpTransport, WorldHttpRequest, WorldHttpResponse } from "@townsfolk/headless";
import { matchOperation } from "@townsfolk/simulator";

/**
 * Keeps account of the agents of a place that speaks with Letta's REST API itself. After the place has closed, it knows
 * how many are left.
 */
export interface AgentLedger {
	/** A transport that passes everything on untouched, and sees agents made and deleted. */
	readonly wrap: (transport: HttpTransport) => HttpTransport;
	/** Agents that the place has, however it came by them. */
	readonly add: (agentIds: ReadonlyArray<string>) => void;
	/** How many have not been deleted. */
	readonly left: () => number;
}

function idIn(body: WorldHttpResponse["body"]): string | undefined {
	try {
		const { id } = JSON.parse(typeof body === "string" ? body : Buffer.from(body ?? []).toString()) as {
			id?: unknown;
		};
		return typeof id === "string" ? id : undefined;
	} catch {
		return undefined;
	}
}

/** @param baseUrl of the REST API, without a slash at the end */
export function createAgentLedger(baseUrl: string): AgentLedger {
	const agents = new Set<string>();

	function note({ method, url }: WorldHttpRequest, { status, body }: WorldHttpResponse): void {
		if (status < 200 || status > 299) return;
		const match = matchOperation(method, new URL(url.slice(baseUrl.length), baseUrl).pathname);
		if (match.kind !== "found") return;
		if (match.operation === "deleteAgent") agents.delete(match.params.agentId!);
		const made = match.operation === "createAgent" ? idIn(body) : undefined;
		if (made !== undefined) agents.add(made);
	}

	return {
		wrap: (transport) => async (request) => {
			const response = await transport(request);
			note(request, response);
			return response;
		},
		add: (agentIds) => agentIds.forEach((agentId) => agents.add(agentId)),
		left: () => agents.size,
	};
}
