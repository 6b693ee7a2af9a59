import { setTimeout as sleep } from "node:timers/promises";
import type { AgentBackend, AppServerLimits, BackendSession, SessionIdentity } from "@townsfolk/gateway";
import type { AgentSpec, GatewayEvent } from "../../../src/server/wire/gateway-frames.ts";

/** How fast every model writes. A turn takes as long as its reply has words. */
export const WORDS_PER_SECOND = 20;

/** What a model was asked. */
export interface Question {
	/** The turn's words. */
	readonly content: string;
	/** All that stands before them. */
	readonly prompt: string;
}

/** An agent, as it is kept behind the back end. */
export interface StoredAgent {
	readonly id: string;
	readonly tags: ReadonlyArray<string>;
	readonly blocks: Readonly<Record<string, string>>;
}

export type HouseLimits = Partial<Pick<AppServerLimits, "turnTimeoutSeconds" | "turnStartSeconds">>;

/** A back end of the gateway with all that stands behind it: the models, and where agents are kept. */
export interface BackEndHouse {
	/** As a gateway that starts; its agents stay where they are kept. */
	readonly startBackEnd: (limits?: HouseLimits) => AgentBackend;
	/** All that models were asked so far. */
	readonly questions: () => ReadonlyArray<Question>;
	readonly replyWith: (reply: (question: Question) => string) => void;
	/** The model's provider answers the next question with this status. */
	readonly failNext: (status: number) => void;
	/** Agents of a place. */
	readonly agents: (placeId: number) => Promise<ReadonlyArray<StoredAgent>>;
	readonly deleteAgent: (agentId: string) => Promise<void>;
	/** The way to where agents are kept. */
	readonly cable: { readonly cut: () => void; readonly mend: () => void };
	/** All that back ends have logged. */
	readonly log: () => string;
	readonly stop: () => Promise<void>;
}

/** Short enough for tests: the real ones are for people. */
export const QUICK = {
	provisionBaseSeconds: 0.1,
	memoryQuietSeconds: 0.1,
	memoryTalkSeconds: 0,
	memoryIntervalSeconds: 0.1,
	turnStartSeconds: 10,
};

const PATIENCE_SECONDS = 30;

/** Rejects with `what` if the condition does not hold in time. */
export async function until(
	what: string,
	condition: () => boolean | Promise<boolean>,
	seconds = PATIENCE_SECONDS,
): Promise<void> {
	const deadline = performance.now() + seconds * 1000;
	while (!(await condition())) {
		if (performance.now() > deadline) throw new Error(`in vain: ${what}`);
		await sleep(10);
	}
}

export interface TurnResult {
	readonly said: ReadonlyArray<string>;
	/** `done`, or the kind of the failure: one, when all is well. */
	readonly ends: ReadonlyArray<string>;
}

/** A game server that a back end serves. */
export interface ServedGame extends BackendSession {
	readonly identity: SessionIdentity;
	/** Everything that was emitted, in order. */
	readonly events: ReadonlyArray<GatewayEvent>;
	/** What has come of an agent: `ready`, `failed timeout`, `erased true`, `stored status 3`. */
	readonly heard: (npcId: string) => ReadonlyArray<string>;
	/** What has come of a turn so far. */
	readonly turn: (turnId: string) => TurnResult;
	/** Asks for the agent and waits until it is ready. Its id. */
	readonly meet: (spec: AgentSpec) => Promise<string>;
	readonly start: (npcId: string, turnId: string, content?: string) => void;
	/** Runs a turn to its end. */
	readonly say: (npcId: string, turnId: string, content?: string) => Promise<TurnResult>;
	readonly ended: (turnId: string) => Promise<TurnResult>;
}

function wordsOf(event: GatewayEvent): string | undefined {
	switch (event.event) {
		case "agentReady":
			return "ready";
		case "agentFailed":
			return `failed ${event.kind}${event.final ? " for good" : ""}`;
		case "erased":
			return `erased ${event.ok}`;
		case "blockStored":
			return `stored ${event.label} ${event.rev}`;
		default:
			return undefined;
	}
}

/** Opens a session as a gateway does. */
export function serveGame(backend: AgentBackend, identity: SessionIdentity): ServedGame {
	const events: GatewayEvent[] = [];
	const session = backend.open(identity, (event) => void events.push(event));
	const turn = (turnId: string): TurnResult => {
		const own = events.filter((event) => "turnId" in event && event.turnId === turnId);
		return {
			said: own.flatMap((event) => (event.event === "sentence" ? [event.text] : [])),
			ends: own.flatMap((event) =>
				event.event === "turnDone" ? ["done"] : event.event === "turnFailed" ? [event.kind] : [],
			),
		};
	};
	const ended = async (turnId: string) => {
		await until(`the end of ${turnId}`, () => turn(turnId).ends.length > 0);
		return turn(turnId);
	};
	const start = (npcId: string, turnId: string, content = `Alex says: "${turnId}"`) =>
		session.startTurn({ op: "turn", npcId, turnId, content });
	const ready = (npcId: string, from: number) =>
		events.slice(from).find((event) => event.event === "agentReady" && event.npcId === npcId);
	return {
		...session,
		identity,
		events,
		turn,
		ended,
		start,
		heard: (npcId) =>
			events.flatMap((event) => ("npcId" in event && event.npcId === npcId && wordsOf(event)) || []),
		meet: async (spec) => {
			const from = events.length;
			session.ensureAgent(spec);
			await until(`the agent of ${spec.npcId}`, () => ready(spec.npcId, from) !== undefined);
			return (ready(spec.npcId, from) as Extract<GatewayEvent, { event: "agentReady" }>).agentId;
		},
		say: (npcId, turnId, content) => {
			start(npcId, turnId, content);
			return ended(turnId);
		},
	};
}
