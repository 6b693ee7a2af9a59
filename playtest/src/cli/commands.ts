/** A line that the player typed, as a command. */
export type PlayerCommand =
	| { readonly kind: "nothing" }
	| { readonly kind: "chat"; readonly text: string }
	| { readonly kind: "walk"; readonly to: string }
	| { readonly kind: "talk" }
	| { readonly kind: "who" }
	| { readonly kind: "blocks"; readonly npc: string }
	| { readonly kind: "log" }
	| { readonly kind: "stats" }
	| { readonly kind: "forget" }
	| { readonly kind: "run"; readonly command: string }
	| { readonly kind: "help" }
	| { readonly kind: "quit" }
	/** `message` says how it is done right. */
	| { readonly kind: "mistake"; readonly message: string };

interface CommandForm {
	readonly usage: string;
	readonly help: string;
	readonly read: (argument: string) => PlayerCommand;
	readonly takesArgument: boolean;
}

const FORMS: Readonly<Record<string, CommandForm>> = {
	walk: {
		usage: "/walk <place or npc>",
		help: "walk there: /walk Cafe, /walk Mara",
		read: (to) => ({ kind: "walk", to }),
		takesArgument: true,
	},
	talk: {
		usage: "/talk",
		help: "press Talk at the nearest NPC, as a player who may not chat does",
		read: () => ({ kind: "talk" }),
		takesArgument: false,
	},
	who: {
		usage: "/who",
		help: "who is where, and what their minds are",
		read: () => ({ kind: "who" }),
		takesArgument: false,
	},
	blocks: {
		usage: "/blocks <npc>",
		help: "what an NPC's memory blocks hold",
		read: (npc) => ({ kind: "blocks", npc }),
		takesArgument: true,
	},
	log: {
		usage: "/log",
		help: "the newest lines of the game's log, and where the others' logs are",
		read: () => ({ kind: "log" }),
		takesArgument: false,
	},
	stats: {
		usage: "/stats",
		help: "how the server is: load, turns and their cost, requests",
		read: () => ({ kind: "stats" }),
		takesArgument: false,
	},
	forget: {
		usage: "/forget",
		help: "have the NPCs forget you: what they know of you is erased",
		read: () => ({ kind: "forget" }),
		takesArgument: false,
	},
	run: {
		usage: "/run <command>",
		help: "an operator's command: /run npcs, /run help",
		read: (command) => ({ kind: "run", command }),
		takesArgument: true,
	},
	help: { usage: "/help", help: "this list", read: () => ({ kind: "help" }), takesArgument: false },
	quit: {
		usage: "/quit",
		help: "end it all; so does Ctrl-C",
		read: () => ({ kind: "quit" }),
		takesArgument: false,
	},
};

/** The names of the commands, for completion. */
export const COMMAND_NAMES: ReadonlyArray<string> = Object.keys(FORMS).map((name) => `/${name}`);

export function commandHelp(): string {
	const usages = Object.values(FORMS).map(({ usage, help }) => `  ${usage.padEnd(22)} ${help}`);
	return ["  anything else          say it", ...usages].join("\n");
}

/** The edit distance of two words, for "did you mean". Two swapped letters count as one edit. */
function differences(a: string, b: string): number {
	let before: number[] = [];
	let row = Array.from({ length: b.length + 1 }, (_, index) => index);
	for (let i = 1; i <= a.length; i++) {
		const next = [i];
		for (let j = 1; j <= b.length; j++) {
			const change = a[i - 1] === b[j - 1] ? 0 : 1;
			const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
			const swapped = isSwap ? before[j - 2]! + 1 : Infinity;
			next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + change, swapped));
		}
		[before, row] = [row, next];
	}
	return row[b.length]!;
}

function unknownCommand(name: string): PlayerCommand {
	// Of three letters, two others make another word.
	const allowed = name.length > 3 ? 2 : 1;
	const nearest = Object.keys(FORMS).find(
		(known) => differences(name, known) <= allowed || known.startsWith(name),
	);
	const hint = nearest === undefined ? "" : ` Did you mean ${FORMS[nearest]!.usage}?`;
	return { kind: "mistake", message: `There is no command /${name}.${hint} /help lists them.` };
}

/** Reads a line that was typed: a slash leads a command, everything else is chat. */
export function parseCommand(line: string): PlayerCommand {
	const text = line.trim();
	if (text === "") return { kind: "nothing" };
	if (!text.startsWith("/")) return { kind: "chat", text };
	const [, name = "", argument = ""] = /^\/(\S*)\s*([\s\S]*)$/.exec(text)!;
	const form = Object.hasOwn(FORMS, name.toLowerCase()) ? FORMS[name.toLowerCase()] : undefined;
	if (form === undefined) return name === "" ? { kind: "help" } : unknownCommand(name.toLowerCase());
	if (form.takesArgument && argument === "")
		return { kind: "mistake", message: `It goes like this: ${form.usage}` };
	if (!form.takesArgument && argument !== "")
		return { kind: "mistake", message: `It goes like this, with nothing after it: ${form.usage}` };
	return form.read(argument);
}
