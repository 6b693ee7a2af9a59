/// <reference types="@rbxts/testez/globals" />
import type { LogEntry } from "server/ports";
import { charCount } from "shared/text/text";
import { createOperatorCommands } from "server/operations/operator-commands";
import { logCommand } from "server/operations/operator-reports";
import { createFakeLog } from "../support/fake-log";
import { expectLess, expectText } from "../../shared/support/expectations";

function setUp() {
	const log = createFakeLog();
	const commands = createOperatorCommands(log);
	commands.register({
		name: "shout",
		usage: "shout <word>",
		help: "says it loudly",
		run: ([word]) => {
			assert(word, "there is nothing to shout");
			return `${word.upper()}!`;
		},
	});
	return { log, commands, run: (line: string) => commands.run(line === "" ? [] : line.split(" ")) };
}

export = () => {
	describe("an operator's command", () => {
		it("gets the words after its name and answers with text", () => {
			expect(setUp().run("shout hello")).to.equal("HELLO!");
			expect(setUp().run("SHOUT hello")).to.equal("HELLO!");
		});
		it("is listed with its usage, also where nothing is typed", () => {
			const { run } = setUp();
			for (const line of ["help", ""]) {
				expectText(run(line), "shout <word>");
				expectText(run(line), "says it loudly");
			}
		});
		it("is listed in columns that hold the longest usage, counted in characters", () => {
			const { run, commands } = setUp();
			commands.register({ name: "minds", usage: "minds [npc…]", help: "asks", run: () => "" });
			const usage = "gesture <npcId> <gesture>";
			commands.register({ name: "gesture", usage, help: "moves", run: () => "" });
			const columns = run("help")
				.split("\n")
				.map((line) => charCount(line.split("|")[1]));
			for (const column of columns) expect(column).to.equal(charCount(` ${usage} `));
		});
		it("that there is not gets told what there is, whatever it is", () => {
			const { run } = setUp();
			expect(run("shuot hello")).to.equal('There is no command "shuot". There are help, shout.');
			expectLess(run(string.rep("x", 10_000)).size(), 200);
		});
		it("that fails says so, logs it and harms nothing", () => {
			const { run, log } = setUp();
			expectText(run("shout"), "there is nothing to shout");
			expect(log.count("an operator's command failed")).to.equal(1);
			expect(run("shout again")).to.equal("AGAIN!");
		});
		it("has a name of its own", () => {
			const { commands } = setUp();
			const again = { name: "shout", usage: "shout", help: "", run: () => "" };
			expect(() => commands.register(again)).to.throw();
		});
	});

	describe("the command log", () => {
		const entries = (count: number): ReadonlyArray<LogEntry> => {
			const list = new Array<LogEntry>();
			for (let line = 1; line <= count; line++)
				list.push({ time: "T", level: "info", category: "town", message: `line ${line}` });
			return list;
		};

		it("shows the newest lines, oldest first", () => {
			const { run } = logCommand(() => entries(9));
			expect(run(["2"])).to.equal("T info [town] line 8\nT info [town] line 9");
		});
		it("shows 20 if not told otherwise, and all where there are fewer", () => {
			expect(
				logCommand(() => entries(50))
					.run([])
					.split("\n")
					.size(),
			).to.equal(20);
			expect(
				logCommand(() => entries(3))
					.run(["1000"])
					.split("\n")
					.size(),
			).to.equal(3);
			expect(logCommand(() => []).run([])).to.equal("The log is empty.");
		});
		it("explains itself where the number is none", () => {
			const { run } = logCommand(() => entries(5));
			for (const wrong of ["many", "0", "-3", "1.5", "nan", "inf", "1e400"])
				expectText(run([wrong]), "Usage: log [n], where n is a whole number from 1 up.");
		});
	});
};
