import type { AgentSpec, GatewayEvent } from "../../wire.ts";
import type { BlockValue, SetBlock } from "../backend.ts";
import type { NpcAgent } from "./npc-agent.ts";

/** One NPC of a session: the blocks that its game has set, and which of them the game knows to be stored. */
export class SessionNpc {
	private readonly values = new Map<string, BlockValue>();
	/** Labels whose revision the game has not been told of, because the agent is not verified yet. */
	private readonly unreported = new Set<string>();
	private isReady = false;
	/** The game has asked for an erasure and has not heard how it ended. */
	private isErasing = false;

	constructor(
		readonly npcId: string,
		readonly agent: NpcAgent,
		private readonly emit: (event: GatewayEvent) => void,
	) {}

	/** The game asks for the agent, perhaps again: values that it has set since outlive the specification's. */
	specify({ blocks }: AgentSpec): void {
		this.isReady = false;
		for (const [label, value] of Object.entries(blocks)) {
			if (!this.values.has(label)) this.values.set(label, { value, rev: 0 });
		}
		for (const [label, { value }] of this.values) this.agent.setBlock(label, value);
	}

	setBlock({ label, value, rev }: SetBlock): void {
		if (rev < (this.values.get(label)?.rev ?? 0)) return;
		this.values.set(label, { value, rev });
		this.agent.setBlock(label, value);
		this.unreported.add(label);
		if (this.isReady) this.reportStored();
	}

	erase(blocks: Readonly<Record<string, string>>): void {
		this.forgetBlocks();
		for (const [label, value] of Object.entries(blocks)) this.values.set(label, { value, rev: 0 });
		this.isErasing = true;
		this.agent.erase(blocks);
	}

	/** Passes an event of the agent on to the game. */
	relay(event: GatewayEvent): void {
		if (event.event === "erased") return this.handleErased(event);
		if (event.event === "agentFailed") this.isReady = false;
		if (event.event === "agentReady") this.isReady = true;
		this.emit(event);
		if (this.isReady) this.reportStored();
	}

	blocks(): Readonly<Record<string, BlockValue>> {
		return Object.fromEntries(this.values);
	}

	/** If another session's game asked for the erasure, this one first hears of it by `agentReady`. */
	private handleErased(event: Extract<GatewayEvent, { event: "erased" }>): void {
		if (this.isErasing) this.emit(event);
		// The agent does not know any more what this session set before.
		else this.forgetBlocks();
		this.isErasing = false;
	}

	private forgetBlocks(): void {
		this.values.clear();
		this.unreported.clear();
	}

	private reportStored(): void {
		const { npcId } = this;
		for (const label of this.unreported) {
			this.emit({ event: "blockStored", npcId, label, rev: this.values.get(label)!.rev });
		}
		this.unreported.clear();
	}
}
