import assert from "node:assert/strict";
import { once } from "node:events";
import { request } from "node:http";
import { connect } from "node:net";
import { describe, it } from "node:test";
import type { GatewayEvent } from "../src/wire.ts";
import { settle, until } from "./support/fake-clock.ts";
import { createFixture, OPEN, TOKEN, turnOp } from "./support/gateway-fixture.ts";

/** The first that a game hears of it. */
const MOVING: GatewayEvent = { event: "moving" };
const DONE = { event: "turnDone", npcId: "mara", turnId: "t1" } as const;

describe("a poll", () => {
	it("is held while there is nothing to say", async () => {
		const { open, hold, clock } = createFixture();
		const poll = await hold(await open(), 20);
		let isAnswered = false;
		void poll.answer.then(() => (isAnswered = true));
		await clock.advance(19);
		assert.equal(isAnswered, false);
		await clock.advance(1.1);
		assert.deepEqual((await poll.answer).body, { seq: 1, ack: 0, events: [] });
	});

	it("is never held longer than the gateway allows", async () => {
		const { open, hold, clock } = createFixture({ maxWaitSeconds: 25 });
		const poll = await hold(await open(), 600);
		await clock.advance(25.1);
		assert.equal((await poll.answer).status, 200);
	});

	it("is answered with a burst of events at once", async () => {
		const { open, hold, clock, fake } = createFixture();
		const poll = await hold(await open(), 25);
		for (let index = 0; index < 3; index += 1) {
			fake.last().emit({ event: "sentence", npcId: "mara", turnId: "t1", index, text: "Hi." });
		}
		fake.last().emit(DONE);
		await clock.advance(0.1);
		assert.equal((await poll.answer).body.events.length, 4);
	});

	it("is answered at once with what came while there was no poll", async () => {
		const { open, hold, clock, fake } = createFixture();
		const sessionId = await open();
		fake.last().emit(DONE);
		const poll = await hold(sessionId, 25);
		await clock.advance(0.1);
		assert.deepEqual((await poll.answer).body.events, [DONE]);
	});

	it("without a wait is answered at once, and leaves the held one open", async () => {
		const { open, exchange, hold, clock, fake } = createFixture();
		const sessionId = await open();
		const held = await hold(sessionId, 25);
		assert.equal((await exchange(sessionId, { ops: [turnOp("t1")] })).body.ack, 1);
		fake.last().emit(DONE);
		await clock.advance(0.1);
		assert.deepEqual((await held.answer).body.events, [DONE]);
	});

	it("that brings ops is held as any other, and is answered when there are too many", async () => {
		const { open, hold, clock, fake } = createFixture({ maxHeldPolls: 1 });
		const sessionId = await open();
		const first = await hold(sessionId, 25, { ops: [turnOp("t1")] });
		const second = exchangeLater();
		assert.deepEqual((await first.answer).body, { seq: 1, ack: 2, events: [] });
		fake.last().emit(DONE);
		await clock.advance(0.1);
		assert.deepEqual((await second).body.events, [DONE]);

		function exchangeLater() {
			return hold(sessionId, 25, { ops: [turnOp("t1"), turnOp("t2")] }).then(({ answer }) => answer);
		}
	});

	it("is not answered for what is on its way in another answer, unless that is late", async () => {
		const { open, hold, clock, fake } = createFixture({ resendSeconds: 1 });
		const sessionId = await open();
		const first = await hold(sessionId, 25);
		fake.last().emit(DONE);
		await clock.advance(0.1);
		assert.deepEqual((await first.answer).body.events, [DONE]);
		// It has crossed the answer, so that it acknowledges nothing.
		const crossing = await hold(sessionId, 25);
		let isAnswered = false;
		void crossing.answer.then(() => (isAnswered = true));
		await clock.advance(2);
		assert.equal(isAnswered, false);
		const late = await hold(sessionId, 25);
		await clock.advance(0.1);
		assert.deepEqual((await crossing.answer).body.events, [DONE]);
		await clock.advance(25);
		assert.deepEqual((await late.answer).body.events, [DONE]);
	});

	it("lets what nobody waits for rest, for as long as the game says", async () => {
		const { open, hold, clock, fake } = createFixture();
		const poll = await hold(await open(), 25, {}, 2);
		let isAnswered = false;
		void poll.answer.then(() => (isAnswered = true));
		fake.last().emit({ event: "blockStored", npcId: "mara", label: "status", rev: 1 });
		await clock.advance(1.9);
		assert.equal(isAnswered, false);
		await clock.advance(0.2);
		assert.equal((await poll.answer).body.events.length, 1);
	});

	it("is not answered for what another answer has brought already, and is for what comes next", async () => {
		const { open, exchange, hold, clock, fake } = createFixture();
		const sessionId = await open();
		const held = await hold(sessionId, 25);
		let isAnswered = false;
		void held.answer.then(() => (isAnswered = true));
		fake.last().emit(DONE);
		assert.deepEqual((await exchange(sessionId, {})).body.events, [DONE]);
		await clock.advance(5);
		assert.equal(isAnswered, false);
		const next = { ...DONE, turnId: "t2" };
		fake.last().emit(next);
		await clock.advance(0.1);
		assert.deepEqual((await held.answer).body.events, [DONE, next]);
	});

	it("is answered if another answer has brought only a part of what waits", async () => {
		const { open, exchange, hold, clock, fake } = createFixture({ maxEventsPerFrame: 1 });
		const sessionId = await open();
		const held = await hold(sessionId, 25);
		for (const turnId of ["t1", "t2"]) fake.last().emit({ ...DONE, turnId });
		assert.equal((await exchange(sessionId, {})).body.events.length, 1);
		await clock.advance(1);
		assert.deepEqual((await held.answer).body.events, [DONE]);
	});

	it("that the game hangs up on is not held any longer", async () => {
		const { listen, open, clock, gateway, fake } = createFixture();
		const sessionId = await open();
		const address = await listen();
		const idle = clock.timers();
		const poll = request(`${address}/v1/sessions/${sessionId}/frames?wait=25`, {
			method: "POST",
			headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
			agent: false,
		});
		poll.on("error", () => {}).end(JSON.stringify({ seq: 1, ack: 0, ops: [] }));
		await until(() => clock.timers() > idle);
		poll.destroy();
		await until(() => clock.timers() === idle);
		fake.finishDrain();
		await gateway.close();
	});

	it("of one session does not hear another's events", async () => {
		const { open, hold, clock, fake } = createFixture();
		const mine = await open({ serverId: "a" });
		await open({ serverId: "b" });
		const poll = await hold(mine, 5);
		fake.sessions[1]!.emit(DONE);
		await clock.advance(5.1);
		assert.deepEqual((await poll.answer).body.events, []);
	});
});

