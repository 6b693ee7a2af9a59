/// <reference types="@rbxts/testez/globals" />
import { FrameWriter } from "server/letta/gateway/frame-writer";
import { json } from "server/roblox/json";
import type { Op } from "server/wire/gateway-frames";
import { expectSame } from "../../shared/support/expectations";
import { createFakeClock } from "../support/fake-clock";
import { pieceBudget } from "../support/piece-budget";

const FRAME_SECONDS = 0.02;

const release = (npcId: string): Op => ({ op: "release", npcId, forget: false });

function setUp() {
	const frames = createFakeClock();
	const encoded = new Array<string>();
	const clock = { after: (_: number, callback: () => void) => frames.after(FRAME_SECONDS, callback) };
	const counting = {
		encode: (value: unknown) => {
			encoded.push((value as { npcId: string }).npcId);
			return json.encode(value);
		},
	};
	const writer = new FrameWriter({ clock, budget: pieceBudget(() => false) }, counting);
	return { writer, encoded, nextFrame: () => frames.advance(FRAME_SECONDS) };
}

export = () => {
	describe("a frame", () => {
		it("is JSON of its numbers and its ops, with and without any", () => {
			const { writer } = setUp();
			const ops = [release("mara"), release("bram")];
			for (const frame of [
				{ seq: 12, ack: 345678, ops },
				{ seq: 1, ack: 0, ops: [] },
			]) {
				const decoded = json.decode(writer.frame(frame));
				assert(decoded.kind === "ok");
				expectSame(decoded.value, frame);
			}
		});

		it("has its ops encoded before it is sent, one in a frame of the engine's where there is no time for more", () => {
			const { writer, encoded, nextFrame } = setUp();
			const ops = ["mara", "bram", "ida"].map(release);
			for (const op of ops) writer.expect(op);
			expectSame(encoded, []);
			nextFrame();
			expectSame(encoded, ["mara"]);
			nextFrame();
			expectSame(encoded, ["mara", "bram"]);
			writer.frame({ seq: 1, ack: 0, ops });
			nextFrame();
			writer.frame({ seq: 1, ack: 5, ops });
			expectSame(encoded, ["mara", "bram", "ida"]);
		});
	});
};
