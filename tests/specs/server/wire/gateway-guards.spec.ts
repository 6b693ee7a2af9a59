/// <reference types="@rbxts/testez/globals" />
import type { GatewayEvent } from "server/wire/gateway-frames";
import {
	isGatewayErrorBody,
	isGatewayEvent,
	isOpenSessionResponse,
	isServerFrame,
	readEvents,
} from "server/wire/gateway-guards";
import { expectSame } from "../../shared/support/expectations";

const EVENTS: ReadonlyArray<GatewayEvent> = [
	{ event: "agentReady", npcId: "mara", agentId: "agent-local-1", model: "m" },
	{ event: "agentFailed", npcId: "mara", kind: "timeout", message: "late", final: false },
	{ event: "blockStored", npcId: "mara", label: "status", rev: 3 },
	{ event: "sentence", npcId: "mara", turnId: "t", index: 0, text: "Hello." },
	{ event: "action", npcId: "mara", turnId: "t", callId: "c", name: "wave", args: "{}" },
	{ event: "turnDone", npcId: "mara", turnId: "t" },
	{ event: "turnFailed", npcId: "mara", turnId: "t", kind: "model", message: "no" },
];

/** Anything but what a field should be. */
const WRONG: ReadonlyArray<defined> = [{}, [], -1, 0.5, 0 / 0];

function withField(event: GatewayEvent, key: string, value: unknown): defined {
	return { ...event, [key]: value };
}

export = () => {
	describe("isServerFrame", () => {
		it("accepts a frame with or without events, and what a newer gateway adds", () => {
			expect(isServerFrame({ seq: 1, ack: 0, events: [] })).to.equal(true);
			expect(isServerFrame({ seq: 7, ack: 12, events: EVENTS, load: 0.5 })).to.equal(true);
			expect(isServerFrame({ seq: 1, ack: 0, events: [{ event: "newKind" }, 5] })).to.equal(true);
		});
		for (const [what, frame] of [
			["nothing", undefined],
			["a text", "frame"],
			["a frame without numbers", { events: [] }],
			["a negative number", { seq: -1, ack: 0, events: [] }],
			["a fraction", { seq: 1.5, ack: 0, events: [] }],
			["a text for a number", { seq: "1", ack: 0, events: [] }],
			["a number that is none", { seq: 1, ack: 0 / 0, events: [] }],
			["no list of events", { seq: 1, ack: 0 }],
			["an object for the list", { seq: 1, ack: 0, events: { event: "turnDone" } }],
		] as ReadonlyArray<[string, unknown]>) {
			it(`refuses ${what}`, () => {
				expect(isServerFrame(frame)).to.equal(false);
			});
		}
	});

	describe("isGatewayEvent", () => {
		for (const event of EVENTS) {
			it(`accepts ${event.event}, and what a newer gateway adds to it`, () => {
				expect(isGatewayEvent(event)).to.equal(true);
				expect(isGatewayEvent(withField(event, "traceId", "x"))).to.equal(true);
			});
			it(`refuses ${event.event} with any field wrong or missing`, () => {
				for (const [key] of pairs(event as unknown as Record<string, defined>)) {
					expect(isGatewayEvent(withField(event, key, undefined))).to.equal(false);
					const taken = WRONG.filter((wrong) => isGatewayEvent(withField(event, key, wrong)));
					expectSame({ key, taken }, { key, taken: [] });
				}
			});
		}
		it("refuses an unknown kind of failure", () => {
			expect(isGatewayEvent(withField(EVENTS[6], "kind", "gremlins"))).to.equal(false);
		});
		it("refuses anything that is no event", () => {
			const others: ReadonlyArray<defined> = [7, "turnDone", [], {}, { event: 7 }, { event: "__index" }];
			expectSame(others.filter(isGatewayEvent), []);
			expect(isGatewayEvent(undefined)).to.equal(false);
		});
	});

	describe("readEvents", () => {
		it("gives the known events in order, and counts the others", () => {
			const { events, skipped } = readEvents([EVENTS[3], { event: "newKind" }, EVENTS[5], 7, "x"]);
			expect(events.map(({ event }) => event).join(" ")).to.equal("sentence turnDone");
			expect(skipped).to.equal(3);
		});
	});

	describe("the gateway's answers", () => {
		it("are accepted with the fields that they need, and refused without", () => {
			expect(isOpenSessionResponse({ sessionId: "s", maxWaitSeconds: 20, region: "eu" })).to.equal(true);
			expect(isOpenSessionResponse({ sessionId: "s" })).to.equal(false);
			expect(isOpenSessionResponse({ sessionId: "s", maxWaitSeconds: 0 })).to.equal(false);
			expect(isOpenSessionResponse({ sessionId: 1, maxWaitSeconds: 20 })).to.equal(false);
		});
		it("count as errors with a code, known or not, and a message", () => {
			expect(isGatewayErrorBody({ error: "unauthorized", message: "no" })).to.equal(true);
			expect(isGatewayErrorBody({ error: "brand_new", message: "no" })).to.equal(true);
			expect(isGatewayErrorBody({ error: "unauthorized" })).to.equal(false);
		});
	});
};
