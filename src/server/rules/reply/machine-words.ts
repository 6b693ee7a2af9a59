import { trim } from "shared/text/text";
import { fold } from "server/rules/text/words";
import { isCodeLike, nameAtStart, type ReplyNames } from "./reply-names";

/** Lua patterns, on lower case, for what stands in an agent's turn, blocks and surroundings, and is nobody's speech. */
const MACHINE_WORDS = [
	// Headings and fields of a turn and of the status.
	"%[world%]",
	"%[heard%]",
	"^%s*with you:",
	"^%s*event:",
	"^%s*events:",
	"^%s*heard:",
	"^%s*world:",
	"^%s*status:",
	"^%s*location:",
	"current_action",
	"^%s*health:",
	"health: *%d",
	"%d+ earlier lines?%)",
	"|[^|]*|",
	// The words of names and ids in code.
	"%l_%l",
	"agent%-%w+%-",
	"agent%-%x%x%x%x",
	"%x%x%x%x%x%x%x%x%-%x%x%x%x%-%x%x%x%x",
	"call_%w%w%w%w%w%w",
	// Paths and files.
	"%f[%w]%a:[\\/]%w",
	"%f[^%s\x22'(]~?/%w[%w%._%-]*/",
	"^~?/%w[%w%._%-]*/",
	"%.%.?/%w+",
	"%w%.ts%f[%W]",
	"%w%.lua%f[%W]",
	"%w%.luau%f[%W]",
	"%w%.md%f[%W]",
	"%w%.json%f[%W]",
	"%w%.py%f[%W]",
	"%w%.txt%f[%W]",
	"%w%.js%f[%W]",
	"%w%.ya?ml%f[%W]",
	"%w%.gguf%f[%W]",
	// What models say of themselves.
	"language model",
	"virtual assistant",
	"as an artificial intelligence",
	"decline this request",
	"as an? ai assistant",
	"as an? fictional character",
	"this is an? fictional",
	"as an? ai[,%s]+i ",
	"i'?m an? ai assistant",
	"i'?m just an? ai",
	"i am an? ai assistant",
	"i am just an? ai",
	"just an? ai assistant",
	"%f[%w]openai%f[%W]",
	"%f[%w]chatgpt%f[%W]",
	"%f[%w]anthropic%f[%W]",
	"%f[%w]deepseek%f[%W]",
	"%f[%w]qwen%f[%W]",
	"google deepmind",
	"alibaba cloud",
	"training data",
	"assist you with that",
	"assist with that",
	"fulfill? th%l+ request",
	"fulfill? your request",
	"my guidelines",
	"my instructions say",
	"my programming",
	"content policy",
	"can't .*role%-? ?play",
	"cannot .*role%-? ?play",
	"not able to .*role%-? ?play",
	"can't comply with",
	"cannot comply with",
	"told to keep my %l+ to",
	"been programmed to",
	"i'm a chatbot",
	"i am a chatbot",
	"as a virtual %l+",
	"respond in character",
	"word count:",
	"adjust the tone",
	"^%s*disclaimer:",
	"entertainment purposes",
	"as a responsible ai",
	"%f[%w]i'?m the ai%f[%W]",
	"%f[%w]i am the ai%f[%W]",
	"%f[%w]ai designed to",
	"%f[%w]ai that runs",
	"how can i assist",
	"how may i assist",
	"assist you today",
	"assist users",
	"assist players",
	"m%l persona%f[%W]",
	"your persona%f[%W]",
	"%f[%w]json%f[%W]",
	"your health to ",
	"my health to ",
	"set%l* health to ",
	"system prompt",
	"system%-reminder",
	"memory blocks?%f[%W]",
	"stay in character",
	"staying in character",
	"break character",
];

/** Models call whoever writes to them so. `The user of that oven` is somebody else. */
const USER = "%f[%w]the user%f[%W]";

/** How models introduce a reply instead of giving it. */
const INTRODUCTIONS = [
	"respond",
	"response",
	"reply",
	"might say",
	"would say",
	"could say",
	"dialogue",
	"in character",
];

/** True for words of the machinery around an agent. `others`: names may look like code. */
export function hasMachineWords(text: string, names: ReplyNames): boolean {
	let lower = fold(text);
	if (lower.find("_", 1, true)[0] !== undefined)
		for (const name of [...names.own.filter(isCodeLike), ...names.others.likeCode()])
			lower = lower.gsub(escaped(fold(name)), "name")[0];
	const hasWords = MACHINE_WORDS.some((pattern) => lower.match(pattern)[0] !== undefined);
	return hasWords || speaksOfUser(lower) || isToldWho(lower, names);
}

/** True for words about who writes to the model. */
export function speaksOfUser(text: string): boolean {
	return text.lower().gsub("the user of ", "")[0].match(USER)[0] !== undefined;
}

function escaped(text: string): string {
	return text.gsub("%p", "%%%0")[0];
}

/** `You are Mara, a baker …` is what an agent reads of itself. */
function isToldWho(lower: string, names: ReplyNames): boolean {
	const [rest] = lower.match("^%s*you are (.*)$");
	if (rest === undefined) return false;
	const name = nameAtStart(rest as string, names.own);
	return name !== undefined && (rest as string).sub(name.size() + 1).match("^[,%.]? ?[%w]?")[0] !== undefined;
}

/** Takes `Here's how Mara might respond:` from the beginning of a reply. */
export function withoutIntroduction(text: string, names: ReplyNames): string {
	const [lead, rest] = text.match('^([^:"“]+):%s*(.*)$');
	if (lead === undefined) return text;
	const lower = fold(lead as string);
	if (names.own.some((name) => lower === `as ${fold(name)}`)) return trim(rest as string);
	if (!INTRODUCTIONS.some((words) => lower.find(words, 1, true)[0] !== undefined)) return text;
	const isHere = lower.match("here'?s? ")[0] !== undefined || lower.match("^as ")[0] !== undefined;
	const speaksOfSelf = names.own.some((name) => lower.find(fold(name), 1, true)[0] !== undefined);
	return isHere || speaksOfSelf ? trim(rest as string) : text;
}
