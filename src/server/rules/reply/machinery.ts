import { endsSentence, isBlank, trim } from "shared/text/text";
import { fold } from "server/rules/text/words";
import { isNameRead, type ReplyNames } from "./reply-names";
import { isActionPhrase } from "./actions";

/** What a reply has opened and not closed. Nothing is said until it closes. */
export type Open =
	/** Lua patterns, any of which closes it, for text in lower case. */
	| { readonly kind: "thought" | "markup"; readonly closers: ReadonlyArray<string> }
	/** JSON, or the arguments of a call. */
	| { readonly kind: "nested"; readonly depth: number; readonly isInString: boolean };

/** What is left of a sentence without thoughts, tokens and machinery. */
export interface Reading {
	readonly open?: Open;
	/** A line break in it begins another speaker's words. */
	readonly text: string;
	/** Something was taken out that was no speech. */
	readonly isMachine: boolean;
	/** Everything before was a thought that was never opened. */
	readonly retracts: boolean;
}

const THOUGHTS =
	"think thinking thought thoughts reasoning reason reflection scratchpad analysis plan planning monologue inner_monologue internal cot".split(
		" ",
	);
const THOUGHT_TAGS: ReadonlySet<string> = new Set(THOUGHTS);
const THOUGHT_CLOSERS: ReadonlyArray<string> = [
	...THOUGHTS.map((name) => `</%s*${name}%s*>`),
	...THOUGHTS.map((name) => `<|/${name}|>`),
	"%[/think%]",
	"%[/thought%]",
	"%[/reasoning%]",
	"◁/think▷",
	"<|end_of_thought|>",
];
const CHANNEL_CLOSERS = ["<|channel|>%s*final", "assistantfinal"];

/** Tags around an answer: they go, the words stay. */
const WRAPPERS: ReadonlySet<string> = new Set(
	"response reply answer speech say message output final dialogue b i u em strong p br hr small big s start eos bos pad unk end_of_turn start_of_turn end_of_text".split(
		" ",
	),
);

/** Tokens after which a role follows. */
const ROLE_TOKENS: ReadonlySet<string> = new Set(["im_start", "start", "start_header_id", "start_of_turn"]);
const ROLES: ReadonlySet<string> = new Set(
	"user assistant system model human tool developer ipython".split(" "),
);
const BRACKET_TOKENS: ReadonlySet<string> = new Set(
	"inst sys bos eos pad end available_tools tool_results system_prompt out".split(" "),
);

/** An identifier before a bracket that is a call: `send_message(`, `wave()`, `print("`. */
function isCall(name: string, after: string): boolean {
	if (name === "") return false;
	return (
		name.match("%w[_%.]%w")[0] !== undefined ||
		after.match("^%s*[\x22'{%)]")[0] !== undefined ||
		after.match("^%s*[%a_]+%s*=")[0] !== undefined
	);
}

/** True if a text goes on with a new sentence, or with more machinery. */
function beginsAnew(text: string): boolean {
	return text.match("^%s*[%u<%[{`*_\x22'\x80-\xff]")[0] !== undefined;
}

class MachineryReader {
	private kept = "";
	private at = 1;
	private isMachine = false;
	/** Nothing more of the sentence is kept. */
	private isMuted = false;
	private retracts = false;
	private readonly lower: string;

	constructor(
		private open: Open | undefined,
		private readonly text: string,
		private readonly names: ReplyNames,
	) {
		this.lower = text.lower();
	}

	read(): Reading {
		while (this.at <= this.text.size()) {
			if (this.open === undefined) this.advance();
			else if (this.open.kind === "nested") this.readNested(this.open);
			else this.findCloser(this.open);
		}
		const { open, kept, isMachine, retracts } = this;
		return { open, text: kept, isMachine, retracts };
	}

	private keep(text: string): void {
		if (!this.isMuted) this.kept += text;
	}

	/** Up to the next thing that may be machinery, and past it. */
	private advance(): void {
		const [start] = this.text.find("[<%[{`%(◁]", this.at);
		if (start === undefined) {
			this.keep(this.text.sub(this.at));
			this.at = this.text.size() + 1;
			return;
		}
		this.keep(this.text.sub(this.at, start - 1));
		this.at = start;
		const length = this.take(this.text.sub(start, start));
		if (length === 0) this.keep(this.text.sub(start, start));
		this.at += math.max(length, 1);
	}

