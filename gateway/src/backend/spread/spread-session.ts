import type { AgentSpec, GatewayEvent } from "../../wire.ts";
import { agentKey } from "../agents/agent-tags.ts";
import type { BackendSession, SessionIdentity } from "../backend.ts";
import type { Member, OutWatch } from "./out-watch.ts";
import { rank } from "./rendezvous.ts";

/** One game server's NPCs at several back ends. An NPC stays where it was placed for as long as the session has it. */
export class SpreadSession implements BackendSession {
	/** By the back end's name; opened when the first NPC is placed there. */
	private readonly parts = new Map<string, BackendSession>();
	/** By NPC, the back end's name. */
	private readonly places = new Map<string, string>();

	constructor(
		private readonly identity: SessionIdentity,
		private readonly emit: (event: GatewayEvent) => void,
		private readonly members: ReadonlyArray<Member>,
		private readonly watch: Pick<OutWatch, "isOut">,
	) {}

	readonly ensureAgent = (spec: AgentSpec): void => {
		this.places.set(spec.npcId, this.placeOf(spec.npcId));
		this.partOf(spec.npcId).ensureAgent(spec);
	};

	readonly setBlock: BackendSession["setBlock"] = (block) => this.partOf(block.npcId).setBlock(block);
	readonly startTurn: BackendSession["startTurn"] = (turn) => this.partOf(turn.npcId).startTurn(turn);
	readonly actionResult: BackendSession["actionResult"] = (result) =>
		this.partOf(result.npcId).actionResult(result);
	readonly erase: BackendSession["erase"] = (erase) => this.partOf(erase.npcId).erase(erase);
	readonly cancelTurn: BackendSession["cancelTurn"] = (npcId, turnId) =>
		this.partOf(npcId).cancelTurn(npcId, turnId);

	readonly release = (npcId: string, forget: boolean): void => {
		this.partOf(npcId).release(npcId, forget);
		this.places.delete(npcId);
	};

	readonly blocks: BackendSession["blocks"] = () =>
		Object.assign({}, ...[...this.parts.values()].map((part) => part.blocks()));

	readonly close = async (forget: boolean): Promise<void> => {
		await Promise.all([...this.parts.values()].map((part) => part.close(forget)));
	};

	/**
	 * In persistent memory mode always the same one, because the memory is there. In session mode a new agent is made at the
	 * next one while that one is out.
	 */
	private placeOf(npcId: string): string {
		const known = this.places.get(npcId);
		if (known !== undefined) return known;
		const names = this.members.map(({ name }) => name);
		const ranked = rank(agentKey(this.identity, npcId), names);
		const first = ranked[0]!;
		if (this.identity.memoryMode === "persistent") return first;
		return ranked.find((name) => !this.watch.isOut(name)) ?? first;
	}

	private partOf(npcId: string): BackendSession {
		const name = this.placeOf(npcId);
		const known = this.parts.get(name);
		if (known !== undefined) return known;
		const { backend } = this.members.find((member) => member.name === name)!;
		const part = backend.open(this.identity, this.emit);
		this.parts.set(name, part);
		return part;
	}
}
