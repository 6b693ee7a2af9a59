import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ServerFrame } from "../src/backend/app-server/frames.ts";
import { createLink } from "../src/backend/app-server/link.ts";
import { webSocketUrl, type SocketHandlers } from "../src/backend/app-server/socket.ts";
import { APP_SERVER_LIMITS as LIMITS } from "../src/limits.ts";
import { createLog } from "../src/logging.ts";
import { createFakeClock, settle } from "./support/fake-clock.ts";
import { refusedBy } from "../src/backend/app-server/error-summary.ts";

interface FakeSocket extends SocketHandlers {
	readonly sent: ServerFrame[];
	pings: number;
	readonly answer: (fields: Record<string, unknown>) => void;
}

function setUp({ logErrorText }: { logErrorText?: boolean } = {}) {
	const clock = createFakeClock();
	const sockets: FakeSocket[] = [];
	const seen: string[] = [];
	const lines: string[] = [];
	const link = createLink(
		{
			openSocket: (handlers) => {
				const sent: ServerFrame[] = [];
				const socket: FakeSocket = {
					...handlers,
					sent,
					pings: 0,
					answer: (fields) =>
						handlers.onText(
							JSON.stringify({ type: "x_response", request_id: sent.at(-1)!.request_id, ...fields }),
						),
				};
				sockets.push(socket);
				return {
					send: (text) => void sent.push(JSON.parse(text) as ServerFrame),
					ping: () => void (socket.pings += 1),
					destroy: () => handlers.onClose("destroyed"),
				};
			},
			clock,
			random: () => 1,
			logErrorText,
			log: createLog(logErrorText === undefined ? "info" : "debug", {
				write: (line) => void lines.push(line),
			}),
		},
		LIMITS,
	);
	const start = () =>
		link.start({
			onUp: () => void seen.push("up"),
			onDown: (reason) => void seen.push(`down: ${reason}`),
			onFrame: (frame) => void seen.push(`frame: ${frame.type}`),
		});
	const socket = () => sockets.at(-1)!;
	/** Opens the newest connection and answers its greeting. */
	const connect = async () => {
		socket().onOpen();
		socket().answer({ success: true, letta_code_version: "0.32.18", protocol_version: 1 });
		await settle();
	};
	return { link, clock, sockets, socket, seen, lines, start, connect };
}