	/** The number of bytes taken at `at`; 0 if they are plain text. */
	private take(char: string): number {
		if (char === "<") return this.takeAngle();
		if (char === "[") return this.takeBracketToken();
		if (char === "{") return this.openMarkup(1, { kind: "nested", depth: 1, isInString: false });
		if (char === "`") return this.takeFence();
		if (char === "(") return this.takeCall();
		const isThought = this.lower.sub(this.at).find("◁think▷", 1, true)[0] === 1;
		return isThought ? this.openThought("◁think▷".size(), THOUGHT_CLOSERS) : 0;
	}

	private takeAngle(): number {
		const length = this.takeToken();
		return length > 0 ? length : this.takeTag();
	}

	private openThought(length: number, closers: ReadonlyArray<string>): number {
		this.open = { kind: "thought", closers };
		return length;
	}

	/** Machinery in the middle of a sentence spoils all of the sentence. */
	private openMarkup(length: number, open: Open | undefined): number {
		this.isMachine = true;
		this.open = open;
		if (isBlank(this.kept) || endsSentence(trim(this.kept))) return length;
		this.isMuted = true;
		this.kept = "";
		return length;
	}

	/** `<|im_end|>`, `<|channel|>analysis`, `<<SYS>>`. */
	private takeToken(): number {
		const [whole, name] = this.lower.match("^(<|([^|<>]*)|>)", this.at);
		if (whole === undefined) {
			const [system] = this.lower.match("^<</?sys>>", this.at);
			return system === undefined ? 0 : (system as string).size();
		}
		return this.takeNamedToken((whole as string).size(), name as string);
	}

	private takeNamedToken(length: number, name: string): number {
		const after = this.at + length;
		if (name === "channel") {
			const [word] = this.lower.match("^%s*(%a*)", after);
			if (word === "final") return length + (this.lower.match("^%s*final", after)[0] as string).size();
			return this.openThought(length, CHANNEL_CLOSERS);
		}
		if (ROLE_TOKENS.has(name)) return length + this.takeRole(after);
		if (ROLES.has(name)) this.keep(`\n${name}: `);
		if (name === "begin_of_thought" || THOUGHT_TAGS.has(name))
			return this.openThought(length, THOUGHT_CLOSERS);
		return length;
	}

	/** The role after a token becomes a label. */
	private takeRole(from: number): number {
		const [spaces, role] = this.lower.match("^(%s*)(%a+)", from);
		if (role === undefined || !ROLES.has(role as string)) return 0;
		this.keep(`\n${role}: `);
		return (spaces as string).size() + (role as string).size();
	}

	private takeTag(): number {
		const [whole, slash, name, rest] = this.lower.match("^(<(/?)%s*(%a[%w_%-]*)([^<>]*)>)", this.at);
		if (whole === undefined) return this.takeHalfTag();
		const length = (whole as string).size();
		const tag = name as string;
		if (this.isName(this.text.sub(this.at + 1, this.at + length - 2))) {
			this.keep(`\n${this.text.sub(this.at + 1, this.at + length - 2)}: `);
			const [colon] = this.text.match("^%s*:", this.at + length);
			return length + (colon === undefined ? 0 : (colon as string).size());
		}
		if (THOUGHT_TAGS.has(tag)) return this.takeThoughtTag(length, slash === "/");
		if (tag === "start_of_turn") return length + this.takeRole(this.at + length);
		if (tag === "br" || tag === "p" || tag === "hr") this.keep(" ");
		if (WRAPPERS.has(tag) || isActionPhrase(`${tag}${rest}`)) return length;
		if (slash === "/") return this.openMarkup(length, undefined);
		const isWhole = (rest as string).match("/%s*$")[0] !== undefined;
		const closer = `</%s*${tag.gsub("%-", "%%-")[0]}%s*>`;
		return this.openMarkup(length, isWhole ? undefined : { kind: "markup", closers: [closer] });
	}

