import { Players, TextChatService } from "@rbxts/services";
import { type ChatMetrics, metricOf } from "client/chat/chat-metrics";

/** The channel that the server listens to. */
const HEARD_CHANNEL = "RBXGeneral";

function isOwn({ TextSource, TextChannel }: TextChatMessage): boolean {
	return TextSource?.UserId === Players.LocalPlayer.UserId && TextChannel?.Name === HEARD_CHANNEL;
}

/**
 * Counts what this client's chat receives: all players' delivered lines, and scripts' lines in the window.
 *
 * @param onOwnLine a line of this player's that everybody may hear was delivered
 */
export function monitorMessages(metrics: ChatMetrics, onOwnLine: () => void): RBXScriptConnection {
	return TextChatService.MessageReceived.Connect((message) => {
		const { Metadata, TextSource } = message;
		metrics.count(metricOf({ metadata: Metadata, isPlayers: TextSource !== undefined }));
		if (isOwn(message)) onOwnLine();
	});
}
