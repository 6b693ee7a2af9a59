import { notFound } from "./api-error.ts";
import type { IdMaker } from "./ids.ts";

export interface Conversation {
	readonly id: string;
	readonly agentId: string;
	readonly createdAt: string;
	readonly summary: string | null;
}

/** An agent's conversations beside its default one. Methods throw `ApiError`. */
export class ConversationStore {
	/** Oldest first. */
	private readonly conversations = new Map<string, Conversation>();

	constructor(private readonly deps: { readonly newId: IdMaker; readonly isoNow: () => string }) {}

	all(): ReadonlyArray<Conversation> {
		return [...this.conversations.values()];
	}

	create(agentId: string, summary: string | null): Conversation {
		const id = this.deps.newId("conv");
		const conversation = { id, agentId, createdAt: this.deps.isoNow(), summary };
		this.conversations.set(id, conversation);
		return conversation;
	}

	get(id: string): Conversation {
		const conversation = this.conversations.get(id);
		if (conversation === undefined) throw notFound(`Conversation '${id}'`);
		return conversation;
	}

	delete(id: string): void {
		this.conversations.delete(this.get(id).id);
	}

	/** As it looks on the wire. */
	view({ id, agentId, createdAt, summary }: Conversation) {
		return {
			id,
			agent_id: agentId,
			created_at: createdAt,
			updated_at: createdAt,
			summary,
			in_context_message_ids: [],
			isolated_block_ids: [],
			model: null,
			archived: false,
		};
	}
}
