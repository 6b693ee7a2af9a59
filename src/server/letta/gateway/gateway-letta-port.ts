import type { BlockWrite, Clock, HttpPort, Json, LettaPort, Log, Random, StreamPort } from "server/ports";
import { GATEWAY } from "server/constants/letta";
import { MONITOR } from "server/constants/operations";
import { SlidingTotal } from "server/net/sliding-total";
import type { SlicedWorkDeps } from "server/net/sliced-work";
import { EventInbox } from "./event-inbox";
import { FrameWriter } from "./frame-writer";
import { createGatewayApi, type SessionIdentity } from "./gateway-api";
import { GatewayMinds } from "./gateway-minds";
import { FrameTransport } from "./frame-transport";
import type { Haste } from "./request-pace";

export interface GatewayLettaPortDeps {
	readonly http: HttpPort;
	readonly json: Json;
	readonly clock: Clock;
	readonly random: Random;
	readonly log: Log;
	/** The time of each frame for what the gateway says. */
	readonly budget: SlicedWorkDeps["budget"];
	/** The same for what can wait: encoding what is to be sent. */
	readonly workBudget: SlicedWorkDeps["budget"];
	/** Absent where frames should go over HTTP only. */
	readonly streams?: StreamPort;
}

/** Requests that a minute may have: what its bucket holds, and what flows into it meanwhile. */
const BUDGET = GATEWAY.requestRate.burst + GATEWAY.requestRate.ratePerSecond * MONITOR.requestWindow.seconds;

function hasteOf({ label, urgent, patient }: BlockWrite): Haste {
	if (patient === true) return "patient";
	if (label !== "group_members") return "soon";
	return urgent === true ? "departure" : "group";
}

/** LettaPort over the gateway's HTTP API. */
export function createGatewayLettaPort(deps: GatewayLettaPortDeps, identity: SessionIdentity): LettaPort {
	const { clock } = deps;
	const requests = new SlidingTotal(MONITOR.requestWindow);
	const http: HttpPort = {
		send: (request, onResult) => {
			requests.add(1, clock.now());
			deps.http.send(request, onResult);
		},
	};
	const frames = new FrameWriter({ clock, budget: deps.workBudget }, deps.json);
	const minds = new GatewayMinds(clock, (op) => frames.expect(op));
	const inbox = new EventInbox(deps, (event) => minds.onEvent(event));
	/** Runs `change` when all that the gateway has said before is settled. */
	const afterInbox = (change: () => void) => {
		inbox.finish();
		change();
	};
	const api = createGatewayApi({ ...deps, http, frames }, identity, GATEWAY.timeoutSeconds);
	const transport = new FrameTransport(
		{ ...deps, api, frames },
		{
			onOpened: () => afterInbox(() => minds.onOpened()),
			onDown: (message, final) => afterInbox(() => minds.onDown(message, final)),
			onUp: () => minds.onUp(),
			waitingOps: () => minds.outbox.size(),
			takeOps: (maxItems) => minds.outbox.take(maxItems),
			onRepeated: (ops) => minds.onRepeated(ops),
			onEvents: (events) => inbox.add(events),
			pollInSeconds: () => minds.pollInSeconds(),
			restSeconds: () => minds.restSeconds(),
			idleSeconds: () => minds.idleSeconds(),
		},
	);
	/** Runs `ask`, which may leave ops to send. */
	const andSend = (ask: () => void, haste: Haste = "soon") => {
		ask();
		transport.notify(haste);
	};

	return {
		start: () => transport.start(),
		ensureAgent: (spec, onState) => andSend(() => minds.ensureAgent(spec, onState)),
		setBlock: (block, onStored) => andSend(() => minds.setBlock(block, onStored), hasteOf(block)),
		sendTurn: (npcId, turn, onEvent) => andSend(() => minds.sendTurn(npcId, turn, onEvent), "now"),
		hasten: () => transport.hasten(),
		cancelTurn: (npcId, turnId) => andSend(() => minds.cancelTurn(npcId, turnId), "now"),
		erase: (spec, onErased) => andSend(() => minds.erase(spec, onErased)),
		actionResult: (npcId, callId, ok, result) =>
			andSend(() => minds.actionResult(npcId, callId, ok, result), "now"),
		release: (npcId, forget) => andSend(() => minds.release(npcId, forget)),
		stats: () => ({
			byClass: minds.readStats(),
			usedLastMinute: requests.total(clock.now()),
			perMinute: BUDGET,
		}),
		close: (timeoutSeconds, onClosed) => transport.close(timeoutSeconds, onClosed),
	};
}
