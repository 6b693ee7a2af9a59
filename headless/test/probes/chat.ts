import type { TestContext } from "node:test";
import { createWorld, type PlayerHandle, type World } from "../../src/index.ts";
import { attempt } from "../support/attempt.ts";
import type { Probe } from "../support/probe.ts";
import { GROUND, projectWith, textChatWith, writeProject } from "../support/write-project.ts";

/** Text chat. */
export interface ChatProbe extends Probe {
	readonly options?: Readonly<Record<string, unknown>>;
	readonly properties?: Readonly<Record<string, unknown>>;
	readonly run: (chat: Chat) => Promise<unknown>;
}

interface Chat {
	readonly world: World;
	readonly alex: PlayerHandle;
	readonly bo: PlayerHandle;
	readonly on: (peer: string, luau: string) => Promise<unknown>;
	/** What a player has seen of the chat and of GUI labels, as `kind text`. */
	readonly seen: (player: string) => string[];
}

const PRELUDE = `
	local TextChatService = game:GetService("TextChatService")
	local StarterGui = game:GetService("StarterGui")
	local Players = game:GetService("Players")
	local function general() return TextChatService:WaitForChild("TextChannels"):WaitForChild("RBXGeneral") end
	local function part(name, x)
		local made = Instance.new("Part") made.Name = name made.Anchored = true
		made.Position = Vector3.new(x, 3, 0) made.Parent = workspace
		return made
	end
`;

/** Alex and Bo, whose chat has been mounted. */
async function openChat(t: TestContext, { options, properties }: ChatProbe): Promise<Chat> {
	const projectFile = writeProject(t, {
		"default.project.json": projectWith({
			Workspace: { Ground: GROUND },
			TextChatService: textChatWith(properties),
		}),
	});
	const world = await createWorld({ projectFile, clock: "virtual", engineOptions: options ?? {} });
	t.after(world.shutdown);
	const shown: { player: string; line: string }[] = [];
	world.on("display", ({ player, kind, text, isMinimized }) =>
		shown.push({ player, line: `${kind} ${isMinimized === true ? "(minimized) " : ""}${text}` }),
	);
	world.on("label", ({ player, text }) => shown.push({ player, line: `label ${text}` }));
	await world.start();
	const alex = await world.join({ name: "Alex" });
	const bo = await world.join({ name: "Bo", displayName: "Bobby" });
	await world.run(1);
	return {
		world,
		alex,
		bo,
		on: (peer, luau) => attempt(world, `${PRELUDE} ${luau}`, peer),
		seen: (player) => shown.filter((each) => each.player === player).map(({ line }) => line),
	};
}

const IN_A_CLIENT_GUI = `
	local gui = Instance.new("ScreenGui") gui.Parent = Players.LocalPlayer.PlayerGui
	local label = Instance.new("TextLabel") label.Text = "hello" label.Parent = gui`;

