import assert from "node:assert/strict";
import { once } from "node:events";
import type { Socket } from "node:net";
import { setFlagsFromString } from "node:v8";
import { describe, it } from "node:test";
import { runInNewContext } from "node:vm";
import { WebSocket } from "ws";
import { NO_RATE_LIMITS } from "../src/guard/rate-limits.ts";
import { Metrics } from "../src/telemetry/metrics.ts";
import { systemClock } from "../src/timing/clock.ts";
import type { ServerFrame } from "../src/wire.ts";
import { BROKEN_WEBSOCKET_FRAMES, fuzzBody } from "./support/fuzz-frames.ts";
import { createFixture, MARA, TOKEN } from "./support/gateway-fixture.ts";
import { createRandom } from "./support/random.ts";

/** `FUZZ_FRAMES=100000 node --import tsx --test gateway/test/fuzz.test.ts` is the long form. */
const FRAMES = Number(process.env.FUZZ_FRAMES ?? 3000);
/** The heap grows at first: code is compiled, and the fake back end's list fills. */
const WARM_UP = 0.2;
/** However many frames came: one in a hundred that stayed whole would be more. */
const MAX_KEPT_BYTES = 5_000_000;

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

function heapBytes(): number {
	collectGarbage();
	return process.memoryUsage().heapUsed;
}

/** What the gateway has counted of requests, messages and sockets that it refused. */
async function refusals(metrics: Metrics): Promise<number> {
	const { values } = await metrics.registry.getSingleMetric("townsfolk_drops_total")!.get();
	const others = values.filter(({ labels }) => labels.reason !== "opRefused");
	return others.reduce((sum, { value }) => sum + value, 0);
}

describe(`${FRAMES} frames as nobody should send them`, () => {
	it("are answered one by one, break nothing and leave nothing behind", async (t) => {
		const limits = { framesPerSecond: 1e9, frameBurst: 1e9, sessionBurst: 1e9 };
		const metrics = new Metrics();
		const options = { rates: NO_RATE_LIMITS, metrics };
		const { gateway, fake, open, exchange } = createFixture(limits, undefined, options);
		let sessionId = await open();
		const random = createRandom(4711);
		const answers = new Map<number, number>();
		let seq = 1;
		let sinceOpened = 0;
		let warm = 0;
		for (let count = 0; count < FRAMES; count += 1) {
			if (count === Math.floor(FRAMES * WARM_UP)) warm = heapBytes();
			const url = `/v1/sessions/${sessionId}/frames?wait=0`;
			const { bytes, contentType, encoding } = fuzzBody(random, seq);
			const headers = {
				authorization: `Bearer ${TOKEN}`,
				"content-type": contentType,
				...(encoding !== undefined && { "content-encoding": encoding }),
			};
			const answer = await gateway.inject({ method: "POST", url, headers, body: bytes });
			answers.set(answer.statusCode, (answers.get(answer.statusCode) ?? 0) + 1);
			assert.doesNotMatch(answer.body, /node_modules|\.ts:|Error:/, "a stack goes outward");
			if (answer.statusCode === 200) seq = (JSON.parse(answer.body) as ServerFrame).ack + 1;
			fake.last().calls.length = 0;
			// A game acknowledges; this one opens a session anew before its events are too many.
			sinceOpened += 1;
			if (sinceOpened === 500) {
				sessionId = await open();
				fake.sessions.splice(0, fake.sessions.length - 1);
				[seq, sinceOpened] = [1, 0];
			}
		}
		const keptBytes = heapBytes() - warm;
		t.diagnostic(
			`answers ${JSON.stringify(Object.fromEntries(answers))}; the heap grew by ${keptBytes} bytes`,
		);
		assert.deepEqual([...answers.keys()].sort(), [200, 400]);
		assert.equal(await refusals(metrics), answers.get(400), "what was refused and what was counted");
		assert.ok(keptBytes < MAX_KEPT_BYTES, `the heap grew by ${keptBytes} bytes`);
		sessionId = await open({ serverId: "afterwards" });
		const after = await exchange(sessionId, { ops: [{ op: "ensureAgent", spec: MARA }] });
		assert.deepEqual([after.status, fake.last().calls.length], [200, 1]);
	});
});

describe("broken frames over sockets", () => {
	const COUNT = Math.ceil(FRAMES / 3);
	const BROKEN_SHARE = 0.1;

	it("are taken or close their socket, are counted once, and break nothing", async (t) => {
		const often = { socketMessagesPerSecond: 1e9, socketMessageBurst: 1e9, socketBurst: 1e9 };
		const limits = { ...often, socketBurstBytes: 1e12, sendRestSeconds: 0.1 };
		const metrics = new Metrics();
		const options = { rates: NO_RATE_LIMITS, metrics, clock: systemClock };
		const fixture = createFixture(limits, undefined, options);
		const { fake, gateway, listen, open, exchange } = fixture;
		const address = await listen();
		t.after(() => {
			fake.finishDrain();
			return gateway.close();
		});
		let sessionId = await open();
		const random = createRandom(4711);

		async function connect(): Promise<WebSocket> {
			const url = `${address.replace("http", "ws")}/v1/connect?session=${sessionId}`;
			const socket = new WebSocket(url, { headers: { authorization: `Bearer ${TOKEN}` } });
			await once(socket, "open");
			return socket.on("error", () => {});
		}

		function send(socket: WebSocket): void {
			if (random() < BROKEN_SHARE) {
				const bytes = BROKEN_WEBSOCKET_FRAMES[Math.floor(random() * BROKEN_WEBSOCKET_FRAMES.length)]!;
				(socket as unknown as { readonly _socket: Socket })._socket.write(bytes);
			} else {
				const { bytes, isText } = fuzzBody(random, 1);
				socket.send(isText ? bytes.toString() : bytes, { binary: !isText });
			}
		}

		/** Whether the socket is still good: a ping comes back. */
		const isTaken = (socket: WebSocket, count: number) =>
			new Promise<boolean>((resolve) => {
				const look = (data: unknown) => {
					if (String(data) !== `{"pong":${count}}`) return;
					socket.off("message", look);
					resolve(true);
				};
				socket.on("message", look).once("close", () => resolve(false));
				if (socket.readyState === socket.OPEN) socket.send(`{"ping":${count}}`);
			});

		let socket = await connect();
		let closed = 0;
		for (let count = 1; count <= COUNT; count += 1) {
			send(socket);
			if (!(await isTaken(socket, count))) {
				closed += 1;
				socket = await connect();
			}
			if (count % 300 === 0) sessionId = await open();
			if (count % 300 === 0) socket = await connect();
		}
		assert.equal(await refusals(metrics), closed);
		assert.ok(closed > COUNT / 10 && closed < COUNT, `${closed} of ${COUNT} were refused`);
		sessionId = await open({ serverId: "afterwards" });
		const after = await exchange(sessionId, { ops: [{ op: "ensureAgent", spec: MARA }] });
		assert.deepEqual([after.status, fake.last().calls.length], [200, 1]);
	});
});
