import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { createWorld, type DisplayEvent, type PlayerHandle, type World } from "../src/index.ts";
import { attempt } from "./support/attempt.ts";
import { GROUND, projectWith, textChatWith, writeProject } from "./support/write-project.ts";

const CHAT = `
local TextChatService = game:GetService("TextChatService")
local Players = game:GetService("Players")
local function general() return TextChatService:WaitForChild("TextChannels"):WaitForChild("RBXGeneral") end
`;

interface ChatWorld {
	readonly world: World;
	readonly shown: DisplayEvent[];
	readonly errors: string[];
	/** What a peer noted with `note(…)` since the start. */
	readonly notes: (peer: string) => Promise<unknown>;
	/** Runs Luau in a peer with `TextChatService`, `general()` and `note(text)`. */
	readonly run: (peer: string, luau: string) => Promise<unknown>;
	readonly join: (name: string, displayName?: string) => Promise<PlayerHandle>;
	/** Lines of the window and bubbles that a player saw, as `kind prefix|text`. */
	readonly seenBy: (player: string) => string[];
}

async function createChatWorld(t: TestContext, properties: Record<string, unknown> = {}): Promise<ChatWorld> {
	const projectFile = writeProject(t, {
		"default.project.json": projectWith({
			Workspace: { Ground: GROUND },
			TextChatService: textChatWith(properties),
		}),
	});
	const world = await createWorld({ projectFile, clock: "virtual" });
	t.after(world.shutdown);
	const shown: DisplayEvent[] = [];
	const errors: string[] = [];
	world.on("display", (event) => shown.push(event));
	world.on("log", ({ level, peer, message }) => level === "error" && errors.push(`${peer}: ${message}`));
	await world.start();
	const run = (peer: string, luau: string) =>
		attempt(
			world,
			`_G.notes = _G.notes or {} ${CHAT} local function note(x) table.insert(_G.notes, x) end ${luau}`,
			peer,
		);
	return {
		world,
		shown,
		errors,
		run,
		notes: (peer) => attempt(world, "return _G.notes or {}", peer),
		join: async (name, displayName) => {
			const handle = await world.join({ name, displayName });
			// Until the chat UI is mounted.
			await world.run(0.6);
			return handle;
		},
		seenBy: (player) =>
			shown
				.filter((event) => event.player === player)
				.map(({ kind, prefixText = "", text }) =>
					kind === "window" ? `window ${prefixText}|${text}` : `bubble ${text}`,
				),
	};
}

test("default channels are there with a source for everybody, on both sides", async (t) => {
	const { join, run } = await createChatWorld(t);
	await join("Alex", "Lex");
	const bo = await join("Bo");
	const list = `local names = {}
		for _, channel in TextChatService.TextChannels:GetChildren() do
			for _, source in channel:GetChildren() do
				table.insert(names, channel.Name .. ":" .. source.Name .. ":" .. source.UserId)
			end
		end
		table.sort(names) return names`;
	const everybody = ["RBXGeneral:Bo:2", "RBXGeneral:Lex:1", "RBXSystem:Bo:2", "RBXSystem:Lex:1"];
	assert.deepEqual(await run("server", list), everybody);
	assert.deepEqual(await run("Alex", list), everybody);
	await bo.leave();
	await run("server", "task.wait(0.2)");
	assert.deepEqual(await run("Alex", list), ["RBXGeneral:Lex:1", "RBXSystem:Lex:1"]);
});

test("a place without default channels gets none, and its chat box says so", async (t) => {
	const { join, run } = await createChatWorld(t, { CreateDefaultTextChannels: false });
	const alex = await join("Alex");
	assert.equal(await run("server", `return TextChatService:FindFirstChild("TextChannels") == nil`), true);
	await assert.rejects(alex.chat("hello"), /the chat box has no channel/);
});

