/**
 * The part of Letta's REST API that the fake knows: every call of the game's clients, and calls with which a test looks
 * at the result. Paths are the official client's, trailing slashes included.
 */
export const OPERATIONS = {
	listModels: { method: "GET", path: "/v1/models/" },
	createAgent: { method: "POST", path: "/v1/agents/" },
	listAgents: { method: "GET", path: "/v1/agents/" },
	retrieveAgent: { method: "GET", path: "/v1/agents/{agentId}" },
	updateAgent: { method: "PATCH", path: "/v1/agents/{agentId}" },
	deleteAgent: { method: "DELETE", path: "/v1/agents/{agentId}" },
	listBlocks: { method: "GET", path: "/v1/agents/{agentId}/core-memory/blocks" },
	retrieveBlock: { method: "GET", path: "/v1/agents/{agentId}/core-memory/blocks/{label}" },
	updateBlock: { method: "PATCH", path: "/v1/agents/{agentId}/core-memory/blocks/{label}" },
	createBlock: { method: "POST", path: "/v1/blocks/" },
	listAllBlocks: { method: "GET", path: "/v1/blocks/" },
	listBlockAgents: { method: "GET", path: "/v1/blocks/{blockId}/agents" },
	deleteBlock: { method: "DELETE", path: "/v1/blocks/{blockId}" },
	attachBlock: { method: "PATCH", path: "/v1/agents/{agentId}/core-memory/blocks/attach/{blockId}" },
	recompileAgent: { method: "POST", path: "/v1/agents/{agentId}/recompile" },
	sendMessage: { method: "POST", path: "/v1/agents/{agentId}/messages" },
	listMessages: { method: "GET", path: "/v1/agents/{agentId}/messages" },
	cancelMessages: { method: "POST", path: "/v1/agents/{agentId}/messages/cancel" },
	createConversation: { method: "POST", path: "/v1/conversations/" },
	listConversations: { method: "GET", path: "/v1/conversations/" },
	retrieveConversation: { method: "GET", path: "/v1/conversations/{conversationId}" },
	deleteConversation: { method: "DELETE", path: "/v1/conversations/{conversationId}" },
	recompileConversation: { method: "POST", path: "/v1/conversations/{conversationId}/recompile" },
	sendConversationMessage: { method: "POST", path: "/v1/conversations/{conversationId}/messages" },
	listConversationMessages: { method: "GET", path: "/v1/conversations/{conversationId}/messages" },
} as const;

export type Operation = keyof typeof OPERATIONS;

export type OperationMatch =
	| {
			readonly kind: "found";
			readonly operation: Operation;
			readonly params: Readonly<Record<string, string>>;
	  }
	/** The path exists with, or without, a slash at the end: the server redirects. */
	| { readonly kind: "moved"; readonly path: string }
	| { readonly kind: "wrongMethod" }
	| { readonly kind: "unknown" };

const NAMES = Object.keys(OPERATIONS) as Operation[];

function matchPath(pattern: string, path: string): Record<string, string> | undefined {
	const wanted = pattern.split("/");
	const given = path.split("/");
	if (wanted.length !== given.length) return undefined;
	const params: Record<string, string> = {};
	for (const [index, part] of wanted.entries()) {
		const text = given[index]!;
		if (!part.startsWith("{")) {
			if (part !== text) return undefined;
		} else {
			if (text === "") return undefined;
			params[part.slice(1, -1)] = decodeURIComponent(text);
		}
	}
	return params;
}

/** Which operation a request is. */
export function matchOperation(method: string, path: string): OperationMatch {
	let isKnownPath = false;
	for (const operation of NAMES) {
		const params = matchPath(OPERATIONS[operation].path, path);
		if (params === undefined) continue;
		isKnownPath = true;
		if (OPERATIONS[operation].method === method) return { kind: "found", operation, params };
	}
	if (isKnownPath) return { kind: "wrongMethod" };
	const moved = path.endsWith("/") ? path.slice(0, -1) : `${path}/`;
	const isElsewhere = NAMES.some((name) => matchPath(OPERATIONS[name].path, moved) !== undefined);
	return isElsewhere ? { kind: "moved", path: moved } : { kind: "unknown" };
}
