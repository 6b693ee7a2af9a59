import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import {
	createGateway,
	Metrics,
	NO_RATE_LIMITS,
	readProxies,
	type AgentBackend,
	type GatewayEvent,
} from "@townsfolk/gateway";
import type { Order, Vitals } from "./gateway-process.ts";

/** The gateway under attack, in a process of its own. Its back end answers at once. The argument is an `Order`. */

/** What a back end and a model take. */
const THINK_SECONDS = 0.05;

let opsDone = 0;

function createEcho(): AgentBackend {
	return {
		start: () => {},
		open: (_identity, emit: (event: GatewayEvent) => void) => ({
			ensureAgent: ({ npcId }) => {
				opsDone += 1;
				emit({ event: "agentReady", npcId, agentId: `agent-${npcId}`, model: "echo" });
			},
			setBlock: () => void (opsDone += 1),
			startTurn: ({ npcId, turnId }) => {
				opsDone += 1;
				void sleep(THINK_SECONDS * 1000).then(() => {
					emit({ event: "sentence", npcId, turnId, index: 0, text: "Good day!" });
					emit({ event: "turnDone", npcId, turnId });
				});
			},
			actionResult: () => {},
			release: () => {},
			cancelTurn: () => {},
			erase: () => {},
			// As long as those of a town with large personas.
			blocks: () => ({ mara: { status: { value: "x".repeat(1_000_000), rev: 1 } } }),
			close: async () => {},
		}),
		health: () => ({ isUp: true, detail: "echo", agents: 0, turnsInFlight: 0 }),
		drain: async () => {},
		close: async () => {},
	};
}

const { keysFile, isBehindProxy, isUnlimited } = JSON.parse(process.argv[2]!) as Order;
/** So that frames come as fast as they are read; what one frame may hold stays as it is. */
const UNLIMITED = {
	limits: {
		framesPerSecond: 1e9,
		frameBurst: 1e9,
		sessionsPerSecond: 1e9,
		sessionBurst: 1e9,
		socketMessagesPerSecond: 1e9,
		socketMessageBurst: 1e9,
		socketBytesPerSecond: 1e12,
		socketBurstBytes: 1e12,
		socketsPerSecond: 1e9,
		socketBurst: 1e9,
	},
	connectionLimits: { requestSeconds: 2, headerSeconds: 2, checkSeconds: 0.5 },
	rates: NO_RATE_LIMITS,
};
const metrics = new Metrics();
const gateway = createGateway({
	keysFile,
	backend: createEcho(),
	metrics,
	...(isBehindProxy && { proxies: readProxies(["127.0.0.1"]) }),
	...(isUnlimited && UNLIMITED),
});
await gateway.listen({ host: "127.0.0.1", port: 0 });

function countOf(names: ReadonlyArray<string>): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
	return counts;
}

async function look(): Promise<Vitals> {
	global.gc?.();
	const { rss, heapUsed, heapTotal } = process.memoryUsage();
	const connections = await new Promise<number>((resolve) =>
		gateway.server.getConnections((_error, count) => resolve(count)),
	);
	const valuesOf = async (name: string) => (await metrics.registry.getSingleMetric(name)!.get()).values;
	const drops = (await valuesOf("townsfolk_drops_total")).map(
		({ labels, value }) => [String(labels.reason), value] as const,
	);
	const sessions = (await valuesOf("townsfolk_sessions")).reduce((sum, { value }) => sum + value, 0);
	const handles = countOf(process.getActiveResourcesInfo());
	return {
		opsDone,
		rss,
		heapUsed,
		heapTotal,
		connections,
		sessions,
		handles,
		drops: Object.fromEntries(drops),
	};
}

process.on("message", () => void look().then((vitals) => process.send!(vitals)));
process.send!({ port: (gateway.server.address() as AddressInfo).port });
