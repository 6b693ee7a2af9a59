import { ReplicatedStorage } from "@rbxts/services";
import { Captions } from "client/chat/captions";
import { createChatMetrics } from "client/chat/chat-metrics";
import { createChatService } from "client/chat/chat-service";
import { createChatWindow } from "client/chat/chat-window";
import { chooseBubbles } from "client/chat/choose-bubbles";
import { guardDisplays } from "client/chat/guarded-displays";
import { createNoticeQueue } from "client/chat/notice-queue";
import { createNpcChatReceiver } from "client/chat/npc-chat-receiver";
import { OwnLineReports } from "client/chat/own-line-reports";
import { parseChatConfig } from "client/config/chat-config";
import { createRobloxBubbles } from "client/roblox/bubble-display";
import { createCaptionDisplay } from "client/roblox/caption-display";
import { createChatChannels } from "client/roblox/chat-channels";
import { readChatConfigAttributes } from "client/roblox/chat-config-source";
import { createChatMetricsView } from "client/roblox/chat-metrics-view";
import { createChatUi } from "client/roblox/chat-ui";
import { configureChat } from "client/roblox/configure-chat";
import { createHeads } from "client/roblox/heads";
import { createClientLog } from "client/roblox/log";
import { animateNpcs } from "client/roblox/npc-animations";
import { createTalkGestures } from "client/roblox/talk-gestures";
import { monitorMessages } from "client/roblox/monitor-messages";
import { createOwnBubbles } from "client/roblox/own-bubbles";
import { createSeenReport } from "client/roblox/seen-report";
import { createNoticePing } from "client/roblox/notice-ping";
import { styleBubbles } from "client/roblox/style-bubbles";
import { styleMessages } from "client/roblox/style-messages";
import { BUBBLES, CAPTIONS, CLIENT_CHAT } from "shared/constants";

const log = createClientLog();
const now = os.clock;
configureChat();
styleMessages();
styleBubbles();

const metrics = createChatMetrics(createChatMetricsView());
const ownLines = new OwnLineReports({ now, report: createSeenReport() }, CLIENT_CHAT.ownLineReportSeconds);
monitorMessages(metrics, () => ownLines.noteLine());

const { config, problems } = parseChatConfig(readChatConfigAttributes(CLIENT_CHAT.configTimeoutSeconds));
for (const problem of problems) log.warn(problem);

const ui = createChatUi(CLIENT_CHAT);
const roblox = createRobloxBubbles(BUBBLES.durationSeconds);
const chosen = chooseBubbles(ui, roblox, createOwnBubbles(BUBBLES));
const displays = { bubbles: { ...createHeads(), ...chosen }, channels: createChatChannels() };
const { bubbles, channels } = guardDisplays(displays, { metrics, log });
const window = createChatWindow({ channels, spawn: task.spawn, log }, CLIENT_CHAT);
const captions = new Captions({ display: createCaptionDisplay(ui.isConsole), after: task.delay }, CAPTIONS);
const addCaption = (richText: string, text: string) => captions.add(richText, text);
const ping = createNoticePing(config);
const notices = createNoticeQueue({ now, after: task.delay, ping, metrics, log }, CLIENT_CHAT);
const receiver = createNpcChatReceiver(
	{ chat: createChatService({ window, addCaption, notices, ui }), bubbles, metrics, log, now },
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
// What the server sends meanwhile waits in the remote's queue.
ui.awaitReady();
npcChatMessages.OnClientEvent.Connect((payload) => receiver.receive(payload));
npcChatMessages.OnClientEvent.Connect(createTalkGestures());
animateNpcs();
