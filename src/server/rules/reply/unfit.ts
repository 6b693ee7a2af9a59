import { fold } from "server/rules/text/words";

/**
 * What no NPC should say to a child: ways to meet or write outside the game, questions about who the child is, and lines that
 * pose as the game's. Roblox's filter comes after this.
 */

const DOMAINS = "com net org gg io tv xyz ly app link online site info club shop".split(" ");
const SPELLED_DOMAINS = ["com", "org", "net", "gg", "io"];
/** A host's name: `example.com`, but not `Come in.The bread`. */
const LINKS = [
	"%a+://",
	"%f[%w]www%.",
	"%f[%w]t%.me/",
	"%f[%w]bit%.ly",
	"discord%s*%.%s*gg",
	"discord%.com",
	...SPELLED_DOMAINS.map((domain) => `%w%s+dot%s+${domain}%f[%W]`),
	...DOMAINS.map((domain) => `%w%.${domain}%f[%W]`),
];

const hasLink = (text: string) => LINKS.some((pattern) => text.match(pattern)[0] !== undefined);

const hasMail = (text: string) => text.match("[%w%._%-]+@%w[%w%-]*%.%a")[0] !== undefined;

const PLATFORMS =
	"discord insta snapchat whatsapp instagram telegram tiktok skype kik facetime facebook".split(" ");
const PLATFORM_ACTS =
	"add join message text find write call follow dm invite link server username account group chat have got your my our visit".split(
		" ",
	);

/** An invitation to talk elsewhere; a platform's name alone is none. */
function invitesElsewhere(text: string): boolean {
	const words = ` ${text.gsub("[^%w']+", " ")[0]} `;
	const holds = (word: string) => words.find(` ${word} `, 1, true)[0] !== undefined;
	const negates = ["no", "not", "don't", "never", "cannot", "can't"].some(holds);
	return !negates && PLATFORMS.some(holds) && PLATFORM_ACTS.some(holds);
}

const DIGIT_WORDS = "zero oh one two three four five six seven eight nine".split(" ");
const MIN_PHONE_DIGITS = 7;
const MIN_PLAIN_DIGITS = 10;
const MAX_PHONE_DIGITS = 15;

/** True for `1, 2, 3 …`: counting is no number to call. */
function isCounting(digits: string): boolean {
	for (let at = 2; at <= digits.size(); at++) {
		const step = digits.byte(at)[0] - digits.byte(at - 1)[0];
		if (step !== 1 && step !== -1 && step !== -9) return false;
	}
	return true;
}

/** Two years, a date, or thousands: `1 000 000`. */
const NO_PHONES = [
	"^[12]%d%d%d%s*%-%s*[12]%d%d%d$",
	"^%d%d?[%.%-/]%d%d?[%.%-/]%d%d%d%d$",
	"^%d%d%d%d[%-/]%d%d[%-/]%d%d$",
	"^%d%d?[ %.]%d%d%d[ %.]%d%d%d$",
	"^%d%d?[ %.]%d%d%d[ %.]%d%d%d[ %.]%d%d%d$",
];

function isPhone(run: string): boolean {
	const trimmed = run.gsub("[%s%-%.]+$", "")[0];
	const digits = trimmed.gsub("%D", "")[0];
	if (digits.size() < MIN_PHONE_DIGITS || digits.size() > MAX_PHONE_DIGITS) return false;
	if (isCounting(digits) || NO_PHONES.some((pattern) => trimmed.match(pattern)[0] !== undefined))
		return false;
	return digits.size() >= MIN_PLAIN_DIGITS || trimmed.match("[%s%-%.%(%)%+/]")[0] !== undefined;
}

function hasPhone(text: string): boolean {
	for (const [run] of text.gmatch("[%+%(]?%d[%d%s%-%.%(%)/]+")) if (isPhone(run as string)) return true;
	let spelled = "";
	for (const [word] of `${text} end`.gmatch("%a+")) {
		const digit = DIGIT_WORDS.indexOf(word as string);
		if (digit >= 0) spelled += tostring(math.max(digit - 1, 0));
		else if (spelled.size() >= MIN_PHONE_DIGITS && !isCounting(spelled)) return true;
		else spelled = "";
	}
	return false;
}

const capital = (word: string) => `${word.sub(1, 1).upper()}${word.sub(2)}`;

const STREETS = "street road avenue lane drive boulevard court terrace square highway".split(" ");
const SHORT_STREETS = "st rd ave blvd ln dr".split(" ");
/** `12 Elm Street`, with at most two words between, on text as written. */
const NAMED_STREETS = [
	...STREETS.map((kind) => `%d%a? %u%a+ ${capital(kind)}`),
	...STREETS.map((kind) => `%d%a? %u%a+ %u%a+ ${capital(kind)}`),
	...SHORT_STREETS.map((kind) => `%d%a? %u%a+ ${capital(kind)}%f[%W]`),
];
const LOWER_STREETS = STREETS.map((kind) => ({
	found: `%f[%w]%d+%a? %l+ ${kind}%f[%W]`,
	name: `%d+%a? (%l+) ${kind}`,
}));
const OTHER_STREETS = [
	"%a[%a\x80-\xff]*straße %d",
	"%a[%a\x80-\xff]*strasse %d",
	"%l%lgasse %d",
	"%l%lweg %d",
	"%l%lallee %d",
	"%d+,? rue d",
	"calle %u?%l+,? %d",
];

