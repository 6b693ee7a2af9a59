import type { ServerIdentity } from "server/wire/agent-tags";
import type { Clock, HttpPort, Json, LettaPort, Log, Random } from "server/ports";
import type { SchedulerStats } from "server/net/request-stats";
import { createAgentCensus } from "./agent-census";
import { createCloudAgent, type CloudAgent } from "./cloud-agent";
import { type ClientTool, createCloudApi } from "./cloud-api";
import { CreditGate } from "./credit-gate";
import { startLease } from "./lease";
import { startOrphanSweep } from "./orphan-sweep";
import { type CloudCall, createCloudRequests } from "./cloud-requests";

export interface CloudLettaPortDeps {
	readonly http: HttpPort;
	readonly json: Json;
	readonly clock: Clock;
	readonly random: Random;
	readonly log: Log;
	/** Unix seconds. */
	readonly unixNow: () => number;
}

export interface CloudOptions extends ServerIdentity {
	/** A handle, `provider/name`. */
	readonly model: string;
	readonly tools?: ReadonlyArray<ClientTool>;
}

export interface CloudLettaPort extends LettaPort {
	/** What became of the requests so far. */
	readonly stats: () => SchedulerStats;
}

/** LettaPort straight to Letta's REST API. */
export function createCloudLettaPort(deps: CloudLettaPortDeps, options: CloudOptions): CloudLettaPort {
	const { clock, random, log, unixNow } = deps;
	const agents = new Map<string, CloudAgent>();
	let stopHousekeeping: () => void = () => {};
	let denied: string | undefined;
	const credits = new CreditGate(deps);

	/** In the order of their NPCs' ids: a Map has none. */
	const inOrder = () => {
		const ids = new Array<string>();
		for (const [npcId] of agents) ids.push(npcId);
		return ids.sort().map((npcId) => agents.get(npcId) as CloudAgent);
	};

	const requests = createCloudRequests(deps, {
		onDown: (message) => {
			log.warn("Letta cannot be reached; NPCs have no minds until it answers", { problem: message });
			for (const agent of inOrder()) agent.suspend(message, false);
		},
		onUp: () => {
			log.info("Letta answers again");
			for (const agent of inOrder()) agent.resume();
		},
		onUnpaid: (message) => credits.noteUnpaid(message),
		onDenied: (problem) => {
			denied = `${problem}. Does the secret named by LettaConfig.LettaSecretName hold a valid key?`;
			log.error("Letta refuses this server's key; NPCs have no minds", { problem: denied });
			stopHousekeeping();
			for (const agent of inOrder()) agent.suspend(denied, true);
		},
	});
	const api = createCloudApi(requests, options.tools);
	const census = createAgentCensus({ clock, api }, options);
	let isCallingRoll = false;

	/** Where somebody has deleted one agent, they may have deleted all: an NPC that is silent would not notice. */
	const callRoll = () => {
		if (isCallingRoll) return;
		isCallingRoll = true;
		const askedAt = clock.now();
		census.listIds((reply) => {
			isCallingRoll = false;
			if (reply.kind === "ok") for (const agent of inOrder()) agent.noteListed(reply.value, askedAt);
		});
	};

	const agentDeps = { ...deps, api, requests, census, credits, onGone: callRoll };

	const agentOf = (npcId: string): CloudAgent => {
		const known = agents.get(npcId);
		if (known !== undefined) return known;
		const created = createCloudAgent(agentDeps, npcId, { identity: options, model: options.model });
		agents.set(npcId, created);
		return created;
	};

	return {
		start: () => {
			if (options.memoryMode !== "session") return;
			const agentIds = () => inOrder().mapFiltered((agent) => agent.agentId());
			const stops = [
				startLease({ clock, api, unixNow }, agentIds),
				startOrphanSweep({ clock, random, log, api, unixNow }, options),
			];
			stopHousekeeping = () => {
				for (const stop of stops) stop();
			};
		},
		ensureAgent: (spec, onState) => {
			agentOf(spec.npcId).ensure(spec, onState);
			if (denied !== undefined) onState({ kind: "failed", reason: "rejected", message: denied, final: true });
		},
		setBlock: (block, onStored) => agentOf(block.npcId).setBlock(block, onStored),
		sendTurn: (npcId, turn, onEvent) => agentOf(npcId).sendTurn(turn, onEvent),
		erase: (spec, onErased) => {
			const agent = agents.get(spec.npcId);
			if (agent === undefined) onErased(false);
			else agent.erase(spec, onErased);
		},
		cancelTurn: (npcId, turnId) => agents.get(npcId)?.cancelTurn(turnId),
		actionResult: (npcId, callId, ok, result) => agents.get(npcId)?.actionResult(callId, ok, result),
		release: (npcId, forget) => {
			const agent = agents.get(npcId);
			agents.delete(npcId);
			agent?.release(forget && options.memoryMode === "session");
		},
		close: (timeoutSeconds, onClosed) => {
			let isClosed = false;
			const finish = () => {
				if (isClosed) return;
				isClosed = true;
				requests.stop();
				onClosed();
			};
			stopHousekeeping();
			requests.beginClosing();
			clock.after(timeoutSeconds, finish);
			// An agent that is being made has to be known before it can be deleted. Turns are not waited for.
			const mustEnd = (call: CloudCall<defined>) =>
				call.isFinal === true || (call.class === "housekeeping" && call.method === "POST");
			requests.whenIdle(mustEnd, finish);
		},
		stats: requests.stats,
	};
}
