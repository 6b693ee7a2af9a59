import type { Fault } from "../../scripts/teeth/fault.ts";

const GATEWAY = "src/server/letta/gateway";
const CLOUD = "src/server/letta/cloud";

const gateway: ReadonlyArray<Fault> = [
	{
		name: "a sentence that comes again is said again",
		file: `${GATEWAY}/turn-book.ts`,
		find: "event.index >= turn.nextSentence",
		replace: "event.index >= 0",
		covers: { specs: ["letta.turn-book", "letta.gateway"] },
	},
	{
		name: "an answer to a session that is over is taken for the new one's",
		file: `${GATEWAY}/http-transport.ts`,
		find: "if (stopped || session !== current) return;",
		replace: "if (stopped) return;",
		covers: { specs: ["letta.http-transport"] },
	},
	{
		name: "two requests that fail together start two retries",
		file: `${GATEWAY}/http-transport.ts`,
		find: "if (waitingToRetry) return;",
		replace: "",
		covers: { specs: ["letta.http-transport"] },
	},
	{
		name: "a frame that is too large is sent again as it is",
		file: `${GATEWAY}/http-transport.ts`,
		find: "maxItems = math.floor(maxItems / 2);",
		replace: "maxItems = math.floor(maxItems);",
		covers: { specs: ["letta.http-transport"] },
	},
	{
		name: "a closing server ends its session before everything is sent",
		file: `${GATEWAY}/http-transport.ts`,
		find: "if (drained(session)) endSession(session);",
		replace: "if (session.pendingCount() === 0) endSession(session);",
		covers: { specs: ["letta.http-transport"] },
	},
	{
		name: "an erasure is not asked for again when the session was lost",
		file: `${GATEWAY}/gateway-letta-port.ts`,
		find: `outbox.add({ op: "ensureAgent", spec }); askToErase(spec.npcId);`,
		replace: `outbox.add({ op: "ensureAgent", spec });`,
		covers: { specs: ["letta.gateway-erase"] },
	},
	{
		name: "an erasure that waits is dropped when its NPC is released",
		file: `${GATEWAY}/gateway-letta-port.ts`,
		find: "askToErase(npcId); erasures.delete(npcId);",
		replace: "erasures.delete(npcId);",
		covers: { specs: ["letta.gateway-erase"] },
	},
	{
		name: "an erasure is never answered where the gateway refuses the server",
		file: `${GATEWAY}/gateway-letta-port.ts`,
		find: "for (const { npcId } of roster.specs()) endErasure(npcId, false);",
		replace: "",
		covers: { specs: ["letta.gateway-erase"] },
	},
	{
		name: "a cancelled turn goes on at the gateway",
		file: `${GATEWAY}/gateway-letta-port.ts`,
		find: `if (delivered) outbox.add({ op: "cancelTurn", npcId, turnId });`,
		replace: `if (!delivered) outbox.add({ op: "cancelTurn", npcId, turnId });`,
		covers: { specs: ["letta.gateway-letta-port"] },
	},
	{
		name: "the lines of a turn that never left count as heard",
		file: `${GATEWAY}/gateway-letta-port.ts`,
		find: `turns.fail(turnId, { reason: "backendUnavailable", message, delivered: false });`,
		replace: `turns.fail(turnId, { reason: "backendUnavailable", message, delivered: true });`,
		covers: { specs: ["letta.gateway-letta-port"] },
	},
	{
		name: "an NPC's turn goes before the memory that it needs",
		file: `${GATEWAY}/outbox.ts`,
		find: `else if (op.op === "setBlock" && hasTurn.has(npcId)) rank = rankOf("turn");`,
		replace: "",
		covers: { specs: ["letta.outbox"] },
	},
	{
		name: "a wrong token is tried for ever",
		file: `${GATEWAY}/gateway-api.ts`,
		find: "if (status === 401 || status === 403)",
		replace: "if (status === 403)",
		covers: { specs: ["letta.http-transport", "letta.gateway"] },
	},
];

