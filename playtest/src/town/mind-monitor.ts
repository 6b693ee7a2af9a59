import type { AgentBackend, BackendSession } from "@townsfolk/gateway";
import type { GatewayEvent } from "../../../src/server/wire/gateway-frames.ts";

/** An NPC's mind, as what passes between gateway and back end tells of it. */
export interface Mind {
	readonly npcId: string;
	readonly displayName: string;
	/** `refused`: Letta's plan has no room for it, and the place does not ask again for minutes. */
	readonly state: "asked" | "ready" | "failed" | "refused";
	/** `agent-local-…`, once it is ready. */
	readonly agentId: string | undefined;
	/** The model's name as the back end says it. */
	readonly model: string | undefined;
	/** Why it is not ready. */
	readonly problem: string | undefined;
	/** By label, in the order in which they were first written. */
	readonly blocks: ReadonlyMap<string, Block>;
}

export interface Block {
	readonly value: string;
	/** 0 for the value that came with the agent's making. */
	readonly rev: number;
	/** The back end has confirmed this value. */
	readonly isStored: boolean;
}

/** A turn's beginning or end. */
export interface TurnNote {
	readonly npcId: string;
	readonly turnId: string;
	readonly state: "sent" | "done" | "failed";
	/** Of a failed one. */
	readonly problem: string | undefined;
}

/** Listens at a gateway's back end, without touching what passes. */
export interface MindMonitor {
	/** The back end to give to the gateway. */
	readonly wrap: (backend: AgentBackend) => AgentBackend;
	/** Of all sessions that are or were open. */
	readonly minds: () => ReadonlyArray<Mind>;
	readonly onTurn: (listener: (note: TurnNote) => void) => void;
	readonly onMind: (listener: (mind: Mind) => void) => void;
}

export function createMindMonitor(): MindMonitor {
	const minds = new Map<string, Mind>();
	const turnListeners: ((note: TurnNote) => void)[] = [];
	const mindListeners: ((mind: Mind) => void)[] = [];

	function update(npcId: string, change: Partial<Mind>): void {
		const mind = minds.get(npcId);
		if (mind === undefined) return;
		const changed = { ...mind, ...change };
		minds.set(npcId, changed);
		for (const listener of mindListeners) listener(changed);
	}

	function setBlock(npcId: string, label: string, block: Block): void {
		const blocks = minds.get(npcId)?.blocks ?? [];
		update(npcId, { blocks: new Map([...blocks, [label, block]]) });
	}

	function tell(note: TurnNote): void {
		for (const listener of turnListeners) listener(note);
	}

	function readEvent(event: GatewayEvent): void {
		const { npcId } = event;
		if (event.event === "agentReady") {
			update(npcId, { state: "ready", agentId: event.agentId, model: event.model, problem: undefined });
		} else if (event.event === "agentFailed") {
			update(npcId, { state: "failed", problem: `${event.kind}: ${event.message}` });
		} else if (event.event === "blockStored") {
			const block = minds.get(npcId)?.blocks.get(event.label);
			if (block?.rev === event.rev) setBlock(npcId, event.label, { ...block, isStored: true });
		} else if (event.event === "turnDone") {
			tell({ npcId, turnId: event.turnId, state: "done", problem: undefined });
		} else if (event.event === "turnFailed") {
			tell({ npcId, turnId: event.turnId, state: "failed", problem: `${event.kind}: ${event.message}` });
		}
	}

	function wrapSession(session: BackendSession): BackendSession {
		return {
			...session,
			ensureAgent: (spec) => {
				const { npcId, displayName } = spec;
				const blocks = Object.entries(spec.blocks).map(([label, value]): [string, Block] => [
					label,
					{ value, rev: 0, isStored: false },
				]);
				const unknown = { agentId: undefined, model: undefined, problem: undefined };
				minds.set(npcId, { npcId, displayName, state: "asked", ...unknown, blocks: new Map(blocks) });
				session.ensureAgent(spec);
			},
			setBlock: (block) => {
				setBlock(block.npcId, block.label, { value: block.value, rev: block.rev, isStored: false });
				session.setBlock(block);
			},
			erase: (erase) => {
				const first = Object.entries(erase.blocks);
				const blocks = first.map(([label, value]): [string, Block] => [
					label,
					{ value, rev: 0, isStored: false },
				]);
				update(erase.npcId, { state: "asked", agentId: undefined, blocks: new Map(blocks) });
				session.erase(erase);
			},
			startTurn: (turn) => {
				tell({ npcId: turn.npcId, turnId: turn.turnId, state: "sent", problem: undefined });
				session.startTurn(turn);
			},
		};
	}

	return {
		wrap: (backend) => ({
			...backend,
			open: (identity, emit) => {
				const observed = (event: GatewayEvent) => {
					readEvent(event);
					emit(event);
				};
				return wrapSession(backend.open(identity, observed));
			},
		}),
		minds: () => [...minds.values()],
		onTurn: (listener) => void turnListeners.push(listener),
		onMind: (listener) => void mindListeners.push(listener),
	};
}
