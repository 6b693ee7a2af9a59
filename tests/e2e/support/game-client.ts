import { setTimeout as sleep } from "node:timers/promises";
import type {
	AgentSpec,
	GatewayEvent,
	MemoryMode,
	Op,
	OpenSessionResponse,
	ServerFrame,
} from "../../../src/server/wire/gateway-frames.ts";
import type { BlocksByNpc } from "@townsfolk/gateway";

export interface GameClientOptions {
	readonly gatewayUrl: string;
	readonly token: string;
	readonly serverId: string;
	readonly memoryMode?: MemoryMode;
}

type EventOf<K extends GatewayEvent["event"]> = Extract<GatewayEvent, { event: K }>;

/** A game server as the gateway sees it, without the game. */
export interface GameClient {
	/** Everything that came, once and in order. */
	readonly events: ReadonlyArray<GatewayEvent>;
	readonly send: (...ops: ReadonlyArray<Op>) => void;
	/** The first event of the kind, from `from` on, that fits; rejects when none comes in time. */
	readonly waitFor: <K extends GatewayEvent["event"]>(
		kind: K,
		fits?: (event: EventOf<K>) => boolean,
		timeoutSeconds?: number,
	) => Promise<EventOf<K>>;
	/** Asks for the agent and waits until it is ready. */
	readonly ensure: (spec: AgentSpec) => Promise<EventOf<"agentReady">>;
	/** Runs a turn to its end. */
	readonly say: (npcId: string, turnId: string, content: string) => Promise<TurnResult>;
	/** What has come of a turn so far. */
	readonly turn: (turnId: string) => TurnResult;
	readonly blocks: () => Promise<BlocksByNpc>;
	/** Ends the session as a game does that shuts down. */
	readonly leave: () => Promise<void>;
	/** Ends it as a game does that crashes. */
	readonly vanish: () => Promise<void>;
}

export interface TurnResult {
	readonly sentences: ReadonlyArray<string>;
	/** Every `turnDone` and every `turnFailed`'s kind: one, when all is well. */
	readonly ends: ReadonlyArray<string>;
}

const WAIT_SECONDS = 5;
const PATIENCE_SECONDS = 30;

/** Opens a session and keeps polling. */
export async function openGame(options: GameClientOptions): Promise<GameClient> {
	const { gatewayUrl, token, serverId, memoryMode = "session" } = options;
	const headers = { authorization: `Bearer ${token}` };
	const closing = new AbortController();

	async function call(method: string, path: string, body?: unknown): Promise<unknown> {
		const response = await fetch(`${gatewayUrl}${path}`, {
			method,
			body: JSON.stringify(body),
			headers: body === undefined ? headers : { ...headers, "content-type": "application/json" },
			signal: closing.signal,
		});
		if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
		return JSON.parse((await response.text()) || "null") as unknown;
	}

	const request = { protocol: 1, placeId: 7, serverId, memoryMode };
	const { sessionId } = (await call("POST", "/v1/sessions", request)) as OpenSessionResponse;
	const path = `/v1/sessions/${sessionId}`;
	const events: GatewayEvent[] = [];
	let pending: Op[] = [];
	let firstSeq = 1;
	let isOver = false;

	async function exchange(waitSeconds: number): Promise<void> {
		const frame = { seq: firstSeq, ack: events.length, ops: pending };
		const answer = (await call("POST", `${path}/frames?wait=${waitSeconds}`, frame)) as ServerFrame;
		const fresh = answer.events.slice(Math.max(0, events.length + 1 - answer.seq));
		events.push(...fresh);
		const acknowledged = Math.max(0, answer.ack + 1 - firstSeq);
		pending = pending.slice(acknowledged);
		firstSeq += acknowledged;
	}

	async function poll(): Promise<void> {
		while (!isOver) {
			await exchange(WAIT_SECONDS).catch(async (error: unknown) => {
				if (isOver) return;
				// The gateway is away for a moment, or it has closed: what was asked for waits in `waitFor`.
				if (error instanceof TypeError) await sleep(100);
				else isOver = true;
			});
		}
	}

	const polling = poll();

	async function waitFor<K extends GatewayEvent["event"]>(
		kind: K,
		fits: (event: EventOf<K>) => boolean = () => true,
		timeoutSeconds = PATIENCE_SECONDS,
	): Promise<EventOf<K>> {
		const deadline = performance.now() + timeoutSeconds * 1000;
		for (;;) {
			const found = events.find((event) => event.event === kind && fits(event as EventOf<K>));
			if (found !== undefined) return found as EventOf<K>;
			// Of two that were waited for, one has come: the other must not keep the process alive.
			if (isOver) throw new Error(`no ${kind} before the client ended`);
			if (performance.now() > deadline) {
				throw new Error(`no ${kind} within ${timeoutSeconds} s; came: ${JSON.stringify(events.slice(-8))}`);
			}
			await sleep(10);
		}
	}

	function send(...ops: ReadonlyArray<Op>): void {
		pending.push(...ops);
		void exchange(0).catch(() => {});
	}

	function turn(turnId: string): TurnResult {
		const mine = events.filter((event) => "turnId" in event && event.turnId === turnId);
		return {
			sentences: mine.flatMap((event) => (event.event === "sentence" ? [event.text] : [])),
			ends: mine.flatMap((event) => {
				if (event.event === "turnDone") return ["done"];
				return event.event === "turnFailed" ? [event.kind] : [];
			}),
		};
	}

	async function end(leave: () => Promise<unknown>): Promise<void> {
		if (isOver) return;
		isOver = true;
		await leave();
		closing.abort();
		await polling;
	}

	return {
		events,
		send,
		waitFor,
		ensure: async (spec) => {
			const before = events.length;
			send({ op: "ensureAgent", spec });
			return waitFor("agentReady", (event) => event.npcId === spec.npcId && events.indexOf(event) >= before);
		},
		say: async (npcId, turnId, content) => {
			send({ op: "turn", npcId, turnId, content });
			const isEnd = (event: { readonly turnId: string }) => event.turnId === turnId;
			await Promise.any([waitFor("turnDone", isEnd), waitFor("turnFailed", isEnd)]);
			return turn(turnId);
		},
		turn,
		blocks: async () => (await call("GET", `${path}/blocks`)) as BlocksByNpc,
		leave: () => end(() => call("DELETE", path)),
		vanish: () => end(async () => {}),
	};
}