test("configurations have the documented defaults", async (t) => {
	const { run, join } = await createChatWorld(t);
	await join("Alex");
	const read = (peer: string) =>
		run(
			peer,
			`local bubble = TextChatService:FindFirstChildOfClass("BubbleChatConfiguration")
			local window = TextChatService:FindFirstChildOfClass("ChatWindowConfiguration")
			local bar = TextChatService:FindFirstChildOfClass("ChatInputBarConfiguration")
			return { bubble.BubbleDuration, bubble.MaxDistance, bubble.MinimizeDistance, bubble.MaxBubbles, bubble.Enabled,
				bubble.AdorneeName, window.Enabled, window.TextSize, bar.TargetTextChannel == nil, #TextChatService:GetChildren() }`,
		);
	const expected = [30, 100, 40, 3, true, "HumanoidRootPart", true, 14, true, 6];
	assert.deepEqual(await read("server"), expected);
	assert.deepEqual(await read("Alex"), expected);
	assert.match(String(await run("server", `TextChatService.ChatVersion = "LegacyChatService"`)), /read only/);
});

test("a line reaches everybody: once in each window, once over the head", async (t) => {
	const { join, run, notes, seenBy, errors } = await createChatWorld(t);
	const alex = await join("Alex", "Lex");
	await join("Bo");
	const listen = `general().MessageReceived:Connect(function(m)
			note(m.PrefixText .. "|" .. m.Text .. "|" .. m.TextSource.UserId .. "|" .. m.Status.Name .. "|" .. m.TextChannel.Name)
		end)
		TextChatService.MessageReceived:Connect(function(m) note(m.MessageId) end)
		TextChatService.SendingMessage:Connect(function(m) note("sending " .. m.Status.Name) end)`;
	for (const peer of ["Alex", "Bo"]) await run(peer, listen);
	await run("server", `Players.Alex.Chatted:Connect(function(text) note("chatted " .. text) end)`);
	await alex.chat("hi there");
	await run("server", "task.wait(0.2)");
	const line = "Lex|hi there|1|Success|RBXGeneral";
	const [sending, alexLine, alexId] = (await notes("Alex")) as string[];
	assert.deepEqual([sending, alexLine], ["sending Sending", line]);
	assert.deepEqual(await notes("Bo"), [line, alexId]);
	assert.deepEqual(await notes("server"), ["chatted hi there"]);
	for (const player of ["Alex", "Bo"]) {
		assert.deepEqual(seenBy(player), ["window Lex|hi there", "bubble hi there"]);
	}
	assert.deepEqual(errors, []);
});

test("ShouldDeliverCallback is asked once per recipient, with one message", async (t) => {
	const { join, run, notes, seenBy } = await createChatWorld(t);
	const alex = await join("Alex");
	for (const name of ["Bo", "Cy", "Di"]) await join(name);
	await run(
		"server",
		`general().ShouldDeliverCallback = function(message, source)
			note(message.MessageId) note(message.Text .. ">" .. source.Name)
			local answers = { Alex = true, Bo = "yes", Cy = false }
			return answers[source.Name]
		end`,
	);
	await run("Alex", `TextChatService.MessageReceived:Connect(function(m) note(m.Text) end)`);
	await alex.chat("psst");
	await run("server", "task.wait(0.2)");
	const asked = (await notes("server")) as string[];
	assert.deepEqual(
		asked.filter((_, index) => index % 2 === 1),
		["psst>Alex", "psst>Bo", "psst>Cy", "psst>Di"],
	);
	assert.equal(new Set(asked.filter((_, index) => index % 2 === 0)).size, 1);
	assert.deepEqual(seenBy("Bo"), ["window Alex|psst", "bubble psst"]);
	assert.deepEqual(seenBy("Cy"), [], "false blocks");
	assert.deepEqual(seenBy("Di"), [], "nil blocks");
	assert.deepEqual(await notes("Alex"), ["psst"]);
});

test("a sender who is not delivered to sees the line all the same, but does not receive it", async (t) => {
	const { join, run, notes, seenBy } = await createChatWorld(t);
	const alex = await join("Alex");
	await run("server", "general().ShouldDeliverCallback = function() end");
	await run("Alex", `TextChatService.MessageReceived:Connect(function(m) note(m.Text) end)`);
	await alex.chat("anyone?");
	assert.deepEqual(seenBy("Alex"), ["window Alex|anyone?", "bubble anyone?"]);
	assert.deepEqual(await notes("Alex"), []);
});

