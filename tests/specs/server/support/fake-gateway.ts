import { FrameBudget } from "server/net/frame-budget";
import { createGatewayLettaPort } from "server/letta/gateway/gateway-letta-port";
import type { AgentState, HttpResult, LettaPort, TurnEvent } from "server/ports";
import type { ClientFrame, GatewayEvent, Op } from "server/wire/gateway-frames";
import { createFakeClock, type FakeClock } from "./fake-clock";
import { createFakeHttp, type FakeHttp, type PendingRequest } from "./fake-http";
import { createFakeJson } from "./fake-json";
import { createFakeLog, type FakeLog } from "./fake-log";
import { createFakeRandom } from "./fake-random";
import { createFakeStreams, type FakeStreams } from "./fake-streams";

/** `send`: brings ops that this gateway has not taken, or must not be held. `poll`: is held and brings nothing new. */
type RequestKind = "open" | "send" | "poll";

export interface GatewayKit {
	readonly clock: FakeClock;
	readonly http: FakeHttp;
	readonly log: FakeLog;
	/** The engine has sockets only if the kit was made with them. */
	readonly streams: FakeStreams;
	readonly port: LettaPort;
	/** Answers the waiting `POST /v1/sessions`. */
	readonly openSession: (sessionId?: string) => void;
	/** The waiting request of that kind; an error if there is none. */
	readonly waiting: (kind: RequestKind) => PendingRequest;
	readonly isWaiting: (kind: RequestKind) => boolean;
	readonly frameOf: (request: PendingRequest) => ClientFrame;
	/** Acknowledges the request's ops and brings events, numbered on from those before. */
	readonly answer: (request: PendingRequest, events?: ReadonlyArray<unknown>) => void;
	readonly refuse: (
		request: PendingRequest,
		status: number,
		code: string,
		retryAfterSeconds?: number,
	) => void;
	readonly breakOff: (request: PendingRequest) => void;
	readonly respondRaw: (request: PendingRequest, result: HttpResult) => void;
	/** Answers waiting sends until nothing more is sent; returns the ops in the order received, repeats left out. */
	readonly acceptOps: () => ReadonlyArray<Op>;
	readonly states: ReadonlyArray<string>;
	readonly ensure: (npcId: string) => void;
	readonly turnEvents: ReadonlyArray<string>;
	readonly sendTurn: (npcId: string, turnId: string) => void;
}

function describeState(state: AgentState): string {
	if (state.kind === "ready") return state.resumed ? "resumed" : "ready";
	return `failed ${state.reason}${state.final ? " final" : ""}`;
}

function describeTurnEvent(event: TurnEvent): string {
	if (event.kind === "sentence") return `sentence ${event.text}`;
	if (event.kind === "failed")
		return `failed ${event.reason} ${event.delivered ? "delivered" : "undelivered"}`;
	return event.kind;
}

/** The gateway's client with a gateway that the spec plays by hand. */
export function createGatewayKit(options: { readonly hasStreams?: boolean } = {}): GatewayKit {
	const clock = createFakeClock();
	const http = createFakeHttp(clock.now);
	const log = createFakeLog();
	const json = createFakeJson();
	const streams = createFakeStreams(json, options.hasStreams === true);
	const states = new Array<string>();
	const turnEvents = new Array<string>();
	const port = createGatewayLettaPort(
		{
			clock,
			http,
			json,
			log,
			budget: new FrameBudget(clock.now),
			workBudget: new FrameBudget(clock.now),
			streams: streams.port,
			random: createFakeRandom(),
		},
		{ placeId: 1, serverId: "server", memoryMode: "session" },
	);
	let received = 0;
	let sentEvents = 0;

	const frameOf = (request: PendingRequest) => {
		const decoded = json.decode(request.body ?? "");
		assert(decoded.kind === "ok");
		return decoded.value as ClientFrame;
	};

	const kindOf = (request: PendingRequest): RequestKind | undefined => {
		if (request.path === "/v1/sessions") return "open";
		if (request.method !== "POST") return undefined;
		const { seq, ops } = frameOf(request);
		const isNew = !ops.isEmpty() && seq + ops.size() - 1 > received;
		return isNew || request.path.find("wait=0", 1, true)[0] !== undefined ? "send" : "poll";
	};

	const find = (kind: RequestKind) => http.waiting().find((request) => kindOf(request) === kind);

	const waiting = (kind: RequestKind) => {
		const request = find(kind);
		assert(request, `no ${kind} request is waiting`);
		return request;
	};

	const answer = (request: PendingRequest, events: ReadonlyArray<unknown> = []) => {
		const { seq, ops } = frameOf(request);
		received = math.max(received, seq + ops.size() - 1);
		const frame = { seq: sentEvents + 1, ack: received, events };
		sentEvents += events.size();
		request.respond({ kind: "ok", status: 200, body: json.encode(frame) });
	};

	return {
		clock,
		http,
		log,
		streams,
		port,
		waiting,
		isWaiting: (kind) => find(kind) !== undefined,
		frameOf,
		answer,
		openSession: (sessionId = "s1") => {
			received = 0;
			sentEvents = 0;
			waiting("open").respond({
				kind: "ok",
				status: 201,
				body: json.encode({ sessionId, maxWaitSeconds: 20 }),
			});
		},
		refuse: (request, status, code, retryAfterSeconds) =>
			request.respond({
				kind: "http",
				status,
				body: json.encode({ error: code, message: `because of ${code}` }),
				retryAfterSeconds,
			}),
		breakOff: (request) => request.respond({ kind: "network", message: "ConnectFail" }),
		respondRaw: (request, result) => request.respond(result),
		acceptOps: () => {
			const ops = new Array<Op>();
			const take = (request: PendingRequest) => {
				const frame = frameOf(request);
				const fresh = frame.ops.filter((_, index) => frame.seq + index > received);
				for (const op of fresh) ops.push(op);
				received = math.max(received, frame.seq + frame.ops.size() - 1);
			};
			clock.advance(1);
			let request = find("send");
			while (request !== undefined) {
				take(request);
				answer(request);
				clock.advance(1);
				request = find("send");
			}
			return ops;
		},
		states,
		ensure: (npcId) =>
			port.ensureAgent({ npcId, displayName: npcId, persona: "p", blocks: { status: "s" } }, (state) =>
				states.push(`${npcId} ${describeState(state)}`),
			),
		turnEvents,
		sendTurn: (npcId, turnId) =>
			port.sendTurn(npcId, { turnId, content: "c" }, (event) =>
				turnEvents.push(`${turnId} ${describeTurnEvent(event)}`),
			),
	};
}

export function readyEvent(npcId: string): GatewayEvent {
	return { event: "agentReady", npcId, agentId: `agent-${npcId}`, model: "m" };
}

/** A session with `mara`'s agent ready. */
export function openWithMara(): GatewayKit {
	const kit = createGatewayKit();
	kit.port.start();
	kit.ensure("mara");
	kit.openSession();
	kit.acceptOps();
	kit.answer(kit.waiting("poll"), [readyEvent("mara")]);
	kit.clock.advance(0.01);
	return kit;
}

export function describeOps(ops: ReadonlyArray<Op>): string {
	return ops
		.map((op) => {
			if (op.op === "ensureAgent") return `ensure ${op.spec.npcId}`;
			if (op.op === "setBlock") return `block ${op.npcId}.${op.label}=${op.value}`;
			if (op.op === "turn") return `turn ${op.turnId}`;
			return `${op.op} ${op.npcId}`;
		})
		.join(",");
}