describe("a session", () => {
	it("that is not used for a while ends, and its agents go", async () => {
		const { open, exchange, clock, fake } = createFixture({ sessionIdleSeconds: 90 });
		const sessionId = await open();
		await clock.advance(80);
		assert.equal((await exchange(sessionId, {})).status, 200);
		await clock.advance(89);
		assert.equal(fake.last().forgotten, undefined);
		await clock.advance(10);
		assert.equal(fake.last().forgotten, true);
		assert.equal((await exchange(sessionId, {})).status, 404);
	});

	it("is in use while a poll is open", async () => {
		const { open, hold, clock, fake } = createFixture({ sessionIdleSeconds: 30, maxWaitSeconds: 100 });
		const poll = await hold(await open(), 100);
		await clock.advance(99);
		assert.equal(fake.last().forgotten, undefined);
		await clock.advance(2);
		assert.equal((await poll.answer).status, 200);
	});

	it("is idle only from the end of a poll", async () => {
		const { open, hold, clock, fake } = createFixture({ sessionIdleSeconds: 30, maxWaitSeconds: 25 });
		const poll = await hold(await open(), 25);
		await clock.advance(25.1);
		await poll.answer;
		await clock.advance(28);
		assert.equal(fake.last().forgotten, undefined);
		await clock.advance(10);
		assert.equal(fake.last().forgotten, true);
	});

	it("that ends while its frame is read does not hold that frame's poll", async () => {
		const { open, exchange, fake } = createFixture({ maxPendingEvents: 1 });
		const sessionId = await open();
		fake.last().emit(DONE);
		fake.breaksNext = true;
		const { status } = await exchange(sessionId, { ops: [turnOp("t1")] }, 25);
		assert.equal(status, 200);
		assert.equal(fake.last().forgotten, true);
	});

	it("emits nothing once it ends", async () => {
		const { open, hold, send, fake } = createFixture();
		const sessionId = await open();
		fake.lastWords = DONE;
		const poll = await hold(sessionId, 25);
		assert.equal((await send("DELETE", `/v1/sessions/${sessionId}`)).status, 204);
		assert.deepEqual((await poll.answer).body.events, []);
	});

	it("answers its end after a while, even if its agents are not deleted yet", async () => {
		const { open, send, clock, fake } = createFixture({ sessionCloseSeconds: 8 });
		const sessionId = await open();
		fake.ending = new Promise(() => {});
		let isAnswered = false;
		const ended = send("DELETE", `/v1/sessions/${sessionId}`).then((answer) => {
			isAnswered = true;
			return answer;
		});
		await until(() => fake.last().forgotten === true);
		await clock.advance(7.9);
		assert.equal(isAnswered, false);
		await clock.advance(0.2);
		assert.equal((await ended).status, 204);
	});

	it("whose events nobody fetches ends", async () => {
		const { open, exchange, fake } = createFixture({ maxPendingEvents: 3 });
		const sessionId = await open();
		for (let count = 0; count < 4; count += 1) fake.last().emit(DONE);
		await settle();
		assert.equal(fake.last().forgotten, true);
		assert.equal((await exchange(sessionId, {})).status, 404);
	});

	it("that the game deletes ends, with its poll", async () => {
		const { open, hold, send, fake } = createFixture();
		const sessionId = await open();
		const poll = await hold(sessionId, 25);
		assert.equal((await send("DELETE", `/v1/sessions/${sessionId}`)).status, 204);
		assert.equal(fake.last().forgotten, true);
		assert.equal((await poll.answer).status, 200);
		assert.equal((await send("DELETE", `/v1/sessions/${sessionId}`)).status, 404);
	});
});