	/** A tag that the sentence, or the reply's end, cuts in two. One with attributes may go on in the next sentence. */
	private takeHalfTag(): number {
		const [name] = this.lower.match("^<%s*(%a[%w_%-]*)%s+[%w_%-]+=[^<>]*$", this.at);
		if (name !== undefined)
			return this.openMarkup(1, { kind: "markup", closers: [`</%s*${name}%s*>`, "/>"] });
		const isCut = this.lower.match("^<[/|]?%a?[%w_%-]*[^<>%s]*$", this.at)[0] !== undefined;
		const isTag = this.lower.match("^<[/|%a]", this.at)[0] !== undefined;
		return isCut && isTag ? this.openMarkup(this.text.size() - this.at + 1, undefined) : 0;
	}

	private takeThoughtTag(length: number, isEnd: boolean): number {
		if (!isEnd) return this.openThought(length, THOUGHT_CLOSERS);
		this.retract();
		return length;
	}

	/** A thought ends that was never opened. */
	private retract(): void {
		this.kept = "";
		this.isMuted = false;
		this.retracts = true;
	}

	private isName(text: string): boolean {
		return isNameRead(fold(trim(text)), this.names);
	}

	private takeBracketToken(): number {
		const [whole, slash, name] = this.lower.match("^(%[(/?)(%a[%a_]*)%])", this.at);
		if (whole === undefined) return 0;
		const length = (whole as string).size();
		if (THOUGHT_TAGS.has(name as string)) return this.takeThoughtTag(length, slash === "/");
		return BRACKET_TOKENS.has(name as string) ? length : 0;
	}

	private takeFence(): number {
		if (this.text.sub(this.at, this.at + 2) !== "```") return 0;
		return this.openMarkup(3, { kind: "markup", closers: ["```"] });
	}

	private takeCall(): number {
		const [name] = this.kept.match("([%a][%w_%.]*)$");
		if (name === undefined || !isCall(name as string, this.text.sub(this.at + 1))) return 0;
		this.kept = this.kept.sub(1, -(name as string).size() - 1);
		return this.openMarkup(1, { kind: "nested", depth: 1, isInString: false });
	}

	private findCloser({ kind, closers }: Extract<Open, { kind: "thought" | "markup" }>): void {
		let first: number | undefined;
		let past = this.text.size() + 1;
		for (const closer of closers) {
			const [start, finish] = this.lower.find(closer, this.at);
			if (start === undefined || (first !== undefined && start >= first)) continue;
			first = start;
			past = (finish as number) + 1;
		}
		this.at = past;
		if (first === undefined) return;
		this.open = undefined;
		if (kind === "markup") this.resume();
	}

	/** Brackets and braces nest; what stands in quotes does not count. */
	private readNested(open: Extract<Open, { kind: "nested" }>): void {
		let { depth, isInString } = open;
		while (this.at <= this.text.size() && depth > 0) {
			const char = this.text.sub(this.at, this.at);
			if (char === "\\") this.at += 1;
			else if (char === '"') isInString = !isInString;
			else if (!isInString && (char === "{" || char === "(")) depth += 1;
			else if (!isInString && (char === "}" || char === ")")) depth -= 1;
			this.at += 1;
		}
		this.open = depth > 0 ? { kind: "nested", depth, isInString } : undefined;
		if (depth === 0) this.resume();
	}

	/** Machinery has closed: what follows is said if it is a sentence of its own. */
	private resume(): void {
		this.isMachine = true;
		if (!beginsAnew(this.text.sub(this.at))) this.isMuted = true;
	}
}

/** Some tokens use full-width marks; a bare channel name begins some replies. */
function normalised(text: string): string {
	if (text.find("｜", 1, true)[0] === undefined) return text;
	return text.gsub("｜", "|")[0].gsub("▁", "_")[0];
}

/** Takes thoughts, tokens and machinery out of a sentence. `isFirst`: the reply begins with it. */
export function readMachinery(
	open: Open | undefined,
	sentence: string,
	names: ReplyNames,
	isFirst: boolean,
): Reading {
	const text = normalised(sentence);
	const isBareChannel = isFirst && open === undefined && text.match("^analysis%u")[0] !== undefined;
	const begins: Open | undefined = isBareChannel ? { kind: "thought", closers: CHANNEL_CLOSERS } : open;
	return new MachineryReader(begins, text, names).read();
}
