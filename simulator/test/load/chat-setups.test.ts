import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { BUBBLES } from "../../../src/shared/constants.ts";
import { createWorld, findInstance, formatLog, type PlayerHandle, type World } from "@townsfolk/headless";
import { PROJECT_FILE } from "../../src/project-file.ts";

/** Talk where a place's chat is not as Roblox sets it up. Nobody answers for the gateway: lines are sent by hand. */

const TOKEN = "token-of-the-instrument";

interface Setup {
	readonly world: World;
	/** `<player> <kind> <text>`, as displayed. */
	readonly shown: string[];
	/** Errors anywhere, and warnings of clients. */
	readonly problems: string[];
}

async function setUp(prepare: (service: { properties: Record<string, unknown> }) => void): Promise<Setup> {
	const shown: string[] = [];
	const problems: string[] = [];
	const world = await createWorld({
		projectFile: PROJECT_FILE,
		clock: "virtual",
		secrets: { townsfolk_gateway_token: TOKEN },
		http: () => Promise.reject(new Error("nobody is there")),
		prepare: (tree) => prepare(findInstance(tree, "TextChatService")),
	});
	world.on("log", (event) => {
		if (event.level === "error" || (event.level === "warn" && event.peer !== "server"))
			problems.push(formatLog(event));
	});
	world.on("display", ({ player, kind, text }) =>
		shown.push(`${player} ${kind} ${text.replace(BUBBLES.aiMark, "[AI] ")}`),
	);
	await world.start();
	return { world, shown, problems };
}

/** Has the server send a message to one player as its chat display does. */
async function send(world: World, player: string, message: Readonly<Record<string, string>>): Promise<void> {
	const fields = Object.entries(message).map(([key, value]) => `${key} = ${JSON.stringify(value)}`);
	await world.evaluate(
		"server",
		`game.ReplicatedStorage.Remotes.NPCChatMessageEvent:FireClient(game.Players.${player}, { ${fields.join(", ")} })`,
	);
}

const speech = (messageId: string, text: string) => ({
	messageId,
	npcId: "mara",
	displayName: "Mara",
	text,
	kind: "speech",
});

async function standByMara(world: World, player: PlayerHandle): Promise<void> {
	const at = (await world.evaluate(
		"server",
		`local position = workspace.NpcSpawns.MaraSpawn.Position return { x = position.X, z = position.Z }`,
	)) as { x: number; z: number };
	await player.teleport({ x: at.x + 4, y: 3, z: at.z });
	await world.run(1);
}

/** What `MessageReceived` and others have counted on a player's client. */
const countsOf = async (world: World, player: string) =>
	(await world.evaluate(player, "return game.ReplicatedStorage.ChatMetrics:GetAttributes()")) as Record<
		string,
		number
	>;

describe("a place that has switched Roblox's default channels off", () => {
	let setup: Setup;
	let alex: PlayerHandle;
	before(async () => {
		setup = await setUp((service) => (service.properties.CreateDefaultTextChannels = false));
		alex = await setup.world.join({ name: "Alex" });
		await setup.world.join({ name: "Sam" });
		await setup.world.run(2);
		await standByMara(setup.world, alex);
	});
	after(() => setup?.world.shutdown());

	it("has a general channel that every player joins once, latecomers too", async () => {
		const names = await setup.world.evaluate(
			"Alex",
			`local names = {}
			for _, source in game.TextChatService.TextChannels.RBXGeneral:GetChildren() do table.insert(names, source.Name) end
			table.sort(names) return names`,
		);
		assert.deepEqual(names, ["Alex", "Sam"]);
		const target = `return game.TextChatService:FindFirstChildOfClass("ChatInputBarConfiguration").TargetTextChannel.Name`;
		assert.equal(await setup.world.evaluate("Alex", target), "RBXGeneral");
	});

	it("lets players talk, and shows NPCs' lines in bubbles and in the window", async () => {
		setup.shown.length = 0;
		await alex.chat("Hello Mara!");
		await send(setup.world, "Alex", speech("m1", "Good morning, Alex."));
		await setup.world.run(1);
		assert.ok(setup.shown.includes("Sam window Hello Mara!"));
		const mine = setup.shown.filter((line) => line.includes("Good morning"));
		assert.deepEqual(mine, ["Alex window Good morning, Alex.", "Alex bubble [AI] Good morning, Alex."]);
	});

	it("counts players' and NPCs' lines on the client", async () => {
		const { PlayerLines, NpcLines, NoticeLines, Shown, WindowFailures, BubbleFailures } = await countsOf(
			setup.world,
			"Alex",
		);
		assert.equal(PlayerLines, 1);
		assert.equal(NpcLines! + NoticeLines!, Shown);
		assert.ok(NpcLines! >= 1);
		assert.equal(WindowFailures! + BubbleFailures!, 0);
	});

	it("causes no error on the server or a client", () => assert.deepEqual(setup.problems, []));
});