test("callbacks that yield or fail are errors, and a delivery callback's then blocks", async (t) => {
	const { join, run, seenBy, errors, notes, world } = await createChatWorld(t);
	const alex = await join("Alex");
	await join("Bo");
	await run(
		"server",
		`general().ShouldDeliverCallback = function() task.wait() note("resumed") return true end`,
	);
	await alex.chat("one");
	await run("server", `general().ShouldDeliverCallback = function() error("broken") end`);
	await alex.chat("two");
	await world.run(0.5);
	assert.deepEqual(seenBy("Bo"), []);
	assert.deepEqual(await notes("server"), []);
	assert.match(errors[0], /^server: TextChannel\.ShouldDeliverCallback yielded/);
	assert.match(errors.at(-1) ?? "", /^server: .*broken/);
	errors.length = 0;

	await run("server", "general().ShouldDeliverCallback = nil");
	for (const name of ["OnIncomingMessage", "OnChatWindowAdded", "OnBubbleAdded"]) {
		await run("Bo", `TextChatService.${name} = function() task.wait() end`);
	}
	await alex.chat("three");
	await world.run(0.5);
	assert.deepEqual(seenBy("Bo"), ["window Alex|three", "bubble three"], "shown as if there were no callback");
	for (const name of ["OnIncomingMessage", "OnChatWindowAdded", "OnBubbleAdded"]) {
		const matching = errors.filter((line) => line.startsWith(`Bo: TextChatService.${name} yielded`));
		assert.equal(matching.length, 1, name);
	}
});

test("members belong to one side", async (t) => {
	const { join, run } = await createChatWorld(t);
	await join("Alex");
	const refused = async (peer: string, luau: string) =>
		assert.match(String(await run(peer, luau)), /^error: /, luau);
	for (const luau of [
		"TextChatService.OnIncomingMessage = function() end",
		"TextChatService.OnChatWindowAdded = function() end",
		"TextChatService.OnBubbleAdded = function() end",
		"general().OnIncomingMessage = function() end",
		"general().MessageReceived:Connect(print)",
		"TextChatService.SendingMessage:Connect(print)",
		`general():DisplaySystemMessage("x")`,
		`general():SendAsync("x")`,
		`TextChatService:DisplayBubble(workspace.Alex, "x")`,
	]) {
		await refused("server", luau);
	}
	await refused("Alex", "general().ShouldDeliverCallback = function() end");
	await refused("Alex", "TextChatService:CanUsersChatAsync(1, 1)");
	await refused("Alex", `game:GetService("TextService"):FilterStringAsync("x", 1)`);
	assert.match(String(await run("Alex", `general():SendAsync("x")`)), /delivers what the user typed/);
});

test("system messages decorate as the documented recipe does", async (t) => {
	const { join, run, notes, seenBy, shown } = await createChatWorld(t);
	await join("Alex");
	await run(
		"Alex",
		`TextChatService.OnIncomingMessage = function(message)
			note("service " .. message.Text)
			local properties = Instance.new("TextChatMessageProperties")
			if not message.TextSource then properties.PrefixText = "<b>" .. message.Metadata .. "</b>: " end
			return properties
		end
		general().OnIncomingMessage = function(message)
			note("channel " .. message.PrefixText)
			local properties = Instance.new("TextChatMessageProperties")
			properties.Text = message.Text .. "!"
			return properties
		end
		TextChatService.OnChatWindowAdded = function(message)
			note("window " .. message.Text)
			local properties = TextChatService.ChatWindowConfiguration:DeriveNewMessageProperties()
			properties.PrefixTextProperties.TextColor3 = Color3.new(1, 0, 0)
			properties.Text = "“" .. message.Text .. "”"
			return properties
		end
		general().MessageReceived:Connect(function(m) note("received " .. m.PrefixText .. m.Text) end)`,
	);
	const returned = await run(
		"Alex",
		`local m = general():DisplaySystemMessage("Welcome", "Mara")
		return { m.Text, m.Metadata, m.Status.Name, m.TextSource == nil, m.MessageId ~= "" }`,
	);
	assert.deepEqual(returned, ["Welcome!", "Mara", "Success", true, true]);
	assert.deepEqual(await notes("Alex"), [
		"service Welcome",
		"channel <b>Mara</b>: ",
		"window Welcome!",
		"received <b>Mara</b>: Welcome!",
	]);
	assert.deepEqual(seenBy("Alex"), ["window <b>Mara</b>: |“Welcome!”"]);
	assert.equal(shown[0].metadata, "Mara");
});

test("a window that is switched off shows nothing", async (t) => {
	const { join, run, shown } = await createChatWorld(t);
	await join("Alex");
	await run(
		"Alex",
		`TextChatService.ChatWindowConfiguration.Enabled = false general():DisplaySystemMessage("x")`,
	);
	assert.deepEqual(shown, []);
});

