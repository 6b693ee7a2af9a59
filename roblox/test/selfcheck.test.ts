import assert from "node:assert/strict";
import path from "node:path";
import { describe, test, type TestContext } from "node:test";
import { createWorld, type DisplayEvent, type World, type WorldHttpRequest } from "@townsfolk/headless";
import { ROOT } from "../src/place/build-test-place.ts";

const PROJECT = path.join(ROOT, "default.project.json");
const COMMAND = 'return game:GetService("ServerStorage").TownsfolkCommand:Invoke("selfcheck")';

/** A gateway that lives and knows nothing. */
async function gateway({ url }: WorldHttpRequest) {
	return url.endsWith("/healthz") ? { status: 200, body: "{}" } : { status: 503, body: "{}" };
}

interface Row {
	readonly answer: string;
	readonly seen: string;
}

/** The town, running, with the engine as `engineOptions` say. */
async function startTown(t: TestContext, engineOptions: Readonly<Record<string, unknown>>): Promise<World> {
	const world = await createWorld({
		projectFile: PROJECT,
		clock: "virtual",
		http: gateway,
		secrets: { townsfolk_gateway_token: "a-token-of-the-test" },
		engineOptions,
	});
	t.after(world.shutdown);
	await world.start();
	await world.run(3);
	return world;
}

/** Invokes the command, lets `meanwhile` happen, and reads the table from the output. */
async function selfCheck(world: World, meanwhile: () => Promise<void> = async () => {}) {
	let table = "";
	world.on("log", ({ message }) => {
		if (message.startsWith("Self-check, ")) table = message;
	});
	const begun = String(await world.evaluate("server", COMMAND));
	await meanwhile();
	await world.runUntil(() => table !== "", 120);
	const rows = table.split("\n").slice(3);
	const cells = rows.map((row) => row.split("|").map((cell) => cell.trim()));
	const found = new Map(
		cells.map(([, question, answer, seen]): [string, Row] => [question!, { answer: answer!, seen: seen! }]),
	);
	return { begun, table, found };
}

function rowOf(found: ReadonlyMap<string, Row>, question: string): Row {
	const row = [...found].find(([text]) => text.includes(question))?.[1];
	assert.ok(row !== undefined, `no question about "${question}" in ${[...found.keys()].join(", ")}`);
	return row;
}

/** A command of the place's own: Roblox's are not in the headless engine. */
const ADD_COMMAND = `
	local command = Instance.new("TextChatCommand")
	command.PrimaryAlias = "/hop"
	command.Parent = game:GetService("TextChatService")
`;

const PAINT_BLACK = `
	local head = workspace.Npcs:FindFirstChild("Mara"):FindFirstChild("Head")
	head.Color = Color3.new(0, 0, 0)
`;

const PAINT_ALL = `
	for _, part in workspace.Npcs:GetDescendants() do
		if part:IsA("BasePart") then part.Color = Color3.new(0.5, 0.4, 0.3) end
	end
`;

/** Another script of the game takes the chat's callback, and the game has no bubbles. */
const FOREIGN_CHAT = `
	local TextChatService = game:GetService("TextChatService")
	TextChatService.OnIncomingMessage = function() end
	TextChatService.BubbleChatConfiguration.MaxDistance = 0
`;

