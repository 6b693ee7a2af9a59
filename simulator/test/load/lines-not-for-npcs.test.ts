import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { PlayerHandle } from "@townsfolk/headless";
import type { Rig } from "../../src/run/rig.ts";
import { createDemoTown, letAlexIn, standBesideNpc } from "./support/visit.ts";

interface Setup {
	readonly rig: Rig;
	readonly alex: PlayerHandle;
	/** What agents were asked. */
	readonly asked: string[];
	readonly logs: string[];
}

/** Alex and Sam stand by an NPC of the demo town. */
async function setUp(place?: { readonly start: string; readonly channel: string }): Promise<Setup> {
	const asked: string[] = [];
	const logs: string[] = [];
	const problems: string[] = [];
	const rig = await createDemoTown(3, problems, {
		model: {
			reply: (content) => (asked.push(content), ["How nice!"]),
			firstSentenceSeconds: [0.1, 0.1],
			nextSentenceSeconds: [0.1, 0.1],
		},
	});
	const { world } = rig;
	world.on("log", ({ peer, message }) => peer === "server" && logs.push(message));
	// A script of the game's that runs before ours.
	if (place !== undefined) await world.evaluate("server", place.start);
	const alex = await letAlexIn(rig, problems);
	const sam = await world.join({ name: "Sam" });
	if (place !== undefined)
		await world.evaluate(
			"Alex",
			`local service = game:GetService("TextChatService")
			local bar = service:FindFirstChildOfClass("ChatInputBarConfiguration")
			bar.TargetTextChannel = service.TextChannels:WaitForChild("${place.channel}")`,
		);
	await standBesideNpc(rig, sam, 4);
	await world.run(2);
	return { rig, alex, asked, logs };
}

describe("a line that begins with a slash", () => {
	let setup: Setup;
	before(async () => {
		setup = await setUp();
	});
	after(() => setup?.rig.close());

	it("reaches no agent, though Chatted tells of it before the channel does", async () => {
		const { rig, alex, asked } = setup;
		await rig.world.setOption("commandsChatted", true);
		await rig.world.setOption("playerChatted", "before");
		await rig.world.evaluate(
			"server",
			`local command = Instance.new("TextChatCommand") command.PrimaryAlias = "/hop"
			command.Parent = game:GetService("TextChatService")`,
		);
		await rig.world.run(0.5);
		await alex.chat("/hop over the secret fence");
		await alex.chat("/juggle the secret plums");
		await alex.chat("good morning to you");
		await rig.world.run(10);
		assert.ok(asked.some((content) => content.includes("good morning to you")));
		assert.deepEqual(
			asked.filter((content) => content.includes("secret")),
			[],
		);
	});
});

describe("a line that is not for everybody", () => {
	let setup: Setup;
	before(async () => {
		setup = await setUp();
	});
	after(() => setup?.rig.close());

	it("reaches no agent, though Chatted tells of it before any line has come by the channel", async () => {
		const { rig, alex, asked } = setup;
		await alex.chat("/w Sam the secret plan");
		await alex.chat("and another secret");
		await rig.world.run(10);
		assert.deepEqual(
			asked.filter((content) => content.includes("secret")),
			[],
		);
	});
});

describe("a place without a general channel", () => {
	let setup: Setup;
	before(async () => {
		setup = await setUp({
			start: `game:GetService("TextChatService").TextChannels.RBXGeneral.Name = "Lobby"`,
			channel: "Lobby",
		});
	});
	after(() => setup?.rig.close());

	it("has its players heard by Chatted, and says so in the log", async () => {
		const { rig, alex, asked, logs } = setup;
		await alex.chat("too early to be heard");
		await rig.world.run(60);
		await alex.chat("good morning to you");
		await rig.world.run(10);
		assert.ok(asked.some((content) => content.includes("good morning to you")));
		assert.equal(logs.filter((message) => message.includes("Player.Chatted only")).length, 1);
	});
});

describe("a script of the game that takes the channel's delivery callback", () => {
	let setup: Setup;
	before(async () => {
		setup = await setUp();
	});
	after(() => setup?.rig.close());

	it("is named in the log once players have chatted for a while, and not before", async () => {
		const { rig, alex, asked, logs } = setup;
		const named = () => logs.filter((message) => message.includes("ShouldDeliverCallback")).length;
		for (const line of ["one", "two", "three", "four"]) {
			await alex.chat(line);
			await rig.world.run(20);
		}
		assert.equal(named(), 0, "while the server hears every line");
		await rig.world.evaluate(
			"server",
			`game:GetService("TextChatService").TextChannels.RBXGeneral.ShouldDeliverCallback = function() return true end`,
		);
		asked.length = 0;
		for (const line of ["five", "six", "seven", "eight", "nine"]) {
			await alex.chat(line);
			await rig.world.run(20);
		}
		assert.deepEqual(
			asked.filter((content) => content.includes("seven")),
			[],
		);
		assert.equal(named(), 1);
	});
});
