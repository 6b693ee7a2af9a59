import type { Clock, HttpPort, Json, LettaPort, Log, Random } from "server/ports";
import type { SchedulerStats } from "server/net/request-stats";
import type { ServerIdentity } from "server/wire/agent-tags";
import { createAgentCensus } from "./agent-census";
import { closeCloud } from "./close-cloud";
import { CloudAgents } from "./cloud-agents";
import { CloudRequests } from "./cloud-requests";
import { CreditGate } from "./credit-gate";
import { Erasures } from "./erasures";
import { startLease } from "./lease";
import { ListedModels } from "./listed-models";
import type { ClientTool } from "./message-operations";
import { startOrphanSweep } from "./orphan-sweep";
import { startStrayBlockSweep } from "./stray-blocks";

export interface CloudLettaPortDeps {
	readonly http: HttpPort;
	readonly json: Json;
	readonly clock: Clock;
	readonly random: Random;
	readonly log: Log;
	/** Unix seconds. */
	readonly unixNow: () => number;
	/** See `CloudRequestsDeps`. */
	readonly logErrorText?: boolean;
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
	const { clock, log } = deps;
	let stopHousekeeping: () => void = () => {};
	const credits = new CreditGate(deps);
	const erasures = new Erasures();

	const requests = new CloudRequests(deps, {
		onDown: (problem) => {
			log.warn("Letta cannot be reached; NPCs have no minds until it answers", { problem });
			agents.suspend(problem);
		},
		onUp: () => {
			log.info("Letta answers again");
			agents.resume();
		},
		onUnpaid: (message) => credits.noteUnpaid(message),
		onDenied: (message) => {
			const problem = `${message}. Does the secret named by LettaConfig.LettaSecretName hold a valid key?`;
			log.error("Letta refuses this server's key; NPCs have no minds", { problem });
			agents.deny(problem);
		},
		onAdmitted: () => {
			log.info("Letta takes this server's key again");
			agents.admit();
		},
	});
	const census = createAgentCensus({ clock, requests }, options);
	const agents = new CloudAgents(
		{ ...deps, requests, census, models: new ListedModels(requests), credits, tools: options.tools ?? [] },
		{ identity: options, model: options.model },
	);

	return {
		start: () => {
			stopHousekeeping = startHousekeeping({ ...deps, requests }, options, () => agents.agentIds());
		},
		ensureAgent: (spec, onState) => agents.of(spec.npcId).ensure(spec, onState),
		setBlock: (block, onStored) => agents.of(block.npcId).setBlock(block, onStored),
		sendTurn: (npcId, turn, onEvent) => agents.of(npcId).sendTurn(turn, onEvent),
		// A reply comes whole, and as soon as there is one.
		hasten: () => {},
		cancelTurn: (npcId, turnId) => agents.find(npcId)?.cancelTurn(turnId),
		actionResult: (npcId, callId, ok, result) => agents.find(npcId)?.actionResult(callId, ok, result),
		erase: (spec, onErased) => {
			const agent = agents.find(spec.npcId);
			if (agent === undefined) onErased(false);
			else agent.erase(spec, erasures.track(onErased));
		},
		release: (npcId, forget) => agents.remove(npcId)?.release(forget && options.memoryMode === "session"),
		close: (timeoutSeconds, onClosed) => {
			stopHousekeeping();
			closeCloud({ clock, requests, erasures }, timeoutSeconds, onClosed);
		},
		stats: () => requests.stats(),
	};
}

/**
 * Deletes blocks that belong to no agent. In session memory mode it also keeps this server's agents from being taken for
 * orphans, and deletes those of servers that are gone.
 */
function startHousekeeping(
	deps: CloudLettaPortDeps & { readonly requests: CloudRequests },
	identity: ServerIdentity,
	agentIds: () => ReadonlyArray<string>,
): () => void {
	const stopStrays = startStrayBlockSweep(deps);
	if (identity.memoryMode === "persistent") return stopStrays;
	const stopLease = startLease(deps, agentIds);
	const stopSweep = startOrphanSweep(deps, identity);
	return () => {
		stopStrays();
		stopLease();
		stopSweep();
	};
}