const cloud: ReadonlyArray<Fault> = [
	{
		name: "a turn is sent again when one look has not found it",
		file: `${CLOUD}/run-turn.ts`,
		find: "if (absences + 1 < CLOUD.absentLooks)",
		replace: "if (absences < 0)",
		covers: { specs: ["cloud.cloud-turns"] },
	},
	{
		name: "a turn is given up as busy while the agent is at that very turn",
		file: `${CLOUD}/run-turn.ts`,
		find: "if (reply.status === 409 && mayBeMine)",
		replace: "if (reply.status === 409 && !mayBeMine)",
		covers: { specs: ["cloud.cloud-turns"] },
	},
	{
		name: "a turn that waits for tool results is over after the first of them",
		file: `${CLOUD}/run-turn.ts`,
		find: "if (openCalls.isEmpty()) sendResults();",
		replace: "sendResults();",
		covers: { specs: ["cloud.cloud-turns"] },
	},
	{
		name: "an erasure of which one deletion failed counts as done",
		file: `${CLOUD}/cloud-agent.ts`,
		find: "if (!ok) return again();",
		replace: "",
		covers: { specs: ["cloud.cloud-erase"] },
	},
	{
		name: "an agent that is just being made survives the erasure",
		file: `${CLOUD}/cloud-agent.ts`,
		find: "if (isProvisioning && !isReleased) return again();",
		replace: "",
		covers: { specs: ["cloud.cloud-erase"] },
	},
	{
		name: "an agent that is made after its NPC was released is left behind",
		file: `${CLOUD}/cloud-agent.ts`,
		find: "if (isReleased && isToBeDeleted) deleteAgent(agentId); else knownAgentId = agentId;",
		replace: "knownAgentId = agentId;",
		covers: { specs: ["cloud.cloud-agents", "cloud.cloud-erase", "cloud.cloud-port"] },
	},
	{
		name: "an agent that just came to be is made again because an older list lacks it",
		file: `${CLOUD}/cloud-agent.ts`,
		find: "askedAt - verified.at < CLOUD.listedAfterSeconds",
		replace: "askedAt < verified.at",
		covers: { specs: ["cloud.cloud-agents", "cloud.cloud-port"] },
	},
	{
		name: "tags that somebody else gave an agent are taken from it",
		file: `${CLOUD}/provision-agent.ts`,
		find: "tags: [...wish.agent.tags, ...strange]",
		replace: "tags: [...wish.agent.tags]",
		covers: { specs: ["cloud.cloud-agents"] },
	},
	{
		name: "a write that an agent of before refused loses the new one",
		file: `${CLOUD}/block-sender.ts`,
		find: "if (agentId !== owner.agentId()) return;",
		replace: "",
		covers: { specs: ["cloud.cloud-agents", "cloud.cloud-port", "cloud.cloud-erase"] },
	},
	{
		name: "a turn that was paid for before says that there are credits again",
		file: `${CLOUD}/credit-gate.ts`,
		find: "if (isTry) this.reopen();",
		replace: "this.reopen();",
		covers: { specs: ["cloud.cloud-turns", "cloud.cloud-port"] },
	},
	{
		name: "a message is sent over and over to an agent that waits for a tool's result",
		file: `${CLOUD}/read-outcome.ts`,
		find: `problem.code === PENDING_APPROVAL ? "refused" : "busy"`,
		replace: `"busy"`,
		covers: { specs: ["cloud.read-outcome", "cloud.cloud-turns"] },
	},
	{
		name: "one silent agent makes its whole game server count as dead",
		file: `${CLOUD}/orphan-sweep.ts`,
		find: "math.max(newest.get(tag) ?? -math.huge, seenAt(agent) ?? math.huge)",
		replace: "math.min(newest.get(tag) ?? math.huge, seenAt(agent) ?? math.huge)",
		covers: { specs: ["cloud.orphan-sweep"] },
	},
	{
		name: "agents that remember across servers are deleted with the server",
		file: `${CLOUD}/cloud-letta-port.ts`,
		find: `agent?.release(forget && options.memoryMode === "session");`,
		replace: "agent?.release(forget);",
		covers: { specs: ["cloud.cloud-port", "cloud.cloud-agents"] },
	},
];

export default [...gateway, ...cloud] satisfies ReadonlyArray<Fault>;
