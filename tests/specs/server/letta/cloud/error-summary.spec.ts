/// <reference types="@rbxts/testez/globals" />
import { summaryOf } from "server/letta/cloud/error-summary";
import { readError } from "server/wire/letta-guards";
import { expectNoText } from "../../../shared/support/expectations";

/** What a server of Letta 0.16.8 answered, shortened. */
const QUOTED = "Error code: 400 - {'error': {'message': 'about: Hello Mara, my key gsk_abcdef'}}";

const SUMMARIES: ReadonlyArray<readonly [status: number, body: unknown, summary: string]> = [
	[
		400,
		{ error: { type: "llm_bad_request", message: "The request was invalid.", detail: QUOTED } },
		"the model's provider failed (llm_bad_request)",
	],
	[
		400,
		{ detail: `CONTEXT_WINDOW_EXCEEDED: Request too large for OpenAI (413): ${QUOTED}` },
		"the conversation is too long for the model",
	],
	[401, { detail: "Unauthorized" }, "Letta refuses the key"],
	[403, undefined, "an answer in other words than Letta's (a proxy between?)"],
	[404, { detail: "NOT_FOUND: Handle a/b not found, must be one of []" }, "Letta does not have the model"],
	[404, { detail: "No block with label 'x' found for agent 'agent-1'" }, "the agent does not have the block"],
	[404, { detail: "Agent with ID agent-1 not found" }, "Letta does not have the agent"],
	[
		409,
		{ detail: `A unique constraint was violated for Agent: [parameters: ('Hello Mara')]` },
		"it is there already",
	],
	[409, { detail: { code: "PENDING_APPROVAL", message: "CONFLICT" } }, "another request is under way"],
	[422, { detail: "[{'input': 'Hello Mara'}]" }, "Letta does not take it"],
	[429, { reasons: ["exceeded-quota", "Hello Mara"] }, "Letta is asked too often (exceeded-quota)"],
	[500, { detail: "An unknown error occurred: Hello Mara" }, "Letta failed"],
	[503, { error: { type: "Hello Mara", message: "Hello Mara" } }, "Letta failed"],
];

export = () => {
	describe("the summary of an error of Letta's", () => {
		for (const [status, body, summary] of SUMMARIES)
			it(`is "${summary}" for ${status}, and quotes nothing`, () => {
				const said = summaryOf(status, readError(body));
				expect(said).to.equal(`HTTP ${status}: ${summary}`);
				expectNoText(said, "Hello");
			});
	});
};
