/// <reference types="@rbxts/testez/globals" />
import { GATEWAY } from "server/constants/letta";
import { FrameWriter } from "server/letta/gateway/frame-writer";
import { FrameBudget } from "server/net/frame-budget";
import { createGatewayApi } from "server/letta/gateway/gateway-api";
import type { HttpResult } from "server/ports";
import { createFakeClock } from "../support/fake-clock";
import { createFakeHttp } from "../support/fake-http";
import { createFakeLog } from "../support/fake-log";

const LARGE = GATEWAY.compressFromBytes;
/** Bytes of a frame besides its op. */
const ENVELOPE = '{"seq":1,"ack":0,"ops":[]}'.size();

/** A gateway's API whose bodies are as long as the spec wants, and whose answers say which encodings the gateway reads. */
function createKit() {
	const http = createFakeHttp(() => 0);
	let bytes = LARGE;
	let encodings: ReadonlyArray<string> | undefined = ["gzip"];
	const json = {
		encode: () => "x".rep(bytes - ENVELOPE),
		decode: () => ({ kind: "ok", value: { sessionId: "s1", maxWaitSeconds: 20, encodings } }) as const,
	};
	const clock = createFakeClock();
	const frames = new FrameWriter({ clock, budget: new FrameBudget(clock.now) }, json);
	const api = createGatewayApi(
		{ http, json, frames, log: createFakeLog() },
		{ placeId: 1, serverId: "server", memoryMode: "session" },
		10,
	);
	const respond = (result: HttpResult) => http.waiting()[0].respond(result);
	const isCompressed = () => http.waiting()[0].isCompressed === true;
	return {
		/** Whether the request that opens a session was compressed. */
		open: (reads?: ReadonlyArray<string>) => {
			encodings = reads;
			api.openSession(() => {});
			const was = isCompressed();
			respond({ kind: "ok", status: 201, body: "" });
			return was;
		},
		/** Whether a frame of so many bytes was compressed. */
		send: (length: number, answer: HttpResult = { kind: "ok", status: 200, body: "" }) => {
			bytes = length;
			api.exchange(
				"s1",
				{ seq: 1, ack: 0, ops: [{ op: "release", npcId: "mara", forget: false }] },
				{ waitSeconds: 0, restSeconds: 0, idleSeconds: 0 },
				() => {},
			);
			const was = isCompressed();
			respond(answer);
			return was;
		},
	};
}

export = () => {
	it("a frame of a kilobyte goes compressed to a gateway that reads gzip, a smaller one plain", () => {
		const { open, send } = createKit();
		open(["br", "gzip"]);
		expect(send(LARGE)).to.equal(true);
		expect(send(LARGE - 1)).to.equal(false);
	});
	it("every frame goes plain to a gateway that reads other encodings, or says nothing of them", () => {
		const { open, send } = createKit();
		open(["br"]);
		expect(send(LARGE)).to.equal(false);
		open(undefined);
		expect(send(LARGE)).to.equal(false);
	});
	it("a session is always opened plain: its gateway may be an older one than the last", () => {
		const { open, send } = createKit();
		expect(open(["gzip"])).to.equal(false);
		expect(open(undefined)).to.equal(false);
		expect(send(LARGE)).to.equal(false);
	});
	it("once a compressed frame was not understood, all go plain, in the next session too", () => {
		const { open, send } = createKit();
		open(["gzip"]);
		expect(send(LARGE, { kind: "http", status: 413, body: "" })).to.equal(true);
		expect(send(LARGE, { kind: "http", status: 400, body: "" })).to.equal(true);
		open(["gzip"]);
		expect(send(LARGE)).to.equal(false);
	});
};