test("DisplayBubble tells listeners and shows over what is in sight", async (t) => {
	const { join, run, notes, seenBy, shown } = await createChatWorld(t);
	await join("Alex");
	await run(
		"server",
		`for name, x in { Near = 30, Far = 500 } do
			local part = Instance.new("Part") part.Name = name part.Anchored = true
			part.Position = Vector3.new(x, 3, 0) part.Parent = workspace
		end
		task.wait(0.2)`,
	);
	await run(
		"Alex",
		`TextChatService.BubbleDisplayed:Connect(function(part, message) note(part.Name .. ":" .. message.Text) end)
		TextChatService.OnBubbleAdded = function(message, adornee)
			note(tostring(message.TextSource) .. ":" .. adornee.Name)
			local properties = Instance.new("BubbleChatMessageProperties")
			properties.TextSize = 20
			return properties
		end
		TextChatService:DisplayBubble(workspace.Near, "hello")
		TextChatService:DisplayBubble(workspace.Far, "out of sight")`,
	);
	assert.deepEqual(await notes("Alex"), ["nil:Near", "Near:hello", "nil:Far", "Far:out of sight"]);
	assert.deepEqual(seenBy("Alex"), ["bubble hello"]);
	assert.equal(shown[0].adornee, "Workspace.Near");
	await run(
		"Alex",
		`TextChatService.BubbleChatConfiguration.Enabled = false TextChatService:DisplayBubble(workspace.Near, "off")`,
	);
	assert.deepEqual(seenBy("Alex"), ["bubble hello", "bubble off"], "Enabled is for what players say");
	assert.match(
		String(await run("Alex", `TextChatService:DisplayBubble(Players, "x")`)),
		/must be a part or a character/,
	);
});

test("lines that cannot be sent say why and reach nobody", async (t) => {
	const { world, join, run, seenBy } = await createChatWorld(t);
	const alex = await join("Alex");
	await join("Bo");
	await alex.chat("é".repeat(200));
	await assert.rejects(alex.chat("x".repeat(201)), /MessageTooLong/);
	await world.setOption("canChat", { 1: false });
	await assert.rejects(alex.chat("hello"), /InvalidPrivacySettings/);
	await world.setOption("canChat", {});
	await world.setOption("filter", "throws");
	await assert.rejects(alex.chat("hello"), /TextFilterFailed/);
	await world.setOption("filter", "words");
	await run("server", `general():FindFirstChild("Alex").CanSend = false`);
	await assert.rejects(alex.chat("hello"), /InvalidTextChannelPermissions/);
	assert.equal(seenBy("Bo").length, 2, "the first line and its bubble");
});

test("clients get the filtered text", async (t) => {
	const { world, join, seenBy } = await createChatWorld(t);
	const alex = await join("Alex");
	await join("Bo");
	await world.setOption("filterWords", ["fudge"]);
	await alex.chat("oh Fudge, fudged");
	await world.setOption("filter", "hashes");
	await alex.chat("hi you");
	await world.run(0.2);
	assert.deepEqual(
		seenBy("Bo").filter((line) => line.startsWith("window")),
		["window Alex|oh #####, fudged", "window Alex|## ###"],
	);
});

test("Player.Chatted can come before the delivery, after it, or never", async (t) => {
	const { world, join, run, notes } = await createChatWorld(t);
	const alex = await join("Alex");
	await run(
		"server",
		`Players.Alex.Chatted:Connect(function(text) note("chatted " .. text) end)
		general().ShouldDeliverCallback = function(message) note("deliver " .. message.Text) return true end`,
	);
	for (const moment of ["after", "before", "never"]) {
		await world.setOption("playerChatted", moment);
		await alex.chat(moment);
	}
	assert.deepEqual(await notes("server"), [
		"deliver after",
		"chatted after",
		"chatted before",
		"deliver before",
		"deliver never",
	]);
});

