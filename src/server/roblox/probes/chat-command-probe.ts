import { Players, TextChatService } from "@rbxts/services";
import { Trove } from "@rbxts/trove";
import { SELF_CHECK } from "server/constants/operations";
import type { EngineProbe, ProbeAnswer } from "server/ports";
import type { Threads } from "../threads";

interface Heard {
	/** First words of lines that begin with `/`; never more of what somebody typed. */
	readonly viaChatted: Set<string>;
	commands: number;
}

function judge({ viaChatted, commands }: Heard, hadPlayers: boolean): ProbeAnswer {
	const words = new Array<string>();
	for (const word of viaChatted) words.push(word);
	if (!words.isEmpty()) return { kind: "yes", seen: words.sort().join(", ") };
	if (commands > 0) return { kind: "no", seen: `commands typed: ${commands}, none told by Chatted` };
	if (!hadPlayers) return { kind: "unknown", seen: "no player was here to type" };
	return {
		kind: "look",
		seen: "nothing that begins with / was heard; if somebody typed a command, it is no",
	};
}

/** Whether `Player.Chatted` tells of chat commands, which reach no channel. */
export function createChatCommandProbe({ threads }: { threads: Threads }): EngineProbe {
	return {
		question: "Does Chatted tell of commands such as /w?",
		task: "type /e wave, and /w and a player's name with a word",
		ask: (onAnswer) => {
			const heard: Heard = { viaChatted: new Set(), commands: 0 };
			const trove = new Trove();
			const listen = (player: Player) => {
				trove.connect(player.Chatted, (text) => {
					const [word] = text.match("^/%S*");
					if (word !== undefined) heard.viaChatted.add((word as string).sub(1, 20));
				});
			};
			for (const player of Players.GetPlayers()) listen(player);
			trove.connect(Players.PlayerAdded, listen);
			for (const instance of TextChatService.GetDescendants())
				if (instance.IsA("TextChatCommand"))
					trove.connect(instance.Triggered, () => {
						heard.commands += 1;
					});
			threads.runLater("self-check", SELF_CHECK.watchSeconds, () => {
				trove.destroy();
				onAnswer(judge(heard, !Players.GetPlayers().isEmpty()));
			});
		},
	};
}
