import type { Log, NpcDefinition } from "server/ports";
import { type EntityId, npcEntityId } from "server/rules/space/entity";
import type { Embodiment } from "./embodiment";
import type { AgentFacts, AgentStanding } from "./npc-agent";

/** `spawning`: it has no body yet. `failed` also covers an NPC that gets no body. */
export type NpcState = "spawning" | AgentStanding | "destroyed";

/** An NPC as others see it. */
export interface Npc {
	readonly entityId: EntityId;
	readonly definition: NpcDefinition;
	readonly state: NpcState;
}

interface NoBody {
	readonly reason: "noBody";
	readonly message: string;
	readonly final: true;
}

/** What is known of an NPC's agent, or why the NPC has no body. */
export interface NpcFacts extends Pick<AgentFacts, "agentId" | "model" | "isErasing"> {
	readonly failure?: AgentFacts["failure"] | NoBody;
}

export interface RegisteredNpc extends Npc {
	state: NpcState;
	embodiment?: Embodiment;
	noBody?: NoBody;
}

/** All NPCs of the town. */
export class NpcRegister {
	private readonly byId = new Map<string, RegisteredNpc>();
	/** The same, in the order of spawning: a Map keeps none. */
	private inOrder: ReadonlyArray<RegisteredNpc> = [];

	constructor(private readonly log: Log) {}

	public get(npcId: string): RegisteredNpc | undefined {
		return this.byId.get(npcId);
	}

	/** The same array until the NPCs are others. */
	public all(): ReadonlyArray<RegisteredNpc> {
		return this.inOrder;
	}

	/** Leaves out an id that is taken. Returns the new NPCs. */
	public add(definitions: ReadonlyArray<NpcDefinition>): ReadonlyArray<RegisteredNpc> {
		const names = new Map<string, string>();
		for (const { definition } of this.inOrder) names.set(definition.displayName, definition.npcId);
		const added = definitions.mapFiltered((definition) => this.addOne(definition, names));
		this.inOrder = [...this.inOrder, ...added];
		return added;
	}

	public remove(npc: RegisteredNpc): void {
		this.byId.delete(npc.definition.npcId);
		this.inOrder = this.inOrder.filter((other) => other !== npc);
	}

	/** @param names NPC ids by display name */
	private addOne(definition: NpcDefinition, names: Map<string, string>): RegisteredNpc | undefined {
		const { npcId, displayName } = definition;
		if (this.byId.has(npcId)) {
			this.log.error("an NPC's id is taken", { npcId });
			return undefined;
		}
		const other = names.get(displayName);
		if (other === undefined) names.set(displayName, npcId);
		else this.log.warn("two NPCs have the same display name", { npcId, other, displayName });
		const npc: RegisteredNpc = { entityId: npcEntityId(npcId), definition, state: "spawning" };
		this.byId.set(npcId, npc);
		return npc;
	}
}
