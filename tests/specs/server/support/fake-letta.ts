import type { AgentSpec, AgentState, BlockWrite, LettaPort, Turn, TurnEvent } from "server/ports";
import { RequestStats } from "server/net/request-stats";

export interface SentTurn extends Turn {
	readonly npcId: string;
	readonly emit: (event: TurnEvent) => void;
}

export interface FakeLetta extends LettaPort {
	readonly specs: ReadonlyArray<AgentSpec>;
	readonly writes: ReadonlyArray<BlockWrite>;
	readonly turns: ReadonlyArray<SentTurn>;
	readonly released: ReadonlyArray<{ npcId: string; forget: boolean }>;
	readonly cancelled: ReadonlyArray<string>;
	/** What minds were to be made anew from, oldest first. */
	readonly erasures: ReadonlyArray<AgentSpec>;
	/** Answers what waits to hear of the NPC's erasure; afterwards its agent is ready, as at the back end. */
	readonly erased: (npcId: string, ok?: boolean) => void;
	readonly toolAnswers: ReadonlyArray<{ npcId: string; callId: string; ok: boolean }>;
	/** Everything that was called, in order: `ensure mara`, `block mara status`, `turn mara`, … */
	readonly calls: ReadonlyArray<string>;
	/** What closing was allowed to take, seconds; undefined while it is open. */
	readonly closedWithin: () => number | undefined;
	readonly setState: (npcId: string, state: AgentState) => void;
	/** From now on, turns that are cancelled had not been sent yet. */
	readonly cancelUnsent: () => void;
	readonly ready: (npcId: string) => void;
	readonly away: (npcId: string) => void;
	/** The values written to a block, oldest first. */
	readonly valuesOf: (npcId: string, label: string) => ReadonlyArray<string>;
	/** Confirms every write so far. */
	readonly storeAll: () => void;
}

export function createFakeLetta(): FakeLetta {
	const specs = new Array<AgentSpec>();
	const writes = new Array<BlockWrite>();
	const turns = new Array<SentTurn>();
	const released = new Array<{ npcId: string; forget: boolean }>();
	const toolAnswers = new Array<{ npcId: string; callId: string; ok: boolean }>();
	const calls = new Array<string>();
	const stateHandlers = new Map<string, (state: AgentState) => void>();
	const cancelled = new Array<string>();
	const erasures = new Array<AgentSpec>();
	const erasureHandlers = new Map<string, (ok: boolean) => void>();
	let unstored = new Array<() => void>();

	const setState = (npcId: string, state: AgentState) => stateHandlers.get(npcId)?.(state);

	let isSent = true;
	let closeSeconds: number | undefined;
	return {
		specs,
		writes,
		turns,
		released,
		toolAnswers,
		cancelled,
		erasures,
		erased: (npcId, ok = true) => {
			erasureHandlers.get(npcId)?.(ok);
			erasureHandlers.delete(npcId);
			setState(npcId, { kind: "ready", agentId: `agent-${npcId}-anew`, model: "test", resumed: false });
		},
		calls,
		closedWithin: () => closeSeconds,
		setState,
		ready: (npcId) =>
			setState(npcId, { kind: "ready", agentId: `agent-${npcId}`, model: "test", resumed: false }),
		away: (npcId) =>
			setState(npcId, { kind: "failed", reason: "backendUnavailable", message: "away", final: false }),
		valuesOf: (npcId, label) =>
			writes.filter((write) => write.npcId === npcId && write.label === label).map((write) => write.value),
		storeAll: () => {
			const confirmations = unstored;
			unstored = [];
			for (const confirm of confirmations) confirm();
		},
		cancelUnsent: () => {
			isSent = false;
		},
		start: () => {
			calls.push("start");
		},
		ensureAgent: (spec, onState) => {
			calls.push(`ensure ${spec.npcId}`);
			specs.push(spec);
			stateHandlers.set(spec.npcId, onState);
		},
		setBlock: (write, onStored) => {
			calls.push(`block ${write.npcId} ${write.label}`);
			writes.push(write);
			unstored.push(() => onStored(write.rev));
		},
		sendTurn: (npcId, turn, emit) => {
			calls.push(`turn ${npcId}`);
			turns.push({ ...turn, npcId, emit });
		},
		hasten: () => {
			calls.push("hasten");
		},
		cancelTurn: (npcId, turnId) => {
			calls.push(`cancel ${npcId}`);
			cancelled.push(turnId);
			const turn = turns.find((sent) => sent.turnId === turnId);
			turn?.emit({ kind: "failed", reason: "rejected", message: "cancelled", delivered: isSent });
		},
		erase: (spec, onErased) => {
			calls.push(`erase ${spec.npcId}`);
			erasures.push(spec);
			erasureHandlers.set(spec.npcId, onErased);
		},
		actionResult: (npcId, callId, ok) => {
			toolAnswers.push({ npcId, callId, ok });
		},
		release: (npcId, forget) => {
			calls.push(`release ${npcId}`);
			released.push({ npcId, forget });
		},
		stats: () => ({ byClass: new RequestStats(1).read(() => 0), usedLastMinute: 0, perMinute: 100 }),
		close: (timeoutSeconds, onClosed) => {
			calls.push("close");
			closeSeconds = timeoutSeconds;
			onClosed();
		},
	};
}
