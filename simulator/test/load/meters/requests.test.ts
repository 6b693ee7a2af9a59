import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Op } from "../../../../src/server/wire/gateway-frames.ts";
import { RequestClassifier } from "../../../src/meters/request-class.ts";
import { RequestMeter } from "../../../src/meters/request-meter.ts";

const FRAMES = "http://127.0.0.1:8787/v1/sessions/s/frames";
const frame = (...ops: Op[]) => JSON.stringify({ seq: 1, ack: 0, ops });
const block = (label: string): Op => ({ op: "setBlock", npcId: "mara", label, value: "", rev: 1 });
const turn: Op = { op: "turn", npcId: "mara", turnId: "1", content: "hello" };

describe("a request's class", () => {
	it("is that of the most urgent op that rides in it", () => {
		assert.equal(new RequestClassifier().classOf(`${FRAMES}?wait=0`, frame(block("status"), turn)), "turn");
		assert.equal(
			new RequestClassifier().classOf(`${FRAMES}?wait=0`, frame(block("status"), block("group_members"))),
			"group",
		);
		assert.equal(new RequestClassifier().classOf(`${FRAMES}?wait=0`, frame(block("status"))), "status");
	});

	it("is poll for a frame that may be held, and session for a frame without ops", () => {
		assert.equal(new RequestClassifier().classOf(`${FRAMES}?wait=20`, frame()), "poll");
		assert.equal(new RequestClassifier().classOf(`${FRAMES}?wait=0`, frame()), "session");
		assert.equal(new RequestClassifier().classOf("http://127.0.0.1:8787/v1/sessions", "{}"), "session");
	});

	it("is that of what it carries for the first time", () => {
		const requests = new RequestClassifier();
		assert.equal(requests.classOf(`${FRAMES}?wait=20`, frame(turn)), "turn");
		assert.equal(requests.classOf(`${FRAMES}?wait=20`, frame(turn, block("status"))), "status");
		assert.equal(requests.classOf(`${FRAMES}?wait=20`, frame(turn, block("status"))), "poll");
		assert.equal(requests.classOf(`${FRAMES.replace("/s/", "/s2/")}?wait=20`, frame(turn)), "turn");
	});
});

describe("requests a minute", () => {
	it("are busiest in whichever sixty seconds hold most, also across full minutes", () => {
		const meter = new RequestMeter();
		for (const at of [10, 50, 55, 60, 65, 70, 109, 115]) meter.add(at === 60 ? "turn" : "poll", at);
		const { mean, max, byClass } = meter.rates(0, 120);
		assert.equal(mean, 4);
		// Those from 50 to 109.
		assert.equal(max, 6);
		assert.deepEqual(byClass.turn, { mean: 0.5, max: 1 });
	});

	it("have no class whose mean is above its busiest minute", () => {
		const meter = new RequestMeter();
		// Few, and not when most is sent.
		for (const at of [1, 31, 62, 93]) meter.add("session", at);
		for (let at = 100; at < 110; at += 0.1) meter.add("turn", at);
		assert.deepEqual(meter.rates(0, 120).byClass.session, { mean: 2, max: 2 });
		for (const { mean, max } of Object.values(meter.rates(0, 120).byClass)) assert.ok(mean <= max);
		// Half a minute: a request in it is two a minute.
		const { mean, max } = meter.rates(0, 30);
		assert.deepEqual([mean, max], [2, 2]);
	});
});
