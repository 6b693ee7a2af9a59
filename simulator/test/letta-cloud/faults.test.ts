import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { settle } from "../../src/repeatable/hand-clock.ts";
import type { Trouble } from "../../src/letta-cloud/faults.ts";
import { holdCloud, KEY, MARA, serveCloud } from "../../src/letta-cloud/cloud-fixture.ts";

const during = (trouble: Trouble, fromSeconds = 0, toSeconds = 60) => [{ fromSeconds, toSeconds, trouble }];

describe("faults by script", () => {
	it("begin and end at their seconds of the clock, counted from when they are played", async () => {
		const { ask, clock, cloud } = holdCloud();
		await clock.advance(100);
		cloud.play(during({ kind: "status", status: 500 }, 10, 20));
		const statuses: number[] = [];
		for (const seconds of [0, 9.9, 0.1, 9.8, 0.2]) {
			await clock.advance(seconds);
			statuses.push((await ask("GET", "/v1/models/")).status);
		}
		assert.deepEqual(statuses, [200, 200, 500, 500, 200]);
	});

	it("hit only the operations and the share that they name", async () => {
		const { ask, cloud, createMara } = holdCloud();
		const id = await createMara();
		const trouble = { kind: "status", status: 503 } as const;
		cloud.play([{ fromSeconds: 0, toSeconds: 60, trouble, operations: ["retrieveAgent"], share: 0.5 }]);
		assert.equal((await ask("GET", "/v1/models/")).status, 200);
		let hit = 0;
		for (let index = 0; index < 200; index++) {
			if ((await ask("GET", `/v1/agents/${id}`)).status === 503) hit += 1;
		}
		assert.ok(hit > 60 && hit < 140, `${hit} of 200`);
	});
});

describe("a storm of 429", () => {
	const storm = (form: "seconds" | "date" | "quota") =>
		during({ kind: "rateLimit", form, waitSeconds: [7, 7] });

	it("says how long in seconds", async () => {
		const { ask, cloud } = holdCloud();
		cloud.play(storm("seconds"));
		const { status, headers } = await ask("GET", "/v1/models/");
		assert.equal(status, 429);
		assert.equal(headers["retry-after"], "7");
	});

	it("says how long as a date of HTTP, never too early", async () => {
		const { ask, clock, cloud } = holdCloud({ epoch: 1_780_315_200 });
		cloud.play(storm("date"));
		const { headers } = await ask("GET", "/v1/models/");
		const wall = 1_780_315_200 + clock.now();
		assert.match(headers["retry-after"]!, /^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/);
		assert.equal(Date.parse(headers["retry-after"]!) / 1000, wall + 7);
	});

	it("says how long in Letta's own words", async () => {
		const { ask, cloud } = holdCloud();
		cloud.play(storm("quota"));
		const { body, headers } = await ask("GET", "/v1/models/");
		assert.deepEqual(body.reasons, ["exceeded-quota"]);
		assert.equal(body.timeToQuotaResetMs, 7000);
		assert.equal(headers["retry-after"], undefined);
	});
});

describe("401, 402 and 5xx", () => {
	it("come in Letta's format, and the request is not carried out", async () => {
		const { ask, cloud } = holdCloud();
		for (const [trouble, status] of [
			[{ kind: "unauthorized" }, 401],
			[{ kind: "creditsSpent" }, 402],
			[{ kind: "status", status: 502 }, 502],
		] as const) {
			cloud.play(during(trouble));
			const answer = await ask("POST", "/v1/agents/", MARA);
			assert.equal(answer.status, status);
			if (status === 402) assert.deepEqual(answer.body.reasons, ["not-enough-credits"]);
			else assert.equal(typeof answer.body.detail, "string");
		}
		assert.deepEqual(cloud.state().agents, []);
	});

	it("can come although the request was carried out", async () => {
		const { ask, cloud } = holdCloud();
		cloud.play(during({ kind: "status", status: 504, isProcessed: true }));
		assert.equal((await ask("POST", "/v1/agents/", MARA)).status, 504);
		assert.equal(cloud.state().agents.length, 1);
	});
});

describe("connections that break", () => {
	for (const isProcessed of [true, false]) {
		it(`do so ${isProcessed ? "after" : "before"} the request is processed`, async () => {
			const { cloud, createMara, say } = holdCloud();
			const id = await createMara();
			cloud.play(during({ kind: "reset", isProcessed }));
			await assert.rejects(say(id, "Hello", "one"), { code: "ECONNRESET" });
			assert.equal(cloud.state().turns.length, isProcessed ? 1 : 0);
			assert.equal(cloud.state().requests.at(-1)!.status, 0);
		});
	}

	it("cannot be made where the name is not found", async () => {
		const { ask, cloud } = holdCloud();
		cloud.play(during({ kind: "unreachable", code: "ENOTFOUND" }));
		await assert.rejects(ask("GET", "/v1/models/"), { code: "ENOTFOUND" });
	});

	for (const isProcessed of [true, false]) {
		it(`stay silent until the client gives up, the request ${isProcessed ? "" : "not "}processed`, async () => {
			const { cloud, createMara } = holdCloud();
			const id = await createMara();
			cloud.play(during({ kind: "timeout", isProcessed }));
			const abort = new AbortController();
			const answer = cloud.handle({
				method: "POST",
				url: `/v1/agents/${id}/messages`,
				headers: { authorization: `Bearer ${KEY}` },
				body: JSON.stringify({ messages: [{ role: "user", content: "Hello" }] }),
				signal: abort.signal,
			});
			await settle();
			assert.equal(cloud.state().requests.at(-1)!.status, undefined, "not answered");
			abort.abort();
			await assert.rejects(answer, { code: "ECONNRESET" });
			assert.equal(cloud.state().turns.length, isProcessed ? 1 : 0);
		});
	}
});

