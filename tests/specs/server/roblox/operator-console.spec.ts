/// <reference types="@rbxts/testez/globals" />
import { ServerStorage } from "@rbxts/services";
import { operatorConsole } from "server/roblox/operator-console";

/** The console's own, beside the one of the town that may be running. */
function openConsole(run: (words: ReadonlyArray<string>) => string) {
	const before = new Set(ServerStorage.GetChildren());
	const close = operatorConsole.open(run);
	const command = ServerStorage.GetChildren().find((child) => !before.has(child));
	assert(command?.IsA("BindableFunction"));
	return { command, close, ask: (...args: ReadonlyArray<unknown>) => command.Invoke(...args) as string };
}

export = () => {
	describe("the operator's console", () => {
		it("is TownsfolkCommand under ServerStorage, and answers what is invoked", () => {
			const { command, close, ask } = openConsole((words) => words.join("+"));
			expect(command.Name).to.equal("TownsfolkCommand");
			expect(ask("stats")).to.equal("stats");
			close();
			expect(command.Parent).never.to.be.ok();
		});
		it("takes a line or a word for each argument", () => {
			const { close, ask } = openConsole((words) => words.join("+"));
			expect(ask("log 5")).to.equal("log+5");
			expect(ask("log", 5)).to.equal("log+5");
			expect(ask("  log   5 ")).to.equal("log+5");
			expect(ask()).to.equal("");
			close();
		});
		it("bears whatever it is given", () => {
			const { close, ask } = openConsole((words) => `${words.size()}`);
			for (const odd of [{}, [1, 2], true, 0 / 0, new Vector3(1, 2, 3), string.rep("a ", 1000)])
				expect(typeOf(ask(odd))).to.equal("string");
			close();
		});
	});
};