/** `text` as written. */
function hasAddress(text: string): boolean {
	const lower = text.lower();
	if (OTHER_STREETS.some((pattern) => lower.match(pattern)[0] !== undefined)) return true;
	if (NAMED_STREETS.some((pattern) => text.match(pattern)[0] !== undefined)) return true;
	return LOWER_STREETS.some(({ found, name }) => lower.match(found)[0] !== undefined && isName(lower, name));
}

const NO_STREET_NAMES = new Set(
	"more of to the down up miles houses steps minutes hours different other long main old".split(" "),
);

function isName(lower: string, pattern: string): boolean {
	const [name] = lower.match(pattern);
	return name !== undefined && !NO_STREET_NAMES.has(name as string);
}

/** Lua patterns on folded text. */
const SECRETS = [
	"meet .*in secret",
	"meet .*secretly",
	"secretly meet",
	"meet .*alone",
	"%f[%w]come alone",
	"come .*all alone",
	"come .*by yourself",
	"meet .*without your (%a+)",
	"without your parents",
	"without telling",
	"n't tell your",
	"not tell your",
	"never tell your",
	"n't tell .*we met",
	"our little secret%s*%p*$",
	"our secret%s*%p*$",
	"between you and me.*meet",
	"home alone",
	"sneak out",
	"meet .*real life",
	"meet .*in person",
	"meet .*irl",
	"my house .*alone",
	"n't let your parents",
	"n't tell mom",
	"n't tell mum",
	"n't tell dad",
	"not tell mom",
	"not tell mum",
	"not tell dad",
	"keep .*between us",
	"just the two of us",
	"somewhere private",
	"secret from your",
	"pick you up at",
	"pick you up after",
	"pick you up from",
	"in my car",
	"n't tell anyone about us",
	"n't tell anyone .*we met",
	"dile? a tus padres",
	"digas a tus padres",
	"digas a tu mam",
	"sag.*deinen eltern nicht",
	"erzähl.*deinen eltern nicht",
	"dis rien à tes parents",
	"conte.*aos? seus pais",
];
const QUESTIONS = [
	"your real name",
	"your full name",
	"your last name",
	"your home address",
	"your address%f[%W]",
	"your phone",
	"your number%s*%?",
	"your password",
	"your e%-?mail",
	"how old are you",
	"what is your age",
	"what's your age",
	"where do you live",
	"where you live",
	"parents home",
	"parents at home",
	"alone at home",
	"wh%a+ school do you",
	"wh%a+ school are you",
	"name of your school",
	"where do you go to school",
	"send me a pic",
	"send me a photo",
	"send me your pic",
	"send me your photo",
	"send me a selfie",
	"picture of you",
	"photo of you",
	"pic of you",
];
const POSES = [
	"free robux",
	"won %d* ?robux",
	"win robux",
	"you .*been banned",
	"you are banned",
	"you will be banned",
	"server is restarting",
	"server restarts",
	"server will restart",
	"server shut",
	"server restart",
];

/** Who an NPC must not pose as: the game, the server, its staff. */
const POSED = new Set(
	"server system notice admin administrator roblox mod moderator moderation staff announcement warning alert game console info error official dev developer owner".split(
		" ",
	),
);

/** True for a line that looks like the game's: `[SERVER] …`, `SYSTEM: …`. */
export function posesAsGame(text: string): boolean {
	const [bracketed] = text.match("^[%s%*#>\x22'_]*[%[%(<{【]+%s*(%a+)[%a%s]*[%]%)>}】]");
	if (bracketed !== undefined && POSED.has((bracketed as string).lower())) return true;
	const [loud] = text.match("^[%s%*#>\x22'_\x80-\xff]*(%u%u+)[%*_]*%s*:");
	return loud !== undefined && POSED.has((loud as string).lower());
}

/** What a child is well told about such things: `Never share your password.` */
const WARNINGS = new Array<string>();
for (const negation of ["never", "n't", "not", "cannot"])
	for (const verb of "share give tell know have ask need say want".split(" "))
		WARNINGS.push(`${negation} ${verb}%f[%W]`);

/** A question or a request for what a child must not tell. */
function asksForDetails(folded: string): boolean {
	const matches = (pattern: string) => folded.match(pattern)[0] !== undefined;
	if (!QUESTIONS.some(matches)) return false;
	return folded.find("?", 1, true)[0] !== undefined || matches("%f[%w]me%f[%W]") || !WARNINGS.some(matches);
}

/** True for a sentence that no NPC should say to a child. */
export function isUnfit(text: string): boolean {
	const folded = fold(text);
	const matches = (pattern: string) => folded.match(pattern)[0] !== undefined;
	return (
		hasLink(folded) ||
		hasMail(folded) ||
		invitesElsewhere(folded) ||
		hasPhone(folded) ||
		hasAddress(text) ||
		asksForDetails(folded) ||
		[SECRETS, POSES].some((patterns) => patterns.some(matches))
	);
}