describe("the link", () => {
	it("is up when the App Server has said what it is", async () => {
		const { link, socket, seen, start, connect } = setUp();
		start();
		assert.equal(link.state(), "connecting");
		await connect();
		assert.equal(socket().sent[0]!.type, "app_server_info");
		assert.deepEqual([link.state(), link.detail(), seen], ["up", "connected to Letta 0.32.18", ["up"]]);
	});

	it("gives each answer to the request that it belongs to, in any order", async () => {
		const { link, socket, start, connect, seen } = setUp();
		start();
		await connect();
		const first = link.request("agent_list", { query: {} });
		const second = link.request("agent_retrieve", { agent_id: "a" });
		const [, list, retrieve] = socket().sent;
		assert.notEqual(list!.request_id, retrieve!.request_id);
		const say = (fields: object) => socket().onText(JSON.stringify(fields));
		say({
			type: "agent_retrieve_response",
			request_id: retrieve!.request_id,
			success: false,
			error: "not found",
		});
		say({ type: "agent_list_response", request_id: list!.request_id, success: true, agents: [] });
		assert.deepEqual(await second, refusedBy("not found"));
		assert.equal((await first).kind, "ok");
		say({ type: "agent_list_response", request_id: list!.request_id, success: true });
		assert.deepEqual(seen, ["up", "frame: agent_list_response"]);
	});

	for (const [logErrorText, isLogged] of [
		[false, false],
		[true, true],
	] as const) {
		it(`${isLogged ? "logs" : "does not log"} an error's text at debug, its key never`, async () => {
			const { socket, lines, start, connect } = setUp({ logErrorText });
			start();
			await connect();
			const error = "400: Alex said 4711, gsk_abcdef123456";
			socket().onText(JSON.stringify({ type: "turn_finished", stop_reason: "error", error }));
			assert.equal(lines.join("").includes("Alex said 4711"), isLogged);
			assert.ok(!lines.join("").includes("gsk_abcdef123456"));
		});
	}

	it("does not wait forever for an answer", async () => {
		const { link, clock, start, connect } = setUp();
		start();
		await connect();
		const result = link.request("no_such_request", {}, 3);
		await clock.advance(3.1);
		assert.deepEqual(await result, { kind: "timeout", message: "no answer to no_such_request within 3 s" });
	});

	it("fails what waits when the connection is lost, and never sends it again", async () => {
		const { link, socket, clock, start, connect, seen } = setUp();
		start();
		await connect();
		const result = link.request("input", {});
		socket().onClose("connection closed (1006)");
		assert.deepEqual(await result, { kind: "down", message: "connection closed (1006)" });
		assert.deepEqual(await link.request("input", {}), { kind: "down", message: "connection closed (1006)" });
		await clock.advance(1);
		await connect();
		assert.deepEqual(seen, ["up", "down: connection closed (1006)", "up"]);
		assert.deepEqual(
			socket().sent.map(({ type }) => type),
			["app_server_info"],
		);
	});

	it("comes back with growing pauses, and says once that the App Server is away", async () => {
		const { clock, sockets, socket, start, seen, lines } = setUp();
		start();
		const attempts: number[] = [];
		const begin = clock.now();
		for (let count = 1; count < 9; count += 1) {
			attempts.push(clock.now() - begin);
			socket().onClose("connect ECONNREFUSED");
			while (sockets.length === count) await clock.advance(0.25);
		}
		assert.deepEqual(attempts, [0, 0.25, 0.75, 1.75, 3.75, 7.75, 15.75, 25.75]);
		assert.deepEqual(seen, ["down: connect ECONNREFUSED"]);
		assert.equal(lines.filter((line) => line.includes("cannot be reached")).length, 1);
	});

	it("gives up a connection that does not answer pings, and no other", async () => {
		const { link, clock, socket, start, connect, seen } = setUp();
		start();
		await connect();
		for (let count = 0; count < 5; count += 1) {
			await clock.advance(LIMITS.pingSeconds);
			socket().onAlive();
		}
		assert.deepEqual([link.state(), socket().pings], ["up", 5]);
		await clock.advance(LIMITS.pingSeconds * 2);
		assert.deepEqual([link.state(), seen.at(-1)], ["down", "down: destroyed"]);
		await clock.advance(LIMITS.reconnectBaseSeconds);
		await connect();
		await clock.advance(LIMITS.pingSeconds);
		assert.deepEqual([link.state(), socket().pings], ["up", 1]);
	});

	it("lives with frames that are none", async () => {
		const { link, socket, start, connect, seen } = setUp();
		start();
		await connect();
		for (const text of ["", "{", "[]", "null", '{"type":7}', '"x"']) socket().onText(text);
		assert.deepEqual([link.state(), seen], ["up", ["up"]]);
	});

	it("tries again when the App Server does not say what it is", async () => {
		const { link, clock, sockets, socket, start } = setUp();
		start();
		socket().onOpen();
		await clock.advance(LIMITS.requestTimeoutSeconds + LIMITS.reconnectBaseSeconds + 0.1);
		assert.equal(sockets.length, 2);
		assert.notEqual(link.state(), "up");
	});

	it("begins with short pauses again after a connection", async () => {
		const { clock, sockets, socket, start, connect } = setUp();
		start();
		for (let count = 0; count < 4; count += 1) {
			socket().onClose("connect ECONNREFUSED");
			await clock.advance(LIMITS.reconnectCapSeconds);
		}
		await connect();
		const before = sockets.length;
		socket().onClose("connection closed (1006)");
		await clock.advance(LIMITS.reconnectBaseSeconds);
		assert.equal(sockets.length, before + 1);
	});

	it("takes an answer that does not speak of success for one", async () => {
		const { link, socket, start, connect } = setUp();
		start();
		await connect();
		const result = link.request("input", {});
		socket().answer({ accepted: true });
		assert.equal((await result).kind, "ok");
	});

	it("waits for nothing that was answered", async () => {
		const { link, socket, clock, start, connect } = setUp();
		start();
		await connect();
		const before = clock.timers();
		const result = link.request("agent_list", {});
		assert.equal(clock.timers(), before + 1);
		socket().answer({ success: true });
		await result;
		assert.equal(clock.timers(), before);
	});

	for (const when of ["while it is up", "between two attempts"]) {
		it(`stays closed when it is closed ${when}`, async () => {
			const { link, clock, sockets, socket, start, connect, seen } = setUp();
			start();
			if (when === "while it is up") await connect();
			else socket().onClose("connect ECONNREFUSED");
			const before = [...seen];
			link.close();
			assert.deepEqual([link.state(), link.detail(), clock.timers()], ["down", "closed", 0]);
			await clock.advance(60);
			assert.deepEqual([sockets.length, seen], [1, before]);
		});
	}

	it("can be closed twice, and stays closed", async () => {
		const { link, clock, sockets, start, connect } = setUp();
		start();
		await connect();
		const result = link.request("agent_list", {});
		link.close();
		link.close();
		assert.equal((await result).kind, "down");
		await clock.advance(60);
		assert.deepEqual([sockets.length, link.state(), clock.timers()], [1, "down", 0]);
	});
});

describe("webSocketUrl", () => {
	for (const [given, expected] of [
		["ws://127.0.0.1:4500", "ws://127.0.0.1:4500/ws"],
		["http://127.0.0.1:4500/", "ws://127.0.0.1:4500/ws"],
		["https://letta.example", "wss://letta.example/ws"],
		["wss://letta.example/proxy/ws", "wss://letta.example/proxy/ws"],
	] as const) {
		it(`makes ${expected} of ${given}`, () => assert.equal(webSocketUrl(given), expected));
	}
});
