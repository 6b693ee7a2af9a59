import { WIRE_LIMITS, type AgentSpec, type Op } from "../wire.ts";
import type { SetBlock } from "../backend/backend.ts";
import type { GatewayLimits } from "../limits.ts";

const PERSONA = "persona";

/**
 * What a session keeps of its NPCs, so that no game fills the gateway's memory, or its store's. Whatever carries an op, it is
 * asked before the op is kept.
 */
export class NpcLedger {
	/** The characters of each block, by NPC and label. */
	private readonly npcs = new Map<string, Map<string, number>>();
	private total = 0;

	constructor(private readonly limits: Pick<GatewayLimits, "maxNpcsPerSession" | "maxKeptChars">) {}

	/** Notes what an earlier gateway has kept of the session. */
	restore(specs: ReadonlyArray<AgentSpec>, blocks: ReadonlyArray<SetBlock>): void {
		for (const spec of specs) this.ensureAgent(spec);
		for (const { npcId, label, value } of blocks) this.keep(this.npcs.get(npcId), new Map([[label, value]]));
	}

	/** Why the op may not be done. Otherwise notes what it leaves. */
	refusal(op: Op): string | undefined {
		switch (op.op) {
			case "ensureAgent":
				return this.ensureAgent(op.spec);
			case "setBlock":
				return this.setBlock(op);
			case "erase":
				return this.erase(op.npcId, op.blocks);
			case "release":
				this.forget(op.npcId);
				return undefined;
			default:
				return undefined;
		}
	}

	private ensureAgent({ npcId, persona, blocks }: AgentSpec): string | undefined {
		const { maxNpcsPerSession } = this.limits;
		const known = this.npcs.get(npcId);
		if (known === undefined && this.npcs.size >= maxNpcsPerSession)
			return `a session may have ${maxNpcsPerSession} NPCs`;
		// Values that were set since outlive the specification's.
		const fresh = Object.entries(blocks).filter(([label]) => known?.has(label) !== true);
		const own = known ?? new Map<string, number>();
		const problem = this.keep(own, new Map([[PERSONA, persona], ...fresh]));
		if (problem === undefined) this.npcs.set(npcId, own);
		return problem;
	}

	private setBlock({ npcId, label, value }: SetBlock): string | undefined {
		const own = this.npcs.get(npcId);
		if (own === undefined) return "no agent was asked for";
		if (!own.has(label) && own.size > WIRE_LIMITS.maxBlocks)
			return `an NPC may have ${WIRE_LIMITS.maxBlocks} blocks`;
		return this.keep(own, new Map([[label, value]]));
	}

	private erase(npcId: string, blocks: AgentSpec["blocks"]): string | undefined {
		const own = this.npcs.get(npcId);
		if (own === undefined) return "no agent was asked for";
		for (const [label, size] of [...own]) {
			if (label === PERSONA) continue;
			own.delete(label);
			this.total -= size;
		}
		return this.keep(own, new Map(Object.entries(blocks)));
	}

	private forget(npcId: string): void {
		for (const size of this.npcs.get(npcId)?.values() ?? []) this.total -= size;
		this.npcs.delete(npcId);
	}

	private keep(
		own: Map<string, number> | undefined,
		values: ReadonlyMap<string, string>,
	): string | undefined {
		if (own === undefined) return undefined;
		let growth = 0;
		for (const [label, { length }] of values) growth += length - (own.get(label) ?? 0);
		const { maxKeptChars } = this.limits;
		if (growth > 0 && this.total + growth > maxKeptChars)
			return `a session keeps ${maxKeptChars} characters of personas and blocks`;
		for (const [label, { length }] of values) own.set(label, length);
		this.total += growth;
		return undefined;
	}
}
