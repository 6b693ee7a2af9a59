import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { createGateway, type AgentBackend, type GatewayEvent } from "@townsfolk/gateway";

/** The gateway under attack, in a process of its own: `attack-gateway.ts <key file>`. Its back end answers at once. */

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
			blocks: () => ({}),
			close: async () => {},
		}),
		health: () => ({ isUp: true, detail: "echo", agents: 0, turnsInFlight: 0 }),
		drain: async () => {},
		close: async () => {},
	};
}

const gateway = createGateway({ keysFile: process.argv[2], backend: createEcho() });
await gateway.listen({ host: "127.0.0.1", port: 0 });
process.on("message", () => {
	const { rss } = process.memoryUsage();
	gateway.server.getConnections((_error, connections) => process.send!({ opsDone, rss, connections }));
});
process.send!({ port: (gateway.server.address() as AddressInfo).port });
