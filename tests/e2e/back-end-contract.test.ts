import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { after, afterEach, before, describe, it } from "node:test";
import type { AgentBackend, SessionIdentity } from "@townsfolk/gateway";
import type { AgentSpec } from "../../src/server/wire/gateway-frames.ts";
import { npc } from "./support/agent-specs.ts";
import { startAppServerHouse } from "./support/app-server-house.ts";
import {
	type BackEndHouse,
	type HouseLimits,
	type ServedGame,
	serveGame,
	until,
	WORDS_PER_SECOND,
} from "./support/back-end-house.ts";
import { startLettaHouse } from "./support/letta-house.ts";

/**
 * What a gateway relies on, whatever is behind it: the promises of `AgentBackend` and `BackendSession`, held by each back end
 * with everything real but Letta Cloud.
 */

const MARA = npc("mara");
const blocksOf = ({ persona, blocks }: AgentSpec) => ({ persona, ...blocks });
const SENTENCES = ["The kettle is on.", "Sit by the window, it is warm there.", "I will bring you a cup."];
/** Ten seconds of words. */
const ENDLESS = "Well, let me see. ".repeat((10 * WORDS_PER_SECOND) / 4);

for (const [name, startHouse] of [
	["an App Server", startAppServerHouse],
	["Letta's REST API", startLettaHouse],
] as const) {
	describe(`a back end at ${name}`, () => {
		let house: BackEndHouse;
		/** Each test has a place of its own. */
		let placeId = 0;
		const backends: AgentBackend[] = [];
		const games: ServedGame[] = [];

		before(async () => {
			house = await startHouse();
		});
		afterEach(async () => {
			house.cable.mend();
			house.replyWith(() => "Yes.");
			await Promise.all(games.splice(0).map((game) => game.close(false)));
			for (const backend of backends.splice(0)) await backend.close();
		});
		after(() => house?.stop());

		async function start(limits?: HouseLimits) {
			placeId += 1;
			const backend = house.startBackEnd(limits);
			backends.push(backend);
			await until("a connection", () => backend.health().isUp);
			const open = (change: Partial<SessionIdentity> = {}, at = backend) => {
				const game = serveGame(at, {
					sessionId: `session-${placeId}`,
					placeId,
					serverId: `server-${placeId}`,
					memoryMode: "session",
					keyId: "key-1",
					...change,
				});
				games.push(game);
				return game;
			};
			const agents = () => house.agents(placeId);
			const asked = (words: string) =>
				house.questions().filter(({ content }) => content.includes(words)).length;
			return { backend, open, agents, asked };
		}

		/** Waits until a model has been asked with these words. */
		const isAsked = (words: string) =>
			until(`the question ${words}`, () => house.questions().some(({ content }) => content.includes(words)));

		describe("making agents", () => {
			it("makes one that is as it was asked for, and says so once it has read it back", async () => {
				const { open, agents, backend } = await start();
				const game = open();
				const agentId = await game.meet(MARA);
				const [agent, ...others] = await agents();
				assert.deepEqual([agent!.id, others], [agentId, []]);
				assert.deepEqual(agent!.blocks, blocksOf(MARA));
				for (const tag of ["townsfolk", "npc:mara", "memory:session", `server:server-${placeId}`])
					assert.ok(agent!.tags.includes(tag), `${tag} is among ${agent!.tags.join()}`);
				assert.deepEqual(game.heard("mara"), ["ready"]);
				const { isUp, agents: count, turnsInFlight } = backend.health();
				assert.deepEqual({ isUp, count, turnsInFlight }, { isUp: true, count: 1, turnsInFlight: 0 });
			});

			it("makes no second one, however often and at whichever gateway it is asked for", async () => {
				const { open, agents } = await start();
				const game = open();
				game.ensureAgent(MARA);
				game.ensureAgent(MARA);
				const agentId = await game.meet(MARA);
				await game.close(false);
				const other = house.startBackEnd();
				backends.push(other);
				assert.equal(await open({ sessionId: "another" }, other).meet(MARA), agentId);
				assert.equal((await agents()).length, 1);
			});

			it("makes one for each NPC and game server, and mixes nothing up", async () => {
				const { open, agents } = await start();
				const ids = Array.from({ length: 6 }, (_, index) => `npc-${index}`);
				const game = open();
				const other = open({ sessionId: "other", serverId: "other" });
				const made = await Promise.all([...ids.map((id) => game.meet(npc(id))), other.meet(npc("npc-0"))]);
				assert.equal(new Set(made).size, ids.length + 1);
				assert.equal((await agents()).length, ids.length + 1);
				house.replyWith(({ prompt }) => `I am ${/I am (npc-\d)/.exec(prompt)?.[1]}.`);
				const said = await Promise.all(ids.map(async (id) => (await game.say(id, `turn-${id}`)).said));
				assert.deepEqual(
					said,
					ids.map((id) => [`I am ${id}.`]),
				);
			});

			it("brings one that remembers up to date with its definition", async () => {
				const { open, agents } = await start();
				const memoryMode = "persistent";
				const first = open({ memoryMode });
				const agentId = await first.meet(MARA);
				await first.close(true);
				const persona = "I keep bees since today.";
				const second = open({ memoryMode, sessionId: "later", serverId: "later" });
				assert.equal(await second.meet({ ...MARA, persona }), agentId);
				assert.equal((await agents())[0]!.blocks.persona, persona);
				await second.say("mara", "t1");
				const { prompt } = house.questions().at(-1)!;
				assert.ok(prompt.includes(persona) && !prompt.includes(MARA.persona), prompt);
			});

			it("makes one anew that somebody has deleted", async () => {
				const { open, agents } = await start();
				const game = open();
				const agentId = await game.meet(MARA);
				await house.deleteAgent(agentId);
				const lost = await game.say("mara", "lost");
				assert.deepEqual(lost, { said: [], ends: ["unknownAgent"] });
				await until("another agent", () => game.heard("mara").length === 3);
				assert.deepEqual(game.heard("mara"), ["ready", "failed unknownAgent", "ready"]);
				assert.notEqual((await agents())[0]!.id, agentId);
				assert.deepEqual((await game.say("mara", "next")).ends, ["done"]);
			});
		});

		describe("blocks", () => {
			it("are stored by their newest revision, and reach the agent's memory", async () => {
				const { open, agents } = await start();
				const game = open();
				await game.meet(MARA);
				const block = { op: "setBlock", npcId: "mara", label: "status" } as const;
				game.setBlock({ ...block, value: "health: 40", rev: 2 });
				game.setBlock({ ...block, value: "health: 99", rev: 1 });
				assert.deepEqual(game.heard("mara"), ["ready", "stored status 2"]);
				assert.deepEqual(game.blocks().mara!.status, { value: "health: 40", rev: 2 });
				await until("the new memory", async () => (await agents())[0]!.blocks.status === "health: 40");
				await game.say("mara", "t1");
				const { prompt } = house.questions().at(-1)!;
				assert.ok(prompt.includes("health: 40") && !prompt.includes("health: 99"), prompt);
			});

			it("that come before the agent are stored when it is ready", async () => {
				const { open } = await start();
				const game = open();
				const met = game.meet(MARA);
				game.setBlock({ op: "setBlock", npcId: "mara", label: "status", value: "health: 1", rev: 1 });
				assert.deepEqual(game.heard("mara"), []);
				await met;
				assert.deepEqual(game.heard("mara"), ["ready", "stored status 1"]);
			});
		});

		describe("turns", () => {
			it("are spoken sentence by sentence while the model writes, and end once", async () => {
				const { open, asked } = await start();
				const game = open();
				await game.meet(MARA);
				house.replyWith(() => SENTENCES.join(" "));
				const content = 'With you: Alex.\nAlex says: "Tee? ☕ \\"ja\\" {x}"';
				game.start("mara", "t1", content);
				await until("the first sentence", () => game.turn("t1").said.length > 0);
				assert.deepEqual(game.turn("t1"), { said: SENTENCES.slice(0, 1), ends: [] });
				assert.deepEqual(await game.ended("t1"), { said: SENTENCES, ends: ["done"] });
				const indexes = game.events.flatMap((event) => (event.event === "sentence" ? [event.index] : []));
				assert.deepEqual(indexes, [0, 1, 2]);
				assert.equal(asked(content), 1, "word for word");
				const { usage } = game.events.at(-1) as {
					usage?: { promptTokens: number; completionTokens: number };
				};
				assert.ok(usage!.promptTokens > 0 && usage!.completionTokens > 0, JSON.stringify(usage));
				await sleep(300);
				assert.deepEqual(game.turn("t1").ends, ["done"]);
			});

			it("run once, however often they come", async () => {
				const { open, asked } = await start();
				const game = open();
				await game.meet(MARA);
				game.start("mara", "once");
				game.start("mara", "once");
				await game.ended("once");
				game.start("mara", "once");
				await game.say("mara", "twice");
				assert.deepEqual([asked("once"), game.turn("once").ends], [1, ["done"]]);
			});

			it("of one agent run one after the other, whoever sends them", async () => {
				const { open, asked } = await start();
				const memoryMode = "persistent";
				const one = open({ memoryMode });
				const two = open({ memoryMode, sessionId: "two", serverId: "two" });
				assert.equal(await one.meet(MARA), await two.meet(MARA));
				house.replyWith(({ content }) => (content.includes("line one") ? SENTENCES.join(" ") : "Second."));
				one.start("mara", "t1", "line one");
				two.start("mara", "t1", "line two");
				await until("the first words", () => one.turn("t1").said.length > 0);
				assert.equal(asked("line two"), 0);
				assert.deepEqual((await two.ended("t1")).said, ["Second."]);
				assert.deepEqual(one.turn("t1"), { said: SENTENCES, ends: ["done"] });
			});

			it("wait for an agent that is being made", async () => {
				const { open } = await start({ turnStartSeconds: 30 });
				const game = open();
				game.ensureAgent(MARA);
				assert.deepEqual(await game.say("mara", "t1"), { said: ["Yes."], ends: ["done"] });
			});
		});

		describe("cancelling", () => {
			it("ends a turn at once, and the next one follows", async () => {
				const { open } = await start();
				const game = open();
				await game.meet(MARA);
				house.replyWith(({ content }) => (content.includes("endless") ? ENDLESS : "Next."));
				game.start("mara", "endless");
				await until("the first words", () => game.turn("endless").said.length > 0);
				game.cancelTurn("mara", "endless");
				const cancelled = await game.ended("endless");
				assert.deepEqual(cancelled.ends, ["rejected"]);
				assert.deepEqual(await game.say("mara", "next"), { said: ["Next."], ends: ["done"] });
				assert.deepEqual(game.turn("endless"), cancelled, "nothing follows");
			});

			it("keeps a turn that waits from the model", async () => {
				const { open, asked } = await start();
				const game = open();
				await game.meet(MARA);
				house.replyWith(() => SENTENCES.join(" "));
				game.start("mara", "first");
				game.start("mara", "never");
				game.cancelTurn("mara", "never");
				assert.deepEqual(game.turn("never"), { said: [], ends: ["rejected"] });
				await game.ended("first");
				await game.say("mara", "last");
				assert.equal(asked("never"), 0);
			});

			it("comes too late for a turn that is over", async () => {
				const { open } = await start();
				const game = open();
				await game.meet(MARA);
				await game.say("mara", "t1");
				game.cancelTurn("mara", "t1");
				assert.deepEqual((await game.say("mara", "t2")).ends, ["done"]);
				assert.deepEqual(game.turn("t1").ends, ["done"]);
			});
		});

		describe("erasing", () => {
			it("leaves nothing of an agent, whatever the memory mode, and makes it anew", async () => {
				const { open, agents } = await start();
				const game = open({ memoryMode: "persistent" });
				const agentId = await game.meet(MARA);
				house.replyWith(({ content }) => (content.includes("endless") ? ENDLESS : "Who are you?"));
				game.start("mara", "endless");
				await until("the first words", () => game.turn("endless").said.length > 0);
				game.erase({ op: "erase", npcId: "mara", blocks: { status: "health: 7" } });
				assert.deepEqual((await game.ended("endless")).ends, ["rejected"]);
				await until("another agent", () => game.heard("mara").length === 3);
				assert.deepEqual(game.heard("mara"), ["ready", "erased true", "ready"]);
				const [agent, ...others] = await agents();
				assert.deepEqual([others, agent!.id === agentId], [[], false]);
				assert.equal(agent!.blocks.status, "health: 7");
				assert.deepEqual((await game.say("mara", "next")).said, ["Who are you?"]);
				assert.ok(!house.questions().at(-1)!.prompt.includes("endless"), "what was said before");
			});

			it("waits while the back end is away", async () => {
				const { open, backend, agents } = await start();
				const game = open();
				const agentId = await game.meet(MARA);
				house.cable.cut();
				game.erase({ op: "erase", npcId: "mara", blocks: {} });
				await until("the loss", () => !backend.health().isUp);
				assert.ok(!game.heard("mara").includes("erased false"), game.heard("mara").join());
				house.cable.mend();
				await until("the erasure", () => game.heard("mara").includes("erased true"));
				await until("another agent", () => game.heard("mara").at(-1) === "ready");
				assert.ok((await agents()).every(({ id }) => id !== agentId));
			});

			it("is not done for an NPC without an agent", async () => {
				const { open } = await start();
				const game = open();
				game.erase({ op: "erase", npcId: "nobody", blocks: {} });
				assert.deepEqual(game.heard("nobody"), ["erased false"]);
			});
		});

		describe("letting go", () => {
			for (const { memoryMode, forget, left } of [
				{ memoryMode: "session", forget: true, left: [] },
				{ memoryMode: "session", forget: false, left: ["bram", "mara"] },
				{ memoryMode: "persistent", forget: true, left: ["bram", "mara"] },
			] as const) {
				it(`leaves ${left.length} of two agents in ${memoryMode} mode, with forget ${forget}`, async () => {
					const { open, agents } = await start();
					const game = open({ memoryMode });
					await Promise.all([game.meet(MARA), game.meet(npc("bram"))]);
					game.release("bram", forget);
					await game.close(forget);
					const npcs = (await agents()).map(({ tags }) =>
						tags.find((tag) => tag.startsWith("npc:"))!.slice(4),
					);
					assert.deepEqual(npcs.sort(), left);
				});
			}

			it("fails the turn that runs, and says nothing more", async () => {
				const { open } = await start();
				const game = open();
				const agentId = await game.meet(MARA);
				house.replyWith(({ content }) => (content.includes("endless") ? ENDLESS : "Here I am."));
				game.start("mara", "endless");
				await isAsked("endless");
				game.release("mara", true);
				assert.deepEqual(await game.ended("endless"), { said: [], ends: ["rejected"] });
				assert.deepEqual((await game.say("mara", "gone")).ends, ["unknownAgent"]);
				assert.notEqual(await game.meet(MARA), agentId);
				assert.deepEqual((await game.say("mara", "again")).said, ["Here I am."]);
				const count = game.events.length;
				game.start("mara", "last");
				await game.close(true);
				const after = game.events.slice(count).map(({ event }) => event);
				assert.deepEqual(after, ["turnFailed"]);
			});
		});

		describe("failures", () => {
			it("of the model end one turn, and quote nobody", async () => {
				const { open } = await start();
				const game = open();
				await game.meet(MARA);
				for (const status of [500, 401]) {
					house.failNext(status);
					const failed = await game.say("mara", `fails-${status}`, "a secret line");
					assert.deepEqual(failed, { said: [], ends: ["model"] });
				}
				assert.deepEqual((await game.say("mara", "next")).ends, ["done"]);
				assert.deepEqual(game.heard("mara"), ["ready"]);
				assert.doesNotMatch(JSON.stringify(game.events) + house.log(), /a secret line/);
			});

			it("by a reply that takes too long are time-outs, and the next turn follows", async () => {
				const { open } = await start({ turnTimeoutSeconds: 1.5 });
				const game = open();
				await game.meet(MARA);
				house.replyWith(({ content }) => (content.includes("endless") ? ENDLESS : "Next."));
				assert.deepEqual((await game.say("mara", "endless")).ends, ["timeout"]);
				assert.deepEqual(await game.say("mara", "next"), { said: ["Next."], ends: ["done"] });
			});

			it("by too many turns at once are told at once", async () => {
				const { open } = await start();
				const game = open();
				await game.meet(MARA);
				house.replyWith(() => ENDLESS);
				game.start("mara", "runs");
				await isAsked("runs");
				for (const turnId of ["a", "b", "c", "d", "e"]) game.start("mara", turnId);
				assert.deepEqual(game.turn("e").ends, ["busy"]);
				assert.deepEqual(game.turn("d").ends, []);
			});

			it("of turns for nobody are told at once", async () => {
				const { open } = await start();
				const game = open();
				game.start("nobody", "t1");
				assert.deepEqual(game.turn("t1").ends, ["unknownAgent"]);
			});
		});

		describe("going away", () => {
			it("in the middle of a turn fails it once, and the agent is the same when it is back", async () => {
				const { open, backend, asked } = await start({ turnStartSeconds: 0.5 });
				const game = open();
				const agentId = await game.meet(MARA);
				house.replyWith(({ content }) => (content.includes("lost") ? ENDLESS : "I am back."));
				game.start("mara", "lost");
				await isAsked("lost");
				const cutAt = performance.now();
				house.cable.cut();
				assert.deepEqual((await game.ended("lost")).ends, ["backendUnavailable"]);
				console.log(
					`${name}: the game heard ${((performance.now() - cutAt) / 1000).toFixed(2)} s after the loss`,
				);
				assert.equal(backend.health().isUp, false);
				assert.deepEqual(game.heard("mara"), ["ready", "failed backendUnavailable"]);
				assert.deepEqual(await game.say("mara", "meanwhile"), { said: [], ends: ["backendUnavailable"] });

				house.cable.mend();
				await until("the agent", () => game.heard("mara").length === 3);
				assert.equal(game.heard("mara").at(-1), "ready");
				const [, again] = game.events.filter(({ event }) => event === "agentReady") as { agentId: string }[];
				assert.equal(again!.agentId, agentId);
				assert.deepEqual(await game.say("mara", "next"), { said: ["I am back."], ends: ["done"] });
				assert.deepEqual([asked("lost"), asked("meanwhile")], [1, 0]);
				assert.deepEqual(game.turn("lost").ends, ["backendUnavailable"]);
			});

			it("before an agent is made delays it, and the game is told why", async () => {
				const { open, backend } = await start();
				house.cable.cut();
				const game = open();
				const met = game.meet(MARA);
				await until("the news", () => game.heard("mara").includes("failed backendUnavailable"));
				assert.equal(backend.health().isUp, false);
				house.cable.mend();
				await met;
				const heard = game.heard("mara");
				assert.equal(heard.at(-1), "ready");
				// Where no connection is kept, a lost answer is the first news.
				assert.deepEqual(
					heard.slice(0, -1).filter((words) => words !== "failed timeout"),
					["failed backendUnavailable"],
				);
			});
		});

		describe("draining", () => {
			it("lets the turn that runs end, and takes no other", async () => {
				const { open, backend } = await start();
				const game = open();
				await game.meet(MARA);
				house.replyWith(() => SENTENCES.join(" "));
				game.start("mara", "runs");
				await isAsked("runs");
				game.start("mara", "waits");
				const drained = backend.drain(20);
				assert.deepEqual(game.turn("waits").ends, ["busy"]);
				game.start("mara", "late");
				assert.deepEqual(game.turn("late").ends, ["busy"]);
				await drained;
				assert.deepEqual(game.turn("runs"), { said: SENTENCES, ends: ["done"] });
			});

			it("fails a turn that takes too long", async () => {
				const { open, backend } = await start();
				const game = open();
				await game.meet(MARA);
				house.replyWith(() => ENDLESS);
				game.start("mara", "endless");
				await isAsked("endless");
				await backend.drain(0.3);
				await game.ended("endless");
				assert.deepEqual(game.turn("endless").ends, ["backendUnavailable"]);
			});
		});
	});
}
