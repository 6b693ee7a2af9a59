import type { Clock } from "../../../gateway/src/timing/clock.ts";
import type { Agent } from "../letta-cloud/agent-store.ts";
import {
	type CloudEvent,
	createFakeLettaCloud,
	type FakeLettaCloud,
} from "../letta-cloud/fake-letta-cloud.ts";
import type { Operation } from "../letta-cloud/operations.ts";
import type { Range } from "../letta-cloud/wire.ts";
import type { DoubleEvent } from "../double/double-event.ts";
import { type BlockStore, createBlockStore } from "../double/block-store.ts";
import type { Random } from "../repeatable/random.ts";
import { scriptedReply } from "../double/scripted-reply.ts";

export interface CloudDoubleDeps {
	readonly clock: Clock;
	readonly random: Random;
	readonly key: string;
	/** The wall-clock time at which `clock` is 0, Unix seconds. */
	readonly epoch: number;
	readonly onEvent: (event: DoubleEvent) => void;
}

/** The fake of Letta Cloud as a run sees it: by NPC. */
export interface CloudDouble {
	readonly cloud: FakeLettaCloud;
	readonly blocks: BlockStore;
	/** NPCs whose agent a client has read back. */
	readonly readyCount: () => number;
}

/** Seconds that a hosted service takes for an operation. The network and, for turns, the model come on top. */
const OPERATION_SECONDS: Partial<Record<Operation, Range>> = {
	createAgent: [0.3, 0.8],
	listAgents: [0.1, 0.3],
	retrieveAgent: [0.05, 0.15],
	updateAgent: [0.1, 0.3],
	deleteAgent: [0.1, 0.4],
	updateBlock: [0.08, 0.3],
	listMessages: [0.08, 0.25],
	createConversation: [0.1, 0.3],
	sendMessage: [0.05, 0.15],
	sendConversationMessage: [0.05, 0.15],
};

/** Until a reply of one to three sentences is whole. */
const MODEL_SECONDS: Range = [1.2, 3.5];

const NPC_TAG = "npc:";

/** The NPC whose mind the agent is. */
function npcIdOf({ tags }: Agent): string | undefined {
	return tags.find((tag) => tag.startsWith(NPC_TAG))?.slice(NPC_TAG.length);
}

export function createCloudDouble({ clock, random, key, epoch, onEvent }: CloudDoubleDeps): CloudDouble {
	const blocks = createBlockStore(clock);
	const ready = new Set<string>();
	const npcOfAgent = new Map<string, string>();
	const words = random.fork("words");
	let rev = 0;

	function store(npcId: string, label: string, value: string): void {
		rev += 1;
		blocks.accept(npcId, { label, value, rev });
		onEvent({ kind: "block", npcId, label, value });
	}

	function note(event: CloudEvent): void {
		if (event.kind === "request") return;
		if (event.kind === "turn") {
			const { agentId, otid: turnId = "", outcome, content } = event.turn;
			const npcId = npcOfAgent.get(agentId);
			if (npcId === undefined) return;
			if (outcome === "running") onEvent({ kind: "turn", npcId, turnId, content });
			else onEvent({ kind: "turnOver", npcId, turnId, outcome: outcome === "failed" ? outcome : "done" });
			return;
		}
		const npcId = npcIdOf(event.agent);
		if (npcId === undefined) return;
		npcOfAgent.set(event.agent.id, npcId);
		if (event.kind === "block") store(npcId, event.label, event.value);
		else if (event.kind === "agentDeleted") {
			ready.delete(npcId);
			blocks.forget(npcId);
		} else if (!ready.has(npcId)) {
			ready.add(npcId);
			onEvent({ kind: "ready", npcId });
		}
	}

	const cloud = createFakeLettaCloud({
		clock,
		key,
		epoch,
		seed: Math.floor(random.fork("cloud").between(1, 2 ** 31)),
		latency: OPERATION_SECONDS,
		model: ({ content }) => ({
			kind: "text",
			text: scriptedReply(content, words).join(" "),
			seconds: words.between(...MODEL_SECONDS),
		}),
		onEvent: note,
	});
	return { cloud, blocks, readyCount: () => ready.size };
}
