/// <reference types="@rbxts/testez/globals" />
import { readOutcome } from "server/letta/cloud/read-outcome";
import type { HttpResult } from "server/ports";
import { CLOUD } from "server/constants/letta";
import { readId } from "server/wire/letta-guards";
import { createFakeJson } from "../../support/fake-json";

const json = createFakeJson();

function outcomeOf(result: HttpResult): string {
	const { outcome } = readOutcome(result, json, readId);
	if (outcome.kind !== "limited") return outcome.kind;
	return `limited ${outcome.scope} ${outcome.retryAfterSeconds ?? "?"}`;
}

const http = (status: number, body: unknown = {}, retryAfterSeconds?: number): HttpResult => ({
	kind: "http",
	status,
	body: json.encode(body),
	retryAfterSeconds,
});

export = () => {
	describe("an answer of Letta's", () => {
		it("is good only when it is what was asked for", () => {
			expect(outcomeOf({ kind: "ok", status: 200, body: json.encode({ id: "x" }) })).to.equal("ok");
			expect(outcomeOf({ kind: "ok", status: 200, body: json.encode({ name: "x" }) })).to.equal("lost");
			expect(outcomeOf({ kind: "ok", status: 200, body: '{"id": "x' })).to.equal("lost");
		});

		it("leaves open what has happened if it is missing or says that the host is in trouble", () => {
			expect(outcomeOf({ kind: "network", message: "HttpError: Timedout" })).to.equal("lost");
			for (const status of [408, 500, 502, 503, 504]) expect(outcomeOf(http(status))).to.equal("trouble");
		});

		it("says that nothing has happened if nobody was reached", () => {
			expect(outcomeOf({ kind: "network", message: "m", unsent: "noConnection" })).to.equal("unsent");
			expect(outcomeOf({ kind: "network", message: "m", unsent: "overLimit" })).to.equal("limited all ?");
		});

		it("says how long which requests have to wait", () => {
			expect(outcomeOf(http(429, { reasons: ["requests"] }, 7))).to.equal("limited all 7");
			expect(outcomeOf(http(429))).to.equal("limited all ?");
			const quota = { reasons: ["exceeded-quota"], timeToQuotaResetMs: 2500 };
			expect(outcomeOf(http(429, quota))).to.equal("limited turns 2.5");
			const provider = { error: { type: "llm_rate_limit", message: "Rate limit exceeded" } };
			expect(outcomeOf(http(429, provider))).to.equal("limited turns ?");
		});

		it("is final if the plan has no room for another agent", () => {
			expect(outcomeOf(http(429, { reasons: ["agents-limit-exceeded"] }))).to.equal("refused");
		});

		it("asks to wait if another request is under way, and is final if the agent awaits a tool's result", () => {
			expect(outcomeOf(http(409, { detail: "CONFLICT" }))).to.equal("busy");
			expect(outcomeOf(http(409, { detail: { code: "PENDING_APPROVAL" } }))).to.equal("refused");
			const duplicate = "A unique constraint was violated for Agent. Check your input for duplicates: (sql)";
			expect(outcomeOf(http(409, { detail: duplicate }))).to.equal("refused");
		});

		it("is final for a turn that is not paid for, and asks to wait for what costs nothing", () => {
			const unpaid = http(402, { reasons: ["not-enough-credits"] });
			expect(readOutcome(unpaid, json, readId, true).outcome.kind).to.equal("refused");
			expect(outcomeOf(unpaid)).to.equal(`limited all ${CLOUD.unpaidPauseSeconds}`);
		});

		it("is kept word for word, apart from the message for the log", () => {
			const result = http(500, { detail: "Alex says: hello" });
			const reading = readOutcome(result, json, readId);
			assert(reading.kind === "failure" && result.kind === "http");
			expect(reading.text).to.equal(result.body);
			expect(reading.error.message).to.equal("HTTP 500: Letta failed");
		});

		it("is final for any other refusal", () => {
			for (const status of [400, 404, 422]) expect(outcomeOf(http(status))).to.equal("refused");
		});
	});
};
