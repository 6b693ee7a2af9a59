import type { BlockWrite } from "server/ports";
import { describeBlock } from "server/wire/agent-prompt";
import { retrieveAgent } from "./agent-operations";
import type { CallOptions, CloudRequests } from "./cloud-requests";
import { addBlock } from "./repair-agent";

export type Restored =
	/** The agent has the block again, with the value of this write. */
	| { readonly kind: "stored" }
	/** The agent has it after all: the write can be sent again. */
	| { readonly kind: "present" }
	| { readonly kind: "agentGone"; readonly message: string }
	| { readonly kind: "failed"; readonly message: string };

/** Reads an agent that Letta says lacks a block, and gives it the block where that is true. */
export function restoreBlock(
	requests: CloudRequests,
	{ agentId, block, options }: { agentId: string; block: BlockWrite; options: CallOptions },
	onRestored: (result: Restored) => void,
): void {
	const { label, value } = block;
	requests.send(retrieveAgent(agentId), options, (reply) => {
		if (reply.kind === "refused" && reply.status === 404)
			return onRestored({ kind: "agentGone", message: reply.error.message });
		if (reply.kind !== "ok") return onRestored({ kind: "failed", message: "its agent cannot be read" });
		if (reply.value.blocks.some((other) => other.label === label)) return onRestored({ kind: "present" });
		const created = { label, value, description: describeBlock(label) };
		addBlock(requests, { agentId, block: created, options }, (failure) =>
			onRestored(
				failure === undefined ? { kind: "stored" } : { kind: "failed", message: "it cannot be added" },
			),
		);
	});
}
