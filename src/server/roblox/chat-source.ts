import { Players, TextChatService } from "@rbxts/services";
import { Trove } from "@rbxts/trove";
import type { ChatSource, Log, PlayerLine } from "server/ports";
import type { Threads } from "./threads";

/** If the place wants the default channels, the engine makes them shortly after the start. */
const CHANNEL_WAIT_SECONDS = 60;

function findGeneralChannel(): TextChannel | undefined {
	const channel = TextChatService.WaitForChild("TextChannels", CHANNEL_WAIT_SECONDS)?.WaitForChild(
		"RBXGeneral",
		CHANNEL_WAIT_SECONDS,
	);
	return channel?.IsA("TextChannel") === true ? channel : undefined;
}

function fromMessage(message: TextChatMessage): PlayerLine | undefined {
	const userId = message.TextSource?.UserId;
	const player = userId === undefined ? undefined : Players.GetPlayerByUserId(userId);
	if (player === undefined) return undefined;
	return {
		source: "channel",
		messageId: message.MessageId,
		userId: player.UserId,
		displayName: player.DisplayName,
		text: message.Text,
	};
}

/** Listens to the general channel and, as a second source, to `Player.Chatted`. */
export function createChatSource(deps: { threads: Threads; log: Log }): ChatSource {
	/**
	 * Set by the first line that the channel delivers. `Player.Chatted` also fires for lines that are not for everyone, so
	 * it counts only until the channel has proved to work.
	 */
	let channelDelivers = false;

	const listenToChannel = (callback: (line: PlayerLine) => void) => {
		const channel = findGeneralChannel();
		if (channel === undefined) {
			deps.log.warn(
				"TextChatService has no channel RBXGeneral: players are heard through Player.Chatted only",
			);
			return;
		}
		channel.ShouldDeliverCallback = (message) => {
			// Runs once for each recipient and must not yield. Anything but `true` would hide the message from them.
			const [ok, problem] = pcall(() => {
				const line = fromMessage(message);
				if (line === undefined) return;
				channelDelivers = true;
				callback(line);
			});
			if (!ok) deps.log.error("a chat line was lost", { problem: tostring(problem) });
			return true;
		};
	};

	return {
		onLine: (callback) => {
			const trove = new Trove();
			let stopped = false;
			const whileListening = (line: PlayerLine) => {
				if (!stopped) callback(line);
			};

			const listenToPlayer = (player: Player) => {
				const connection = trove.connect(player.Chatted, (text, recipient) => {
					if (channelDelivers || recipient !== undefined) return;
					const { UserId: userId, DisplayName: displayName } = player;
					whileListening({ source: "chatted", messageId: "", userId, displayName, text });
				});
				player.Destroying.Once(() => {
					trove.remove(connection);
				});
			};

			trove.connect(Players.PlayerAdded, listenToPlayer);
			for (const player of Players.GetPlayers()) listenToPlayer(player);
			deps.threads.run("chat channel", () => listenToChannel(whileListening));
			return () => {
				stopped = true;
				trove.destroy();
			};
		},
	};
}
