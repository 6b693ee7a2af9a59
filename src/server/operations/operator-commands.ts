import type { Log } from "server/ports";
import { formatTable } from "server/rules/text/text-table";

/** Something that an operator can ask the running server. */
export interface OperatorCommand {
	/** One word in lower case. */
	readonly name: string;
	/** What the operator types: `log [n]`. */
	readonly usage: string;
	readonly help: string;
	/** Gets the words after the name and returns the answer. Must not yield. */
	readonly run: (args: ReadonlyArray<string>) => string;
}

export interface OperatorCommands {
	/** Throws if the name is taken. */
	readonly register: (command: OperatorCommand) => void;
	/** Runs a line, given as words, and returns the answer. Never throws. */
	readonly run: (words: ReadonlyArray<string>) => string;
}

/** How much of an unknown command the answer repeats. */
const MAX_ECHO_CHARS = 40;

/** The register of commands; `help` is always in it. */
export function createOperatorCommands(log: Log): OperatorCommands {
	const commands = new Map<string, OperatorCommand>();

	const names = () => {
		const known = new Array<string>();
		for (const [name] of commands) known.push(name);
		return known.sort();
	};

	const helpText = () => {
		const rows = names().mapFiltered((name) => {
			const command = commands.get(name);
			return command && [command.usage, command.help];
		});
		return formatTable(["command", "what it does"], rows);
	};

	const register = (command: OperatorCommand) => {
		assert(!commands.has(command.name), `there is a command ${command.name} already`);
		commands.set(command.name, command);
	};

	register({ name: "help", usage: "help", help: "lists the commands", run: helpText });

	return {
		register,
		run: (words) => {
			const name = (words[0] ?? "help").lower();
			const command = commands.get(name);
			if (command === undefined)
				return `There is no command "${name.sub(1, MAX_ECHO_CHARS)}". There are ${names().join(", ")}.`;
			const args = words.filter((_, index) => index > 0);
			const [ok, outcome] = pcall(() => command.run(args));
			if (ok) return outcome as string;
			log.error("an operator's command failed", { command: name, problem: tostring(outcome) });
			return `The command failed: ${tostring(outcome)}`;
		},
	};
}