test("a place's own channel and command work", async (t) => {
	const { world, join, run, notes, seenBy } = await createChatWorld(t);
	const alex = await join("Alex");
	await join("Bo");
	const added = await run(
		"server",
		`local channel = Instance.new("TextChannel") channel.Name = "Guild" channel.Parent = TextChatService
		local command = Instance.new("TextChatCommand") command.Name = "Wave" command.PrimaryAlias = "/wave"
		command.Triggered:Connect(function(source, text) note(source.Name .. ":" .. text) end)
		command.Parent = TextChatService
		local source, isNew = channel:AddUserAsync(1)
		local again, isNewAgain = channel:AddUserAsync(1)
		local nobody, isNobody = channel:AddUserAsync(99)
		return { source.Name, isNew, again == source, isNewAgain, nobody == nil, isNobody }`,
	);
	assert.deepEqual(added, ["Alex", true, true, false, true, false]);
	await world.run(0.2);
	await run("Alex", `TextChatService.ChatInputBarConfiguration.TargetTextChannel = TextChatService.Guild`);
	await alex.chat("for the guild");
	await alex.chat("/wave at Bo");
	await world.run(0.2);
	assert.deepEqual(seenBy("Alex"), ["window Alex|for the guild", "bubble for the guild"]);
	assert.deepEqual(seenBy("Bo"), []);
	assert.deepEqual(await notes("server"), ["Alex:/wave at Bo"]);
});

test("a word that a command of Roblox's own bears is an ordinary line without its slash", async (t) => {
	const { world, join, seenBy } = await createChatWorld(t);
	const alex = await join("Alex");
	for (const line of ["help", "e", "team up with me", "/help", "/e dance", "/team"]) await alex.chat(line);
	await world.run(0.2);
	assert.deepEqual(
		seenBy("Alex").filter((line) => line.startsWith("bubble")),
		["bubble help", "bubble e", "bubble team up with me"],
	);
});

test("Chatted tells of lines that call a command, or does not, as the world says", async (t) => {
	const { world, join, notes, run } = await createChatWorld(t);
	await run(
		"server",
		`local command = Instance.new("TextChatCommand") command.PrimaryAlias = "/hop"
		command.Parent = TextChatService
		Players.PlayerAdded:Connect(function(player) player.Chatted:Connect(note) end)`,
	);
	const alex = await join("Alex");
	await alex.chat("/hop high");
	await world.run(0.2);
	assert.deepEqual(await notes("server"), []);
	await world.setOption("commandsChatted", true);
	await alex.chat("/hop higher");
	await world.run(0.2);
	assert.deepEqual(await notes("server"), ["/hop higher"]);
});

test("who may chat can be asked", async (t) => {
	const { world, join, run } = await createChatWorld(t);
	await join("Alex");
	await join("Bo");
	await world.setOption("canChat", { 2: false });
	assert.equal(await run("server", "return TextChatService:CanUserChatAsync(1)"), true);
	assert.equal(await run("server", "return TextChatService:CanUsersChatAsync(1, 2)"), false);
	assert.equal(await run("Bo", "return TextChatService:CanUserChatAsync(2)"), false);
	assert.match(String(await run("Bo", "return TextChatService:CanUserChatAsync(1)")), /local player/);
	assert.match(
		String(await run("server", "return TextChatService:CanUserChatAsync(9)")),
		/not in this server/,
	);
});

test("TextService filters for those who are here, and yields", async (t) => {
	const { world, join, run } = await createChatWorld(t);
	await join("Alex");
	const filter = (method: string) =>
		run(
			"server",
			`local hasYielded = false
			task.defer(function() hasYielded = true end)
			local result = game:GetService("TextService"):FilterStringAsync("a badword", 1)
			assert(hasYielded) return result:${method}`,
		);
	assert.equal(await filter("GetNonChatStringForBroadcastAsync()"), "a #######");
	assert.equal(await filter("GetNonChatStringForUserAsync(1)"), "a #######");
	assert.match(String(await filter("GetNonChatStringForUserAsync(7)")), /not in this server/);
	assert.match(String(await filter("GetChatForUserAsync(1)")), /no longer supported/);
	const call = (luau: string) => run("server", `return game:GetService("TextService"):${luau}`);
	assert.match(String(await call(`FilterStringAsync("a", 7)`)), /not in this server/);
	assert.match(String(await call(`FilterAndTranslateStringAsync("a", 1, {})`)), /no longer supported/);
	assert.match(String(await call(`GetTextSize("a", 8, "Arial", Vector2.zero)`)), /not implemented/);
	await world.setOption("filter", "throws");
	assert.match(String(await filter("GetNonChatStringForBroadcastAsync()")), /filter service failed/);
});
