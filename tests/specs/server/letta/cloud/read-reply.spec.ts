/// <reference types="@rbxts/testez/globals" />
import { lookUp, openCallsIn } from "server/letta/cloud/read-reply";
import type { LettaMessage } from "server/wire/letta-guards";
import { expectSame } from "../../../shared/support/expectations";

const user = (otid: string, runId: string): LettaMessage => ({
	message_type: "user_message",
	otid,
	run_id: runId,
	content: "hi",
});
const said = (content: string, runId: string): LettaMessage => ({
	message_type: "assistant_message",
	content,
	run_id: runId,
});
const calls = (callId: string, runId: string): LettaMessage => ({
	message_type: "approval_request_message",
	run_id: runId,
	tool_calls: [{ tool_call_id: callId, name: "wave", arguments: "{}" }],
});
const returned = (callId: string, runId: string): LettaMessage => ({
	message_type: "approval_response_message",
	run_id: runId,
	approvals: [{ tool_call_id: callId }],
});

const OLD: ReadonlyArray<LettaMessage> = [
	{ message_type: "system_message" },
	user("o1", "r1"),
	said("A.", "r1"),
];
const ALL = [...OLD, user("o2", "r2"), said("B.", "r2")];

const reversed = (messages: ReadonlyArray<LettaMessage>) =>
	messages.map((_, at) => messages[messages.size() - 1 - at]);

function found(listed: ReadonlyArray<LettaMessage>, otid: string): string {
	const result = lookUp(listed, { kind: "message", otid });
	return result.kind === "answered" ? result.part.sentences.join("|") : result.kind;
}

export = () => {
	describe("looking a message up", () => {
		it("finds the answer of its own run, oldest first and newest first", () => {
			for (const listed of [ALL, reversed(ALL)]) {
				expect(found(listed, "o2")).to.equal("B.");
				expect(found(listed, "o1")).to.equal("A.");
			}
		});

		it("does not find a message that is not listed", () => {
			for (const listed of [OLD, reversed(OLD)]) expect(found(listed, "o2")).to.equal("absent");
		});

		it("never says somebody else's words at the beginning of a page", () => {
			const page = [said("Not yours.", "r0"), user("o2", "r2")];
			for (const listed of [page, reversed(page)]) expect(found(listed, "o2")).to.equal("working");
			expect(found([...page, said("B.", "r2")], "o2")).to.equal("B.");
		});

		it("waits where its run is not named", () => {
			const anonymous: LettaMessage = { message_type: "user_message", otid: "o2" };
			expect(found([anonymous, { message_type: "assistant_message", content: "B." }], "o2")).to.equal(
				"working",
			);
		});

		it("puts the words of several steps in their order", () => {
			const steps = [user("o2", "r2"), said("One.", "r2"), said("Two.", "r2")];
			for (const listed of [steps, reversed(steps)]) expect(found(listed, "o2")).to.equal("One.|Two.");
		});

		it("finds the answer to a tool's result in the run of that result", () => {
			const listed = [user("o1", "r1"), calls("c1", "r1"), returned("c1", "r2"), said("I waved.", "r2")];
			for (const each of [listed, reversed(listed)]) {
				const result = lookUp(each, { kind: "results", callIds: ["c1"] });
				expect(result.kind === "answered" && result.part.sentences.join("|")).to.equal("I waved.");
			}
		});
	});

	describe("tool calls that are open", () => {
		it("are those that nobody has answered, in either order", () => {
			const listed = [calls("c1", "r1"), returned("c1", "r2"), calls("c2", "r2")];
			for (const each of [listed, reversed(listed)])
				expectSame(
					openCallsIn(each).map((call) => call.tool_call_id),
					["c2"],
				);
		});
	});
};
