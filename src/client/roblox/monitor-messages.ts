import { TextChatService } from "@rbxts/services";
import { type ChatMetrics, metricOf } from "client/chat/chat-metrics";

/** Counts what this client's chat receives: everybody's lines, once delivered, and what scripts put into the window. */
export function monitorMessages(metrics: ChatMetrics): RBXScriptConnection {
	return TextChatService.MessageReceived.Connect(({ Metadata, TextSource }) =>
		metrics.count(metricOf({ metadata: Metadata, isPlayers: TextSource !== undefined })),
	);
}