describe("answers that are spoilt", () => {
	it("break off in the middle, or are a proxy's page, though the request was processed", async () => {
		for (const kind of ["halfBody", "invalidJson"] as const) {
			const { cloud, createMara, say } = holdCloud();
			const id = await createMara();
			cloud.play(during({ kind }));
			const { status, body } = await say(id, "Hello");
			assert.equal(status, 200);
			assert.throws(() => JSON.parse(body));
			assert.equal(cloud.state().turns.length, 1);
		}
	});

	it("break the connection over HTTP", async () => {
		const { cloud, calls } = await serveCloud();
		cloud.play(during({ kind: "halfBody" }));
		await assert.rejects(calls.createAgent(MARA));
		assert.equal(cloud.state().agents.length, 1);
	});
});

describe("a connection that is cut", () => {
	it("gives no answer, though the request was processed", async () => {
		const { cloud, createMara, say } = holdCloud();
		const id = await createMara();
		cloud.play(during({ kind: "cut" }));
		await assert.rejects(say(id, "Hello"), { code: "UND_ERR_SOCKET" });
		assert.equal(cloud.state().turns[0]!.outcome, "done");
	});
});

describe("a proxy before Letta", () => {
	it("answers with its own page, and nothing is processed", async () => {
		const { cloud, createMara, say } = holdCloud();
		const id = await createMara();
		cloud.play(during({ kind: "proxy", status: 403 }));
		const { status, body } = await say(id, "Hello");
		assert.equal(status, 403);
		assert.match(body, /^<html>/);
		assert.deepEqual(cloud.state().turns, []);
	});
});

describe("the model's own troubles", () => {
	it("spare what asks no model", async () => {
		for (const trouble of [
			{ kind: "provider", status: 401 },
			{ kind: "slowModel", seconds: [36, 36] },
		] as const) {
			const { ask, cloud } = holdCloud();
			cloud.play(during(trouble));
			assert.equal((await ask("POST", "/v1/agents/", MARA)).status, 200, trouble.kind);
		}
	});

	it("come with the provider's status, or after as long as it takes", async () => {
		const { clock, cloud, createMara, say } = holdCloud();
		const id = await createMara();
		cloud.play(during({ kind: "provider", status: 401 }));
		const refused = say(id, "Hello");
		await clock.advance(1);
		assert.equal((await refused).status, 401);
		cloud.play(during({ kind: "slowModel", seconds: [36, 36] }));
		const slow = say(id, "Hello");
		await clock.advance(35);
		assert.equal(cloud.state().turns.at(-1)!.outcome, "running");
		await clock.advance(1);
		assert.equal((await slow).status, 200);
	});
});

describe("slowness", () => {
	it("is before the work, or after it", async () => {
		for (const kind of ["latency", "slowBody"] as const) {
			const { ask, clock, cloud } = holdCloud();
			cloud.play(during({ kind, seconds: [30, 30] }));
			const answer = ask("POST", "/v1/agents/", MARA);
			await clock.advance(29);
			assert.equal(cloud.state().agents.length, kind === "latency" ? 0 : 1);
			assert.equal(cloud.state().requests.at(-1)!.status, undefined);
			await clock.advance(1);
			assert.equal((await answer).status, 200);
		}
	});

	it("of an operation is drawn from the range that it is given, by the seed", async () => {
		const times = async (seed: number) => {
			const { ask, clock } = holdCloud({ seed, latency: { listModels: [1, 3] } });
			const seconds: number[] = [];
			for (let index = 0; index < 20; index++) {
				const since = clock.now();
				const answer = ask("GET", "/v1/models/").then(() => seconds.push(clock.now() - since));
				await clock.advance(5);
				await answer;
			}
			return seconds;
		};
		const first = await times(1);
		assert.ok(
			first.every((seconds) => seconds >= 1 && seconds < 3),
			String(first),
		);
		assert.ok(new Set(first).size > 10);
		assert.deepEqual(await times(1), first);
		assert.notDeepEqual(await times(2), first);
	});
});

describe("agents deleted behind the clients' backs", () => {
	it("are gone from then on, with everything said to them", async () => {
		const { clock, cloud, createMara, say } = holdCloud();
		const id = await createMara();
		await say(id, "Hello");
		cloud.play([{ fromSeconds: 5, toSeconds: 5, deletesAgents: true }]);
		await clock.advance(4);
		assert.equal((await say(id, "Hello")).status, 200);
		await clock.advance(1);
		assert.equal((await say(id, "Hello")).status, 404);
		assert.deepEqual(cloud.state().messages, []);
		await createMara();
		assert.equal(cloud.state().agents.length, 1, "new ones stay");
	});

	it("stay when another script replaces the one that would delete them", async () => {
		const { clock, cloud, createMara } = holdCloud();
		await createMara();
		cloud.play([{ fromSeconds: 5, toSeconds: 5, deletesAgents: true }]);
		cloud.play([]);
		await clock.advance(6);
		assert.equal(cloud.state().agents.length, 1);
	});
});
