import assert from "node:assert/strict";
import { setFlagsFromString } from "node:v8";
import { describe, it } from "node:test";
import { runInNewContext } from "node:vm";
import { NO_RATE_LIMITS } from "../src/guard/rate-limits.ts";
import type { ServerFrame } from "../src/wire.ts";
import { fuzzFrame } from "./support/fuzz-frames.ts";
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

describe(`${FRAMES} frames as nobody should send them`, () => {
	it("are answered one by one, break nothing and leave nothing behind", async (t) => {
		const limits = { framesPerSecond: 1e9, frameBurst: 1e9, sessionBurst: 1e9 };
		const { gateway, fake, open, exchange } = createFixture(limits, undefined, { rates: NO_RATE_LIMITS });
		let sessionId = await open();
		const random = createRandom(4711);
		const headers = { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" };
		const answers = new Map<number, number>();
		let seq = 1;
		let sinceOpened = 0;
		let warm = 0;
		for (let count = 0; count < FRAMES; count += 1) {
			if (count === Math.floor(FRAMES * WARM_UP)) warm = heapBytes();
			const url = `/v1/sessions/${sessionId}/frames?wait=0`;
			const answer = await gateway.inject({ method: "POST", url, headers, body: fuzzFrame(random, seq) });
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
		assert.ok(keptBytes < MAX_KEPT_BYTES, `the heap grew by ${keptBytes} bytes`);
		sessionId = await open({ serverId: "afterwards" });
		const after = await exchange(sessionId, { ops: [{ op: "ensureAgent", spec: MARA }] });
		assert.deepEqual([after.status, fake.last().calls.length], [200, 1]);
	});
});