describe("a player whose chat is off, among others", () => {
	let setup: Setup;
	let alex: PlayerHandle;
	before(async () => {
		setup = await setUp((service) => (service.properties.CreateDefaultTextChannels = false));
		await setup.world.setOption("canChat", { 2: false });
		alex = await setup.world.join({ name: "Alex" });
		const sam = await setup.world.join({ name: "Sam" });
		await setup.world.run(2);
		await standByMara(setup.world, alex);
		await standByMara(setup.world, sam);
	});
	after(() => setup?.world.shutdown());

	it("sees what NPCs say, and the others can still talk", async () => {
		await alex.chat("Hello Mara!");
		await send(setup.world, "Sam", speech("m1", "Good morning, all."));
		await setup.world.run(1);
		assert.ok(setup.shown.includes("Alex window Hello Mara!"));
		assert.ok(setup.shown.includes("Sam window Good morning, all."));
		assert.ok(setup.shown.includes("Sam bubble [AI] Good morning, all."));
		assert.deepEqual(setup.problems, []);
	});
});

describe("a client that has lost the chat channel", () => {
	let setup: Setup;
	before(async () => {
		setup = await setUp(() => {});
		await setup.world.join({ name: "Alex" });
		await setup.world.join({ name: "Sam" });
		await setup.world.run(1);
		// As another script of the place may.
		await setup.world.evaluate("Alex", `game.TextChatService.TextChannels.RBXGeneral:Destroy()`);
	});
	after(() => setup?.world.shutdown());

	it("goes on, warns once, and leaves other clients alone", async () => {
		for (let line = 0; line < 30; line++) {
			await send(setup.world, "Alex", speech(`a${line}`, "Anybody there?"));
			await send(setup.world, "Sam", speech(`s${line}`, "Good morning."));
		}
		await setup.world.run(15);
		assert.equal(setup.shown.filter((line) => line === "Sam window Good morning.").length, 30);
		assert.ok(!setup.shown.some((line) => line.startsWith("Alex window")));
		assert.equal(setup.problems.length, 1);
		assert.match(setup.problems[0]!, /Alex.*no chat channel after 10 s.*30 line/);
		assert.equal((await countsOf(setup.world, "Alex")).Shown, 30);
	});
});

describe("what clients show of what the server sends them", () => {
	let setup: Setup;
	before(async () => {
		setup = await setUp(() => {});
		const alex = await setup.world.join({ name: "Alex" });
		const sam = await setup.world.join({ name: "Sam" });
		await standByMara(setup.world, alex);
		await standByMara(setup.world, sam);
	});
	after(() => setup?.world.shutdown());

	it("is only what is meant for that client, in order, escaped, and once", async () => {
		const { world, shown } = setup;
		shown.length = 0;
		const thinking = { ...speech("t1", "…"), kind: "thinking" };
		const notice = { ...speech("n1", "Mara is an AI."), displayName: "Notice", kind: "notice" };
		for (const message of [thinking, notice, speech("m1", "Tea & <cake>?"), speech("m1", "Tea & <cake>?")])
			await send(world, "Alex", message);
		await send(world, "Sam", speech("m1", "Tea & <cake>?"));
		await world.run(1);
		assert.deepEqual(
			shown.filter((line) => line.startsWith("Alex")),
			[
				"Alex bubble …",
				'Alex window <font color="#BFD4FF"><i>Mara is an AI.</i></font>',
				"Alex window Tea &amp; &lt;cake&gt;?",
				"Alex bubble [AI] Tea &amp; &lt;cake&gt;?",
			],
		);
		assert.deepEqual(
			shown.filter((line) => line.startsWith("Sam")),
			["Sam window Tea &amp; &lt;cake&gt;?", "Sam bubble [AI] Tea &amp; &lt;cake&gt;?"],
		);
		assert.deepEqual(setup.problems, []);
		const { Thinking, Repeated, NoticeLines, NpcLines } = await countsOf(world, "Alex");
		assert.deepEqual([Thinking, Repeated, NoticeLines, NpcLines], [1, 1, 1, 1]);
	});
});
