import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { settle } from "../../src/repeatable/hand-clock.ts";
import { holdCloud, MARA } from "../../src/letta-cloud/cloud-fixture.ts";
import { SERVER_MANNERS } from "../../src/letta-cloud/manners.ts";
import type { Model } from "../../src/letta-cloud/model.ts";

const slowModel: Model = ({ content }) => ({ kind: "text", text: content, seconds: 36 });
const typesOf = (answer: { readonly body: { readonly message_type: string }[] }) =>
	answer.body.map(({ message_type }) => message_type);

describe("the fake with the manners of a Letta server", () => {
	it("gives an agent's newest messages oldest first, after a system message without otid and run", async () => {
		const { ask, createMara, say } = holdCloud({ manners: SERVER_MANNERS });
		const id = await createMara();
		await say(id, "One.", "o1");
		const page = await ask("GET", `/v1/agents/${id}/messages?limit=20&order=desc`);
		assert.deepEqual(typesOf(page), ["system_message", "user_message", "assistant_message"]);
		assert.deepEqual([page.body[0].otid, page.body[0].run_id], [null, null]);
		assert.equal(page.body[1].run_id, page.body[2].run_id);
		const short = await ask("GET", `/v1/agents/${id}/messages?limit=2&order=desc`);
		assert.deepEqual(typesOf(short), ["user_message", "assistant_message"]);
	});

	it("breaks on a name with a dot, and keeps nothing", async () => {
		const { ask, cloud } = holdCloud({ manners: SERVER_MANNERS });
		assert.equal((await ask("POST", "/v1/agents/", { ...MARA, name: "Dr. Bram" })).status, 500);
		assert.deepEqual(cloud.state().agents, []);
		assert.equal((await ask("POST", "/v1/agents/", { ...MARA, name: "Anne-Marie O'Hara_2" })).status, 200);
	});

	it("keeps the blocks of an agent that was deleted", async () => {
		const { ask, createMara } = holdCloud({ manners: SERVER_MANNERS });
		const id = await createMara();
		await ask("DELETE", `/v1/agents/${id}`);
		const { body } = await ask("GET", "/v1/blocks/");
		assert.equal(body.length, 2);
		for (const block of body) assert.equal((await ask("DELETE", `/v1/blocks/${block.id}`)).status, 200);
		assert.deepEqual((await ask("GET", "/v1/blocks/")).body, []);
		assert.equal((await ask("DELETE", `/v1/blocks/${body[0].id}`)).status, 404);
	});

	it("gives a conversation's newest first", async () => {
		const { ask, createMara } = holdCloud({ manners: SERVER_MANNERS });
		const id = await createMara();
		const { body } = await ask("POST", `/v1/conversations/?agent_id=${id}`, {});
		const path = `/v1/conversations/${body.id}/messages`;
		await ask("POST", path, { messages: [{ role: "user", content: "Hi." }], streaming: false });
		const page = await ask("GET", `${path}?order=desc`);
		assert.deepEqual(typesOf(page), ["assistant_message", "user_message"]);
	});

	it("runs a message that is sent again beside the first, and lists neither until it is over", async () => {
		const { ask, clock, cloud, createMara, say } = holdCloud({ manners: SERVER_MANNERS, model: slowModel });
		const id = await createMara();
		const sent = [say(id, "Hello", "o1"), say(id, "Hello", "o1")];
		await settle();
		assert.deepEqual(typesOf(await ask("GET", `/v1/agents/${id}/messages`)), ["system_message"]);
		await clock.advance(36);
		assert.deepEqual(
			(await Promise.all(sent)).map(({ status }) => status),
			[200, 200],
		);
		assert.equal(cloud.state().turnsByOtid.get("o1"), 2);
	});
});