describe("closing the gateway", () => {
	it("waits for the agents of a session that the game has just ended", async () => {
		const { gateway, open, send, fake } = createFixture();
		let finishEnding = () => {};
		fake.ending = new Promise((resolve) => (finishEnding = resolve));
		void send("DELETE", `/v1/sessions/${await open()}`);
		await until(() => fake.last().forgotten === true);
		fake.finishDrain();
		void gateway.close();
		await settle();
		assert.equal(fake.state(), "started");
		finishEnding();
		await until(() => fake.state() === "closed");
	});

	it("lets turns end and their events be fetched, then answers the polls and keeps the agents", async () => {
		const { gateway, listen, open, hold, send, clock, fake } = createFixture();
		await listen();
		const sessionId = await open();
		const poll = await hold(sessionId, 25);
		const closed = gateway.close();
		await settle();

		const refused = await send("POST", "/v1/sessions", { ...OPEN, serverId: "late" });
		assert.equal(refused.status, 503);
		assert.equal((refused.body as { error: string }).error, "shutting_down");
		assert.equal((await send("GET", "/readyz", undefined, {})).status, 503);

		fake.last().emit(DONE);
		await clock.advance(0.1);
		assert.deepEqual((await poll.answer).body.events, [MOVING, DONE]);
		const idle = await hold(sessionId, 25, { ack: 1 });
		fake.finishDrain();
		assert.equal((await idle.answer).status, 200);
		await closed;
		assert.equal(fake.last().forgotten, false);
		assert.equal(fake.state(), "closed");
		assert.equal(clock.timers(), 0);
	});

	it("gives turns in flight their time, and the deletion of agents no more than its own", async () => {
		const { gateway, open, send, fake, clock } = createFixture({
			shutdownSeconds: 12,
			sessionCloseSeconds: 8,
		});
		fake.ending = new Promise(() => {});
		void send("DELETE", `/v1/sessions/${await open()}`);
		await until(() => fake.last().forgotten === true);
		fake.finishDrain();
		void gateway.close();
		await until(() => fake.drainSeconds !== undefined);
		assert.equal(fake.drainSeconds, 12);
		await clock.advance(7.9);
		assert.equal(fake.state(), "started");
		await clock.advance(0.2);
		await until(() => fake.state() === "closed");
	});

	it("waits for no connection on which nobody has asked for anything", { timeout: 30_000 }, async () => {
		const connectionLimits = { idleSeconds: 3600 };
		const { gateway, listen, fake } = createFixture({}, undefined, { connectionLimits });
		const { port } = new URL(await listen());
		const stranger = connect(Number(port), "127.0.0.1");
		await once(stranger, "connect");
		const hungUp = new Promise((resolve) =>
			stranger
				.on("error", () => {})
				.resume()
				.on("close", resolve),
		);
		fake.finishDrain();
		await gateway.close();
		await hungUp;
		assert.equal(fake.state(), "closed");
	});

	it("gives a drain more time than its plugins have to start", async (t) => {
		const { gateway, fake } = createFixture();
		await gateway.ready();
		t.mock.timers.enable({ apis: ["setTimeout"] });
		const closed = gateway.close();
		await until(() => fake.drainSeconds !== undefined);
		t.mock.timers.tick(60_000);
		fake.finishDrain();
		await closed;
		assert.equal(fake.state(), "closed");
	});

	it("answers an open poll with the last events, without waiting for more", async () => {
		const { gateway, listen, open, hold, fake } = createFixture();
		await listen();
		const poll = await hold(await open(), 25);
		const closed = gateway.close();
		await settle();
		fake.last().emit(DONE);
		fake.finishDrain();
		assert.deepEqual((await poll.answer).body.events, [MOVING, DONE]);
		await closed;
	});

	it("answers a poll that begins while another game's last events are waited for", async () => {
		const { gateway, listen, open, hold, clock, fake } = createFixture({ sendRestSeconds: 2 });
		await listen();
		const silent = await open({ serverId: "silent" });
		const busy = await open({ serverId: "busy" });
		assert.notEqual(silent, busy);
		fake.sessions[0]!.emit(DONE);
		const first = await hold(busy, 25);
		const closed = gateway.close();
		await settle();
		fake.finishDrain();
		assert.equal((await first.answer).status, 200);
		const second = await hold(busy, 25);
		await clock.advance(2);
		assert.equal((await second.answer).status, 200);
		await closed;
		assert.equal(fake.state(), "closed");
	});

	it("lets a game that is between two polls fetch how its turn ended, and waits no longer than is fit", async () => {
		for (const isGone of [false, true]) {
			const { gateway, listen, open, exchange, clock, fake } = createFixture({ sendRestSeconds: 2 });
			await listen();
			const sessionId = await open();
			const closed = gateway.close();
			await settle();
			fake.last().emit(DONE);
			fake.finishDrain();
			await settle();
			assert.notEqual(fake.state(), "closed");
			if (isGone) await clock.advance(2);
			else assert.deepEqual((await exchange(sessionId, {})).body.events, [MOVING, DONE]);
			await closed;
			assert.equal(fake.state(), "closed");
		}
	});
});
