import assert from "node:assert/strict";
import { afterEach, describe, it, mock } from "node:test";
import type { FastifyInstance } from "fastify";
import { createLog } from "../src/logging.ts";
import { stopOnSignals } from "../src/stop-on-signals.ts";
import { Deferred } from "../src/timing/deferred.ts";
import { createFakeClock, settle } from "./support/fake-clock.ts";

const SHUTDOWN_SECONDS = 10;

describe("a process that is told to stop", () => {
	afterEach(() => mock.restoreAll());

	function setUp() {
		const signals = new Map<string | symbol, (signal: string) => void>();
		const exits: (string | number | null | undefined)[] = [];
		mock.method(process, "on", (event: string, listener: () => void) => signals.set(event, listener));
		mock.method(process, "exit", (code: number) => exits.push(code));
		const closing = new Deferred<void>();
		let closes = 0;
		const close = () => {
			closes += 1;
			return closing.promise;
		};
		const clock = createFakeClock();
		stopOnSignals({ close } as unknown as FastifyInstance, createLog("silent"), {
			shutdownSeconds: SHUTDOWN_SECONDS,
			clock,
		});
		const send = (signal: string) => signals.get(signal)!(signal);
		return { send, exits, closing, clock, closes: () => closes };
	}

	for (const signal of ["SIGTERM", "SIGINT"]) {
		it(`closes the gateway and ends with 0 on ${signal}`, async () => {
			const { send, exits, closing, closes } = setUp();
			send(signal);
			await settle();
			assert.deepEqual([closes(), exits], [1, []]);
			closing.resolve();
			await settle();
			assert.deepEqual(exits, [0]);
		});
	}

	it("goes on closing when a parent passes the same signal on within a second", async () => {
		const { send, exits, closing, clock, closes } = setUp();
		send("SIGINT");
		await clock.advance(0.036);
		send("SIGINT");
		await clock.advance(0.9);
		send("SIGINT");
		await settle();
		assert.deepEqual([closes(), exits], [1, []]);
		closing.resolve();
		await settle();
		assert.deepEqual(exits, [0]);
	});

	it("ends with 1 when somebody presses Ctrl-C again after a second", async () => {
		const { send, exits, clock } = setUp();
		send("SIGINT");
		await clock.advance(0.5);
		send("SIGINT");
		await clock.advance(0.5);
		send("SIGINT");
		assert.deepEqual(exits, [1]);
	});

	it("ends with 1 at another signal at once, without closing twice", async () => {
		const { send, exits, closes } = setUp();
		send("SIGINT");
		send("SIGTERM");
		await settle();
		assert.deepEqual([closes(), exits], [1, [1]]);
	});

	it("ends with 1 if closing takes longer than turns may, and a margin", async () => {
		const { send, exits, clock } = setUp();
		send("SIGTERM");
		await clock.advance(SHUTDOWN_SECONDS);
		assert.deepEqual(exits, []);
		await clock.advance(5);
		assert.deepEqual(exits, [1]);
	});

	it("ends with 1 if closing fails", async () => {
		const { send, exits, closing } = setUp();
		closing.resolve(Promise.reject(new Error("broken")) as unknown as void);
		send("SIGTERM");
		await settle();
		assert.deepEqual(exits, [1]);
	});
});
