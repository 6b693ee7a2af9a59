import { Players, TextChatService } from "@rbxts/services";
import { Trove } from "@rbxts/trove";
import type { ChatSource, Log, PlayerLine } from "server/ports";
import type { Threads } from "./threads";

/** If the place wants the default channels, the engine makes them shortly after the start. */
const CHANNEL_WAIT_SECONDS = 60;

export interface ChatSourceDeps {
	readonly threads: Threads;
	readonly log: Log;
	/** The channel brought a line of this player's. */
	readonly onHeard: (userId: number) => void;
	/** Seconds that the general channel may take to appear. */
	readonly channelWaitSeconds?: number;
}

type OnLine = (line: PlayerLine) => void;

function findGeneralChannel(waitSeconds: number): TextChannel | undefined {
	const channel = TextChatService.WaitForChild("TextChannels", waitSeconds)?.WaitForChild(
		"RBXGeneral",
		waitSeconds,
	);
	return channel?.IsA("TextChannel") === true ? channel : undefined;
}

function fromMessage(message: TextChatMessage): PlayerLine | undefined {
	const userId = message.TextSource?.UserId;
	const player = userId === undefined ? undefined : Players.GetPlayerByUserId(userId);
	if (player === undefined) return undefined;
	return {
		messageId: message.MessageId,
		userId: player.UserId,
		displayName: player.DisplayName,
		text: message.Text,
	};
}

/**
 * The channel has one slot for this callback, and it cannot be read: a script that sets it later replaces ours without a
 * word. `ChannelWatch` is told of every line, and so notices.
 */
function listenToChannel(channel: TextChannel, { log, onHeard }: ChatSourceDeps, onLine: OnLine): void {
	channel.ShouldDeliverCallback = (message) => {
		// Runs once for each recipient and must not yield. Anything but `true` would hide the message from them.
		const [ok, problem] = pcall(() => {
			const line = fromMessage(message);
			if (line === undefined) return;
			onHeard(line.userId);
			onLine(line);
		});
		if (!ok) log.error("a chat line was lost", { problem: tostring(problem) });
		return true;
	};
}

/** `Player.Chatted` also tells of lines that are not for everybody, so it counts only where there is no channel. */
function listenToChatted(trove: Trove, onLine: OnLine): void {
	const connections = new Map<Player, RBXScriptConnection>();
	const listen = (player: Player) => {
		const connection = player.Chatted.Connect((text, recipient) => {
			if (recipient !== undefined) return;
			const { UserId: userId, DisplayName: displayName } = player;
			onLine({ userId, displayName, text });
		});
		connections.set(player, connection);
	};
	trove.connect(Players.PlayerAdded, listen);
	// A player who leaves may never be destroyed.
	trove.connect(Players.PlayerRemoving, (player) => {
		connections.get(player)?.Disconnect();
		connections.delete(player);
	});
	trove.add(() => connections.forEach((connection) => connection.Disconnect()));
	for (const player of Players.GetPlayers()) listen(player);
}

/** Listens to the general channel; where none comes, to `Player.Chatted`. */
export function createChatSource(deps: ChatSourceDeps): ChatSource {
	return {
		onLine: (callback) => {
			const trove = new Trove();
			let stopped = false;
			const whileListening = (line: PlayerLine) => {
				if (!stopped) callback(line);
			};
			deps.threads.run("chat channel", () => {
				const channel = findGeneralChannel(deps.channelWaitSeconds ?? CHANNEL_WAIT_SECONDS);
				if (stopped) return;
				if (channel !== undefined) return listenToChannel(channel, deps, whileListening);
				deps.log.warn(
					"TextChatService has no channel RBXGeneral: players are heard through Player.Chatted only",
				);
				listenToChatted(trove, whileListening);
			});
			return () => {
				stopped = true;
				trove.destroy();
			};
		},
	};
}
