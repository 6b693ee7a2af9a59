import type { Clock, HttpPort, Json, LettaPort, Log, Random } from "server/ports";
import { GATEWAY } from "server/constants/letta";
import { MONITOR } from "server/constants/operations";
import { RequestStats } from "server/net/request-stats";
import { SlidingTotal } from "server/net/sliding-total";
import type { GatewayEvent } from "server/wire/gateway-frames";
import { AgentRoster } from "./agent-roster";
import { createGatewayApi, type SessionIdentity } from "./gateway-api";
import { createHttpTransport } from "./http-transport";
import { classOf } from "./op-class";
import { Outbox } from "./outbox";
import { createTurnBook } from "./turn-book";

export interface GatewayLettaPortDeps {
	readonly http: HttpPort;
	readonly json: Json;
	readonly clock: Clock;
	readonly random: Random;
	readonly log: Log;
}

const LOST_SESSION = "the gateway has lost this server's session";

/** Requests that a minute may have: what its bucket holds, and what flows into it meanwhile. */
const BUDGET = GATEWAY.requestRate.burst + GATEWAY.requestRate.ratePerSecond * MONITOR.requestWindow.seconds;

/** LettaPort over the gateway's HTTP API. */
export function createGatewayLettaPort(deps: GatewayLettaPortDeps, identity: SessionIdentity): LettaPort {
	const { clock, log } = deps;
	const stats = new RequestStats(MONITOR.recent.maxValues);
	const outbox = new Outbox(stats, clock.now);
	const requests = new SlidingTotal(MONITOR.requestWindow);
	const http: HttpPort = {
		send: (request, onResult) => {
			requests.add(1, clock.now());
			deps.http.send(request, onResult);
		},
	};
	const roster = new AgentRoster();
	const turns = createTurnBook(clock, GATEWAY.turnDeadlineSeconds);
	/** By npc id and label, who waits to hear that a block is stored. */
	const storedHandlers = new Map<string, Map<string, (rev: number) => void>>();

	/** By npc id, who waits to hear that an agent was erased. */
	const erasures = new Map<string, ReadonlyArray<(ok: boolean) => void>>();

	const endErasure = (npcId: string, ok: boolean) => {
		const waiting = erasures.get(npcId) ?? [];
		erasures.delete(npcId);
		for (const onErased of waiting) onErased(ok);
	};

	/** Asks again for whatever the gateway has not said to be done: erasing twice does no harm. */
	const askToErase = (npcId: string) => {
		const spec = roster.specOf(npcId);
		if (spec !== undefined && erasures.has(npcId)) outbox.add({ op: "erase", npcId, blocks: spec.blocks });
	};

	/** Handlers may send again at once, so they are called when everything else is settled. */
	const failUnsentTurns = (unsent: ReturnType<Outbox["dropTurns"]>, message: string) => {
		for (const { turnId } of unsent)
			turns.fail(turnId, { reason: "backendUnavailable", message, delivered: false });
	};

	const onEvent = (event: GatewayEvent) => {
		if (event.event === "agentReady")
			roster.setState(event.npcId, {
				kind: "ready",
				agentId: event.agentId,
				model: event.model,
				resumed: false,
			});
		else if (event.event === "agentFailed")
			roster.setState(event.npcId, {
				kind: "failed",
				reason: event.kind,
				message: event.message,
				final: event.final,
			});
		else if (event.event === "erased") endErasure(event.npcId, event.ok);
		else if (event.event === "blockStored") storedHandlers.get(event.npcId)?.get(event.label)?.(event.rev);
		else turns.receive(event);
	};

	const api = createGatewayApi({ ...deps, http }, identity, GATEWAY.timeoutSeconds);
	const transport = createHttpTransport(
		{ api, clock, random: deps.random, log },
		{
			onOpened: () => {
				const unsent = outbox.dropTurns("down");
				outbox.dropAll("down");
				// Agents first, verified anew; their blocks and turns follow once they are ready.
				for (const spec of roster.specs()) {
					outbox.add({ op: "ensureAgent", spec });
					askToErase(spec.npcId);
				}
				roster.forgetStates(LOST_SESSION);
				failUnsentTurns(unsent, LOST_SESSION);
				turns.failAll({ reason: "backendUnavailable", message: LOST_SESSION, delivered: true });
			},
			onDown: (message, final) => {
				const unsent = outbox.dropTurns("down");
				roster.suspend(final ? "rejected" : "backendUnavailable", message, final);
				failUnsentTurns(unsent, message);
				if (!final) return;
				turns.failAll({ reason: "rejected", message, delivered: true });
				for (const { npcId } of roster.specs()) endErasure(npcId, false);
			},
			onUp: () => roster.restore(),
			waitingOps: () => outbox.size(),
			takeOps: (maxItems) => outbox.take(maxItems),
			onRepeated: (ops) => {
				// What was urgent is not known any more: a departure counts as its group here.
				for (const op of ops) {
					stats.noteRetried(classOf(op));
					stats.noteSent(classOf(op));
				}
			},
			onEvent,
		},
	);

	return {
		start: transport.start,
		ensureAgent: (spec, onState) => {
			roster.add(spec, onState);
			outbox.add({ op: "ensureAgent", spec });
			transport.notify();
		},
		setBlock: ({ npcId, label, value, rev, urgent }, onStored) => {
			const handlers = storedHandlers.get(npcId) ?? new Map<string, (rev: number) => void>();
			storedHandlers.set(npcId, handlers);
			handlers.set(label, onStored);
			outbox.add({ op: "setBlock", npcId, label, value, rev }, urgent);
			transport.notify();
		},
		sendTurn: (npcId, { turnId, content }, onTurnEvent) => {
			turns.open(turnId, npcId, onTurnEvent);
			outbox.add({ op: "turn", npcId, turnId, content });
			transport.notify();
		},
		cancelTurn: (npcId, turnId) => {
			// One that never left the server need not be stopped anywhere else.
			const delivered = outbox.takeTurn(turnId) === undefined;
			if (delivered) outbox.add({ op: "cancelTurn", npcId, turnId });
			transport.notify();
			turns.fail(turnId, { reason: "rejected", message: "the turn was cancelled", delivered });
		},
		erase: (spec, onErased) => {
			const { npcId } = spec;
			if (roster.specOf(npcId) === undefined) return onErased(false);
			roster.renew(spec);
			erasures.set(npcId, [...(erasures.get(npcId) ?? []), onErased]);
			outbox.dropNpc(npcId, "cancelled");
			// The request for it may have been among what was dropped; a second one does no harm.
			if (!roster.isAnswered(npcId)) outbox.add({ op: "ensureAgent", spec });
			askToErase(npcId);
			transport.notify();
			turns.failNpc(npcId, { reason: "rejected", message: "the agent is made anew", delivered: true });
		},
		actionResult: (npcId, callId, ok, result) => {
			outbox.add({ op: "actionResult", npcId, callId, ok, result });
			transport.notify();
		},
		release: (npcId, forget) => {
			storedHandlers.delete(npcId);
			outbox.dropNpc(npcId, "cancelled");
			// What a player asked to be forgotten is forgotten, however soon the server closes.
			askToErase(npcId);
			erasures.delete(npcId);
			roster.remove(npcId);
			turns.failNpc(npcId, { reason: "unknownAgent", message: "the NPC was released", delivered: true });
			outbox.add({ op: "release", npcId, forget });
			transport.notify();
		},
		stats: () => ({
			byClass: stats.read((requestClass) => outbox.waiting(requestClass)),
			usedLastMinute: requests.total(clock.now()),
			perMinute: BUDGET,
		}),
		close: transport.close,
	};
}
