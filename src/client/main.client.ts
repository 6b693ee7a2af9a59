import { ReplicatedStorage } from "@rbxts/services";
import { createChatService } from "client/chat/chat-service";
import { createChatWindow } from "client/chat/chat-window";
import { createNpcChatReceiver } from "client/chat/npc-chat-receiver";
import { createBubbleDisplay } from "client/roblox/bubble-display";
import { createChatChannels } from "client/roblox/chat-channels";
import { configureBubbles } from "client/roblox/configure-bubbles";
import { createClientLog } from "client/roblox/log";
import { styleMessages } from "client/roblox/style-messages";
import { CLIENT_CHAT, SPEECH } from "shared/constants";

const log = createClientLog();
configureBubbles(log);
styleMessages();

const window = createChatWindow({ channels: createChatChannels(), spawn: task.spawn, log }, CLIENT_CHAT);
const chat = createChatService({ window });
const receiver = createNpcChatReceiver(
	{ chat, bubbles: createBubbleDisplay(), log },
	{ ...CLIENT_CHAT, bubbleMaxChars: SPEECH.maxBubbleChars },
);

const remotes = ReplicatedStorage.WaitForChild("Remotes");
const npcChatMessages = remotes.WaitForChild("NPCChatMessageEvent") as RemoteEvent<
	(payload: unknown) => void
>;
npcChatMessages.OnClientEvent.Connect((payload) => receiver.receive(payload));