export const CHAT_PROBES: ReadonlyArray<ChatProbe> = [
	{
		what: "a system message before the chat is mounted is lost, and the next is shown",
		source: "EXP: the chat UI mounts after game.Loaded",
		options: { chatMountSeconds: 5 },
		expected: ["window late"],
		run: async ({ world, on, seen }) => {
			await on("Alex", `general():DisplaySystemMessage("early")`);
			await on("Alex", `TextChatService:DisplayBubble(part("Near", 5), "early")`);
			await world.run(5);
			await on("Alex", `general():DisplaySystemMessage("late")`);
			return seen("Alex");
		},
	},
	{
		what: "GetCore(ChatActive) fails before core scripts have registered it, and then says that the chat is active",
		source: `StarterGui.GetCore, SetCore: "in case the respective core script has not yet loaded"`,
		options: { chatMountSeconds: 5 },
		expected: ["error: GetCore: ChatActive has not been registered by the CoreScripts", true],
		run: async ({ world, on }) => {
			const early = await on("Alex", `return StarterGui:GetCore("ChatActive")`);
			await world.run(5);
			return [early, await on("Alex", `return StarterGui:GetCore("ChatActive")`)];
		},
	},
	{
		what: "a console has neither window nor bubbles, and only its own client knows that it is one",
		source: "GuiService.IsTenFootInterface; EXP: nothing is mounted there",
		options: { consoles: { 1: true } },
		expected: {
			console: true,
			other: false,
			server: false,
			alex: [],
			bo: ["window hi", "bubble over there"],
		},
		run: async ({ on, seen }) => {
			const ask = `return game:GetService("GuiService"):IsTenFootInterface()`;
			for (const player of ["Alex", "Bo"])
				await on(
					player,
					`general():DisplaySystemMessage("hi") TextChatService:DisplayBubble(part("Near", 5), "over there")`,
				);
			return {
				console: await on("Alex", ask),
				other: await on("Bo", ask),
				server: await on("server", ask),
				alex: seen("Alex"),
				bo: seen("Bo"),
			};
		},
	},
	{
		what: "a window that the player has hidden shows no line, while bubbles go on",
		source: "StarterGui.GetCore: ChatActive is the selection state of the top bar's chat icon",
		options: { hiddenWindows: { 1: true } },
		expected: [false, ["bubble up here", "window again"]],
		run: async ({ on, seen }) => {
			const active = await on("Alex", `return StarterGui:GetCore("ChatActive")`);
			await on(
				"Alex",
				`general():DisplaySystemMessage("hi") TextChatService:DisplayBubble(part("Near", 5), "up here")
				StarterGui:SetCore("ChatActive", true) general():DisplaySystemMessage("again")`,
			);
			return [active, seen("Alex")];
		},
	},
	{
		what: "a disabled CoreGui of the chat hides the window, and GetCoreGuiEnabled says so",
		source: "StarterGui.SetCoreGuiEnabled, GetCoreGuiEnabled",
		expected: [true, false, []],
		run: async ({ on, seen }) => {
			const ask = "return StarterGui:GetCoreGuiEnabled(Enum.CoreGuiType.Chat)";
			const before = await on("Alex", ask);
			await on(
				"Alex",
				`StarterGui:SetCoreGuiEnabled(Enum.CoreGuiType.All, false) general():DisplaySystemMessage("hi")`,
			);
			return [before, await on("Alex", ask), seen("Alex")];
		},
	},
	{
		what: "the window has a size on the screen only while it is shown",
		source: "ChatWindowConfiguration.AbsoluteSize",
		options: { hiddenWindows: { 1: true } },
		expected: [false, true],
		run: async ({ on }) => {
			const ask = "return TextChatService.ChatWindowConfiguration.AbsoluteSize.Y > 0";
			return [await on("Alex", ask), await on("Bo", ask)];
		},
	},
	{
		what: "DisplayBubble shows its bubble though bubble chat is switched off",
		source: "EXP: DisplayBubble ignores BubbleChatConfiguration.Enabled",
		expected: ["bubble all the same"],
		run: async ({ on, seen }) => {
			await on(
				"Alex",
				`TextChatService.BubbleChatConfiguration.Enabled = false
				TextChatService:DisplayBubble(part("Near", 5), "all the same")`,
			);
			return seen("Alex");
		},
	},
	{
		what: "a bubble's distances are measured from the camera, and a far one is an ellipsis",
		source: "chat/bubble-chat.md: MaxDistance, MinimizeDistance from the camera",
		expected: ["bubble near", "bubble (minimized) far", "bubble far, from where the camera is now"],
		run: async ({ world, alex, on, seen }) => {
			await alex.teleport({ x: 0, y: 3, z: 0 });
			await world.run(0.3);
			await on(
				"Alex",
				`TextChatService:DisplayBubble(part("Near", 20), "near") TextChatService:DisplayBubble(part("Far", 60), "far")
				TextChatService:DisplayBubble(part("Gone", 200), "too far")
				workspace.CurrentCamera.CameraType = Enum.CameraType.Scriptable
				workspace.CurrentCamera.CFrame = CFrame.new(200, 5, 0)
				TextChatService:DisplayBubble(workspace.Near, "too far")
				TextChatService:DisplayBubble(workspace.Gone, "far, from where the camera is now")`,
			);
			return seen("Alex");
		},
	},
	{
		what: "DisplayBubble takes an Attachment, or does not, as the world says",
		source: `TextChatService.DisplayBubble: "part or character"; EXP takes Attachments [?]`,
		expected: [["bubble …"], "error: DisplayBubble: partOrCharacter must be a part or a character"],
		run: async ({ world, on, seen }) => {
			const bubble = `local at = Instance.new("Attachment") at.Parent = part("Near", 5)
				TextChatService:DisplayBubble(at, "…")`;
			await on("Alex", bubble);
			await world.setOption("bubblesOnAttachments", false);
			return [seen("Alex"), await on("Alex", bubble)];
		},
	},
	{
		what: "the default commands are there by name and alias",
		source: "TextChatService.CreateDefaultCommands",
		expected: [9, "whisper", "w", ""],
		run: ({ on }) =>
			on(
				"server",
				`local folder = TextChatService.TextChatCommands
				return { #folder:GetChildren(), folder.RBXWhisperCommand.PrimaryAlias, folder.RBXWhisperCommand.SecondaryAlias,
					folder.RBXConsoleCommand.SecondaryAlias }`,
			),
	},
	{
		what: "a place can do without the default commands, and then their lines are ordinary",
		source: "TextChatService.CreateDefaultCommands",
		properties: { CreateDefaultCommands: false },
		expected: ["window /e dance", "bubble /e dance"],
		run: async ({ world, alex, seen }) => {
			await alex.chat("/e dance");
			await world.run(0.2);
			return seen("Alex").slice(-2);
		},
	},
	{
		what: "a line that calls a default command reaches nobody",
		source: "TextChatCommand; CreateDefaultCommands",
		expected: [],
		run: async ({ world, alex, seen }) => {
			for (const line of ["/e dance", "/emote wave", "/cls", "/help", "/version", "/console"])
				await alex.chat(line);
			await world.run(0.2);
			return seen("Bo");
		},
	},
	{
		what: "a whisper makes a channel of two, and a third sees nothing",
		source: "TextChatService.CreateDefaultTextChannels: RBXWhisper:[UserId1]_[UserId2]",
		expected: {
			channel: ["Alex:1", "Bobby:2"],
			bo: ["window psst", "bubble psst", "window still here", "bubble still here"],
			cy: [],
		},
		run: async ({ world, alex, on, seen }) => {
			await world.join({ name: "Cy" });
			await world.run(1);
			await alex.chat("/w Bobby psst");
			await world.run(0.2);
			await alex.chat("still here");
			await world.run(0.2);
			const channel = await on(
				"server",
				`local sources = {}
				for _, source in TextChatService.TextChannels["RBXWhisper:1_2"]:GetChildren() do
					table.insert(sources, source.Name .. ":" .. source.UserId)
				end
				table.sort(sources) return sources`,
			);
			return { channel, bo: seen("Bo"), cy: seen("Cy") };
		},
	},
	{
		what: "a whisper goes by user name as well, and its channel is gone with either player",
		source: `TextChatService: "/w @Username"; "removed when either player leaves"`,
		expected: [true, false],
		run: async ({ world, alex, bo, on }) => {
			await alex.chat("/whisper @Bo psst");
			const ask = `return TextChatService.TextChannels:FindFirstChild("RBXWhisper:1_2") ~= nil`;
			const before = await on("server", ask);
			await bo.leave();
			await world.run(0.2);
			return [before, await on("server", ask)];
		},
	},
	{
		what: "the general channel's delivery callback is not asked about a whisper, and Chatted tells of it",
		source: "facts: ShouldDeliverCallback is one channel's; Chatted still fires",
		expected: ["chatted psst"],
		run: async ({ world, alex, on }) => {
			await on(
				"server",
				`_G.notes = {}
				general().ShouldDeliverCallback = function(message) table.insert(_G.notes, "delivers " .. message.Text) return true end
				Players.Alex.Chatted:Connect(function(text) table.insert(_G.notes, "chatted " .. text) end)`,
			);
			await alex.chat("/w Bobby psst");
			await world.run(0.2);
			return on("server", "return _G.notes");
		},
	},
	{
		what: "a team's channel is for its members, and goes with the team",
		source: "TextChatService.CreateDefaultTextChannels: RBXTeam[BrickColor]",
		expected: { neutral: false, alex: ["window red one", "bubble red one"], bo: [], after: false },
		run: async ({ world, alex, on, seen }) => {
			await on(
				"server",
				`local team = Instance.new("Team") team.Name = "Reds" team.TeamColor = BrickColor.new("Crimson")
				team.AutoAssignable = false team.Parent = game:GetService("Teams")
				Players.Alex.Team = team`,
			);
			await world.run(0.2);
			await alex.chat("/team red one");
			await world.run(0.2);
			const neutral = await on("server", "return Players.Alex.Neutral");
			await on("server", `game:GetService("Teams").Reds:Destroy()`);
			const after = await on(
				"server",
				`return TextChatService.TextChannels:FindFirstChild("RBXTeamCrimson") ~= nil`,
			);
			return { neutral, alex: seen("Alex"), bo: seen("Bo"), after };
		},
	},
	{
		what: "a muted player's lines are not shown to who muted them, until they are unmuted",
		source: `TextChatService: "mute and unmute commands apply to all TextChannels"`,
		expected: ["window three", "bubble three"],
		run: async ({ world, alex, bo, seen }) => {
			await alex.chat("/mute Bobby");
			await bo.chat("one");
			await bo.chat("two");
			await alex.chat("/um @Bo");
			await bo.chat("three");
			await world.run(0.2);
			return seen("Alex");
		},
	},
	{
		what: "who may take part in a direct chat can be asked on the server only",
		source: "TextChatService.CanUsersDirectChatAsync",
		options: { canChat: { 2: false } },
		expected: [[], "error: CanUsersDirectChatAsync can only be called from the server"],
		run: async ({ on }) => [
			await on("server", "return TextChatService:CanUsersDirectChatAsync(1, { 2 })"),
			await on("Alex", "return TextChatService:CanUsersDirectChatAsync(1, { 2 })"),
		],
	},
	{
		what: "a label of a ScreenGui is seen while it is visible and enabled, and again when its text changes",
		source: "GuiObject.Visible, LayerCollector.Enabled",
		expected: ["label hello", "label two", "label four"],
		run: async ({ world, on, seen }) => {
			await on("Alex", IN_A_CLIENT_GUI);
			await world.run(0.1);
			const change = async (luau: string) => {
				await on(
					"Alex",
					`local gui = Players.LocalPlayer.PlayerGui.ScreenGui local label = gui.TextLabel ${luau}`,
				);
				await world.run(0.1);
			};
			await change(`label.Text = "two"`);
			await change(`label.Visible = false label.Text = "three"`);
			await change(`label.Visible = true gui.Enabled = false`);
			await change(`gui.Enabled = true label.Text = "four"`);
			await change("gui:Destroy()");
			return seen("Alex");
		},
	},
	{
		what: "a billboard is seen over what is in the world and near, and goes with it",
		source: "BillboardGui.Adornee, MaxDistance",
		expected: ["label over near"],
		run: async ({ world, on, seen }) => {
			await on(
				"Alex",
				`local function board(text, x, maxDistance)
					local gui = Instance.new("BillboardGui") gui.MaxDistance = maxDistance
					local label = Instance.new("TextLabel") label.Text = text label.Parent = gui
					gui.Parent = part(text, x)
					return gui
				end
				board("over near", 20, 60) board("over far", 300, 60)
				board("over nothing", 20, 60).Parent.Parent = nil`,
			);
			await world.run(0.1);
			return seen("Alex");
		},
	},
];

export const askChat = async (t: TestContext, probe: ChatProbe): Promise<unknown> =>
	probe.run(await openChat(t, probe));