describe("selfcheck in the headless place", () => {
	test("an engine that allows everything is answered with yes", async (t) => {
		const world = await startTown(t, { commandsChatted: true });
		await world.evaluate("server", ADD_COMMAND + PAINT_ALL);
		const alex = await world.join({ name: "Alex" });
		// Bodies stream in after the player's character has come.
		await world.run(1);
		const shown: DisplayEvent[] = [];
		world.on("display", (event) => shown.push(event));
		const { begun, found, table } = await selfCheck(world, async () => {
			await alex.chat("/hop secret words");
			await alex.moveTo({ x: 300, y: 3, z: 0 });
		});
		t.diagnostic(`\n${begun}\n\n${table}`);
		assert.match(
			begun,
			/^The self-check has begun\. Its table appears in the output within 90 s\.\nMeanwhile, please:\n- /,
		);
		for (const [question, seen] of [
			["secret go over plain http", /^status 200$/],
			["Timeout be 30 s", /^status 200$/],
			["40 requests at once", /^all were answered, the slowest after \d+\.\d s$/],
			["Chatted tell of commands", /^\/hop$/],
			["body a colour", /^no part of \d+ bodies is black$/],
			["MoveDirection of a walking player", /^\d+ of \d+ times that a player walked$/],
		] as const) {
			const row = rowOf(found, question);
			assert.equal(row.answer, "yes", `${question}\n${table}`);
			assert.match(row.seen, seen);
		}
		assert.doesNotMatch(table, /secret words/, "what players type stays theirs");
		for (const question of ["typing bubble go", "AI mark before"]) {
			const row = rowOf(found, question);
			assert.equal(row.answer, "please look");
			assert.match(row.seen, /Bram/);
		}
		const line = shown.find(
			({ kind, text }) => kind === "window" && text.includes("This is a line of the self-check."),
		);
		assert.match(line?.prefixText ?? "", /Bram.*\[AI\]/);
		assert.ok(shown.some(({ kind, text }) => kind === "bubble" && text === "…"));
	});

	test("an engine that allows nothing is answered with no, in its own words", async (t) => {
		const world = await startTown(t, {
			commandsChatted: false,
			secretsOverHttp: false,
			maxTimeoutSeconds: 20,
			requestsAtOnce: 25,
			moveDirectionReplicates: false,
		});
		await world.evaluate("server", ADD_COMMAND + PAINT_ALL + PAINT_BLACK);
		const alex = await world.join({ name: "Alex" });
		const { found, table } = await selfCheck(world, async () => {
			await alex.chat("/hop");
			await alex.moveTo({ x: 300, y: 3, z: 0 });
		});
		t.diagnostic(`\n${table}`);
		for (const [question, seen] of [
			["secret go over plain http", /^Secrets can only be sent over https$/],
			["Timeout be 30 s", /^Timeout must be greater than zero and at most 20 seconds$/],
			[
				"40 requests at once",
				/^\d+ were answered, the slowest .*; the others: HttpError: TooManyOutstandingRequests$/,
			],
			["Chatted tell of commands", /^commands typed: 1, none told by Chatted$/],
			["body a colour", /^black: Mara\.Head$/],
			["MoveDirection of a walking player", /^0 of \d+ times that a player walked$/],
		] as const) {
			const row = rowOf(found, question);
			assert.equal(row.answer, "no", `${question}\n${table}`);
			assert.match(row.seen, seen);
		}
	});

	test("what cannot be asked is not known, and it says why", async (t) => {
		const world = await startTown(t, {});
		const { found, table } = await selfCheck(world);
		t.diagnostic(`\n${table}`);
		assert.equal(rowOf(found, "Chatted tell of commands").seen, "no player was here to type");
		assert.equal(rowOf(found, "MoveDirection of a walking player").seen, "no player was seen walking");
		for (const question of ["Chatted tell of commands", "MoveDirection of a walking player"])
			assert.equal(rowOf(found, question).answer, "not known");
		for (const question of ["typing bubble go", "AI mark before"])
			assert.deepEqual(rowOf(found, question), { answer: "not known", seen: "no player was here to look" });
		await world.evaluate("server", "workspace.Npcs:ClearAllChildren()");
		const again = await selfCheck(world);
		for (const question of ["body a colour", "typing bubble go", "AI mark before"])
			assert.deepEqual(rowOf(again.found, question), { answer: "not known", seen: "no NPC has a body" });
	});

	test("a person who looks sees the difference in a game whose chat does not work", async (t) => {
		const world = await startTown(t, {});
		await world.join({ name: "Alex" });
		await world.evaluate("Alex", FOREIGN_CHAT);
		const shown: DisplayEvent[] = [];
		world.on("display", (event) => shown.push(event));
		const { found } = await selfCheck(world);
		for (const question of ["typing bubble go", "AI mark before"])
			assert.equal(rowOf(found, question).answer, "please look");
		const line = shown.find(({ text }) => text.includes("This is a line of the self-check."));
		assert.equal(line?.kind, "window");
		assert.doesNotMatch(`${line?.prefixText}${line?.text}`, /\[AI\]/);
		assert.deepEqual(
			shown.filter(({ kind }) => kind === "bubble"),
			[],
		);
	});

	test("a gateway that is away is not the engine's fault", async (t) => {
		const world = await createWorld({
			projectFile: PROJECT,
			clock: "virtual",
			http: () => Promise.reject(Object.assign(new Error("refused"), { code: "ECONNREFUSED" })),
			secrets: { townsfolk_gateway_token: "a-token-of-the-test" },
		});
		t.after(world.shutdown);
		await world.start();
		await world.run(3);
		const { found } = await selfCheck(world);
		for (const question of ["secret go over plain http", "Timeout be 30 s", "40 requests at once"])
			assert.equal(rowOf(found, question).answer, "not known", question);
		assert.match(
			rowOf(found, "secret go over plain http").seen,
			/^http:\/\/127\.0\.0\.1:8787 does not answer: HttpError: /,
		);
	});
});
