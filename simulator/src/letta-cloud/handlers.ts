import { createAgentHandlers } from "./agent-handlers.ts";
import { modelView } from "./agent-view.ts";
import { createBlockHandlers } from "./block-handlers.ts";
import { createConversationHandlers } from "./conversation-handlers.ts";
import { type Handler, type HandlerDeps, ok } from "./handler.ts";
import { createMessageHandlers } from "./message-handlers.ts";
import type { Operation } from "./operations.ts";

/** What each operation does. */
export function createHandlers(deps: HandlerDeps): Readonly<Record<Operation, Handler>> {
	return {
		listModels: async ({ pause }) => {
			await pause();
			return ok(deps.models.map(modelView));
		},
		...createAgentHandlers(deps),
		...createBlockHandlers(deps),
		...createMessageHandlers(deps),
		...createConversationHandlers(deps),
	};
}
