import { TextChatService } from "@rbxts/services";
import { type ChatMetrics, metricOf } from "client/chat/chat-metrics";

/** Counts what this client's chat receives: all players' delivered lines, and scripts' lines in the window. */
export function monitorMessages(metrics: ChatMetrics): RBXScriptConnection {
	return TextChatService.MessageReceived.Connect(({ Metadata, TextSource }) =>
		metrics.count(metricOf({ metadata: Metadata, isPlayers: TextSource !== undefined })),
	);
}
