import { Players, TextChatService } from "@rbxts/services";
import type { Log } from "server/ports";
import type { Threads } from "./threads";

/** The names that Roblox gives to its own. */
const CHANNELS_FOLDER = "TextChannels";
const CHANNEL_NAME = "RBXGeneral";

function findOrMake<T extends "Folder" | "TextChannel">(
	className: T,
	name: string,
	parent: Instance,
): CreatableInstances[T] {
	const found = parent.FindFirstChild(name);
	if (found?.IsA(className) === true) return found as CreatableInstances[T];
	const made = new Instance(className);
	made.Name = name;
	made.Parent = parent;
	return made;
}

function addPlayer(channel: TextChannel, player: Player, log: Log): void {
	const userId = player.UserId;
	const [ok, source] = pcall(() => channel.AddUserAsync(userId)[0]);
	if (!ok) log.warn("a player could not be added to the chat channel", { userId, problem: tostring(source) });
	else if (source === undefined) log.info("a player cannot chat", { userId });
}

/**
 * Makes the general channel and adds everybody to it, if the place has switched Roblox's default channels off
 * (`CreateDefaultTextChannels`). NPCs hear players through it, and it shows their lines. Does nothing if they are on: then
 * Roblox makes it. Does not yield.
 */
export function ensureChatChannel(deps: { threads: Threads; log: Log }): void {
	if (TextChatService.CreateDefaultTextChannels) return;
	const folder = findOrMake("Folder", CHANNELS_FOLDER, TextChatService);
	const channel = findOrMake("TextChannel", CHANNEL_NAME, folder);
	// What players type goes here, unless the place has chosen another channel.
	const bar = TextChatService.FindFirstChildOfClass("ChatInputBarConfiguration");
	if (bar !== undefined) bar.TargetTextChannel ??= channel;

	const add = (player: Player) => {
		deps.threads.run("chat channel", () => addPlayer(channel, player, deps.log));
	};
	Players.PlayerAdded.Connect(add);
	for (const player of Players.GetPlayers()) add(player);
}
