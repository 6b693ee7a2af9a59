import { readModels } from "server/wire/letta-guards";
import type { CloudRequests } from "./cloud-requests";
import type { Operation } from "./operation";

/** Letta lists hundreds where many providers are set up. */
const MAX_NAMED = 8;

const LIST_MODELS: Operation<ReadonlyArray<string>> = {
	method: "GET",
	path: "/v1/models/",
	repeat: "always",
	read: readModels,
};

/** The models that Letta has, for the message about one that it does not have: one request, however many NPCs ask. */
export class ListedModels {
	private waiting: ReadonlyArray<(text: string) => void> = [];

	constructor(private readonly requests: CloudRequests) {}

	/** Calls back with `; it has a/b, c/d and 3 more`, the likeliest first; empty where Letta does not say. */
	describe(wanted: string, onText: (text: string) => void): void {
		const isAsking = !this.waiting.isEmpty();
		this.waiting = [...this.waiting, onText];
		if (isAsking) return;
		this.requests.send(LIST_MODELS, { class: "housekeeping" }, (reply) => {
			const { waiting } = this;
			this.waiting = [];
			const text = reply.kind === "ok" ? textOf(wanted, reply.value) : "";
			for (const answer of waiting) answer(text);
		});
	}
}

function textOf(wanted: string, handles: ReadonlyArray<string>): string {
	if (handles.isEmpty()) return "; it has none";
	const likely = handles.filter((handle) => isLike(wanted, handle));
	const names = [...likely, ...handles.filter((handle) => !likely.includes(handle))];
	const more = names.size() > MAX_NAMED ? ` and ${names.size() - MAX_NAMED} more` : "";
	return `; it has ${names.filter((_, index) => index < MAX_NAMED).join(", ")}${more}`;
}

/** `gpt`, `openai/GPT` and `openai/gpt:latest` are like `openai/gpt`. */
function isLike(wanted: string, handle: string): boolean {
	const bare = (name: string) => name.lower().gsub("^.*/", "")[0].gsub(":.*$", "")[0];
	return bare(wanted) === bare(handle);
}
