import { ReplicatedStorage } from "@rbxts/services";
import { createChatMetrics } from "client/chat/chat-metrics";
import { createChatService } from "client/chat/chat-service";
import { createChatWindow } from "client/chat/chat-window";
import { guardDisplays } from "client/chat/guarded-displays";
import { createNoticeQueue } from "client/chat/notice-queue";
import { createNpcChatReceiver } from "client/chat/npc-chat-receiver";
import { OwnLineReports } from "client/chat/own-line-reports";
import { parseChatConfig } from "client/config/chat-config";
import { createBubbleDisplay } from "client/roblox/bubble-display";
import { createChatChannels } from "client/roblox/chat-channels";
import { readChatConfigAttributes } from "client/roblox/chat-config-source";
import { createChatMetricsView } from "client/roblox/chat-metrics-view";
import { configureChat } from "client/roblox/configure-chat";
import { createClientLog } from "client/roblox/log";
import { animateNpcs } from "client/roblox/npc-animations";
import { createTalkGestures } from "client/roblox/talk-gestures";
import { monitorMessages } from "client/roblox/monitor-messages";
import { createSeenReport } from "client/roblox/seen-report";
import { createNoticePing } from "client/roblox/notice-ping";
import { styleBubbles } from "client/roblox/style-bubbles";
import { styleMessages } from "client/roblox/style-messages";
import { BUBBLES, CLIENT_CHAT } from "shared/constants";

const log = createClientLog();
const now = os.clock;
configureChat(log);
styleMessages();
styleBubbles();

const metrics = createChatMetrics(createChatMetricsView());
const ownLines = new OwnLineReports({ now, report: createSeenReport() }, CLIENT_CHAT.ownLineReportSeconds);
monitorMessages(metrics, () => ownLines.noteLine());

const { config, problems } = parseChatConfig(readChatConfigAttributes(CLIENT_CHAT.configTimeoutSeconds));
for (const problem of problems) log.warn(problem);

const displays = { bubbles: createBubbleDisplay(), channels: createChatChannels() };
const { bubbles, channels } = guardDisplays(displays, { metrics, log });
const window = createChatWindow({ channels, spawn: task.spawn, log }, CLIENT_CHAT);
const ping = createNoticePing(config);
const notices = createNoticeQueue({ now, after: task.delay, ping, metrics, log }, CLIENT_CHAT);
const receiver = createNpcChatReceiver(
	{ chat: createChatService({ window, notices }), bubbles, metrics, log, now },
	{
		...CLIENT_CHAT,
		bubbleMaxChars: BUBBLES.maxChars,
		bubbleSeconds: BUBBLES.durationSeconds,
		showsThinking: config.ThinkingBubbles,
	},
);

const remotes = ReplicatedStorage.WaitForChild("Remotes");
const npcChatMessages = remotes.WaitForChild("NPCChatMessageEvent") as RemoteEvent<
	(payload: unknown) => void
>;
npcChatMessages.OnClientEvent.Connect((payload) => receiver.receive(payload));
npcChatMessages.OnClientEvent.Connect(createTalkGestures());
animateNpcs();
