import { ServerStorage } from "@rbxts/services";
import type { OperatorConsole } from "server/ports";

/** What operators invoke in the command bar. */
const NAME = "TownsfolkCommand";

/** A line may be one string or one word per argument: `Invoke("log 5")`, `Invoke("log", 5)`. */
function wordsOf(args: ReadonlyArray<unknown>): ReadonlyArray<string> {
	const words = new Array<string>();
	for (const arg of args) for (const [word] of tostring(arg).gmatch("%S+")) words.push(word as string);
	return words;
}

/** `print(game.ServerStorage.TownsfolkCommand:Invoke("help"))` in the server's command bar. No client sees it. */
export const operatorConsole: OperatorConsole = {
	open: (run) => {
		const command = new Instance("BindableFunction");
		command.Name = NAME;
		command.OnInvoke = (...args: ReadonlyArray<unknown>) => run(wordsOf(args));
		command.Parent = ServerStorage;
		return () => command.Destroy();
	},
	print: (text) => print(text),
};
