import type { AgentSpec, AgentState, BlockWrite, Clock, Turn, TurnEvent } from "server/ports";
import { GATEWAY } from "server/constants/letta";
import { MONITOR } from "server/constants/operations";
import type { RequestClass } from "server/net/request-class";
import { type ClassStats, RequestStats } from "server/net/request-stats";
import type { GatewayEvent, Op } from "server/wire/gateway-frames";
import { AgentRoster } from "./agent-roster";
import { classOf } from "./op-class";
import { Outbox } from "./outbox";
import { PendingErasures } from "./pending-erasures";
import { StoredListeners } from "./stored-listeners";
import { agentStateOf, blockOp, ensureOp, eraseOp } from "./translate";
import { createTurnBook, type TurnBook } from "./turn-book";

const LOST_SESSION = "the gateway has lost this server's session";

/**
 * All that a game server has at the gateway: its agents, their blocks and turns, the ops on their way there, and who waits
 * for an answer. Listeners may call it again at once, so it calls them when everything else is settled.
 */
export class GatewayMinds {
	private readonly stats = new RequestStats(MONITOR.recent.maxValues);
	readonly outbox: Outbox;
	private readonly roster = new AgentRoster();
	private readonly turns: TurnBook;
	private readonly stored = new StoredListeners();
	private readonly erasures = new PendingErasures();

	/** @param onOp an op waits to be sent */
	constructor(clock: Clock, onOp?: (op: Op) => void) {
		this.outbox = new Outbox(this.stats, clock.now, onOp);
		this.turns = createTurnBook(clock, GATEWAY.turnDeadlineSeconds);
	}

	ensureAgent(spec: AgentSpec, onState: (state: AgentState) => void): void {
		this.roster.add(spec, onState);
		this.outbox.add(ensureOp(spec));
	}

	setBlock(block: BlockWrite, onStored: (rev: number) => void): void {
		this.stored.set(block.npcId, block.label, onStored);
		this.outbox.add(blockOp(block), block.urgent);
	}

	/** Seconds until the gateway may say something that is missed. While there is no poll, the next turn can be one. */
	pollInSeconds(): number {
		if (this.turns.isEmpty() || this.roster.isAwaited() || !this.erasures.isEmpty()) return 0;
		if (this.turns.isEndAwaited()) return 0;
		return this.turns.isAwaited() ? GATEWAY.pollAgainSeconds : this.restSeconds();
	}

	/** Seconds for which no reply needs a further sentence. */
	restSeconds(): number {
		return math.clamp(this.turns.spareSeconds() - GATEWAY.spareMarginSeconds, 0, GATEWAY.maxRestSeconds);
	}

	/** Seconds for which nobody sees a difference if turns do not end. */
	idleSeconds(): number {
		return this.turns.isEndAwaited() ? 0 : GATEWAY.maxRestSeconds;
	}

	sendTurn(npcId: string, turn: Turn, onEvent: (event: TurnEvent) => void): void {
		const { turnId, content } = turn;
		this.turns.open(npcId, turn, onEvent);
		this.outbox.add({ op: "turn", npcId, turnId, content });
	}

	cancelTurn(npcId: string, turnId: string): void {
		// A turn that never left the server need not be stopped anywhere else.
		const delivered = this.outbox.takeTurn(turnId) === undefined;
		if (delivered) this.outbox.add({ op: "cancelTurn", npcId, turnId });
		this.turns.fail(turnId, { reason: "rejected", message: "the turn was cancelled", delivered });
	}

	actionResult(npcId: string, callId: string, ok: boolean, result: string): void {
		this.outbox.add({ op: "actionResult", npcId, callId, ok, result });
	}

	erase(spec: AgentSpec, onErased: (ok: boolean) => void): void {
		const { npcId } = spec;
		if (this.roster.specOf(npcId) === undefined) return onErased(false);
		this.roster.renew(spec);
		this.erasures.add(npcId, onErased);
		this.outbox.dropNpc(npcId, "cancelled");
		// The request for the agent may have been among what was dropped. A second one does no harm.
		if (!this.roster.isAnswered(npcId)) this.outbox.add(ensureOp(spec));
		this.askToErase(npcId);
		this.turns.failNpc(npcId, { reason: "rejected", message: "the agent is made anew", delivered: true });
	}

	release(npcId: string, forget: boolean): void {
		this.stored.forget(npcId);
		this.outbox.dropNpc(npcId, "cancelled");
		// The gateway must still forget what a player asked to be forgotten, however soon the server closes.
		this.askToErase(npcId);
		this.erasures.forget(npcId);
		this.roster.remove(npcId);
		this.outbox.add({ op: "release", npcId, forget });
		this.turns.failNpc(npcId, { reason: "unknownAgent", message: "the NPC was released", delivered: true });
	}

	/** A new session: the gateway knows nothing of this server. Agents first; blocks and turns follow when they are ready. */
	onOpened(): void {
		const unsent = this.outbox.dropTurns("down");
		this.outbox.dropAll("down");
		for (const spec of this.roster.specs()) {
			this.outbox.add(ensureOp(spec));
			this.askToErase(spec.npcId);
		}
		this.roster.forgetStates(LOST_SESSION);
		this.failUnsent(unsent, LOST_SESSION);
		this.turns.failAll({ reason: "backendUnavailable", message: LOST_SESSION, delivered: true });
	}

	onDown(message: string, final: boolean): void {
		const unsent = this.outbox.dropTurns("down");
		this.roster.suspend(final ? "rejected" : "backendUnavailable", message, final);
		this.failUnsent(unsent, message);
		if (!final) return;
		this.turns.failAll({ reason: "rejected", message, delivered: true });
		for (const { npcId } of this.roster.specs()) this.erasures.end(npcId, false);
	}

	/** The gateway is back, and has kept the session. */
	onUp(): void {
		this.roster.restore();
	}

	/** These ops are sent again. Whether they were urgent is not known any more: a departure counts as its group. */
	onRepeated(ops: ReadonlyArray<Op>): void {
		for (const op of ops) {
			this.stats.noteRetried(classOf(op));
			this.stats.noteSent(classOf(op));
		}
	}

	onEvent(event: GatewayEvent): void {
		switch (event.event) {
			// The transport acts on it.
			case "moving":
				return;
			case "agentReady":
			case "agentFailed":
				return this.roster.setState(event.npcId, agentStateOf(event));
			case "erased":
				return this.erasures.end(event.npcId, event.ok);
			case "blockStored":
				return this.stored.tell(event.npcId, event.label, event.rev);
			default:
				return this.turns.receive(event);
		}
	}

	readStats(): Readonly<Record<RequestClass, ClassStats>> {
		return this.stats.read((requestClass) => this.outbox.waiting(requestClass));
	}

	/** Asks again for an erasure that the gateway has not answered: to erase twice does no harm. */
	private askToErase(npcId: string): void {
		const spec = this.roster.specOf(npcId);
		if (spec !== undefined && this.erasures.has(npcId)) this.outbox.add(eraseOp(spec));
	}

	private failUnsent(unsent: ReturnType<Outbox["dropTurns"]>, message: string): void {
		for (const { turnId } of unsent)
			this.turns.fail(turnId, { reason: "backendUnavailable", message, delivered: false });
	}
}
