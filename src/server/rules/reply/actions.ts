import { plainWords } from "server/rules/text/words";

/** Verbs of stage directions: in the third person, as an imperative, and as a participle. */
const VERBS: ReadonlySet<string> = new Set(
	(
		"smiles grins nods waves laughs chuckles giggles sighs winks shrugs bows points looks leans smirks blushes gasps frowns yawns claps jumps hugs pats tilts tips wipes scratches stretches turns walks steps sits stands kneels whispers shouts mutters mumbles hums sings sniffs coughs clears rubs adjusts pauses thinks glances gazes stares blinks raises lifts lowers shakes nudges pulls pushes picks puts places hands gives takes holds offers pours stirs kneads dances spins twirls hops skips runs rolls crosses folds opens closes beams gestures beckons ponders squints snorts salutes curtsies shivers trembles cheers groans growls grumbles huffs hesitates sneezes stops " +
		"smile grin nod wave laugh chuckle giggle sigh wink shrug bow gasp yawn clap hug blush smirk frown shrugs " +
		"smiling grinning nodding waving laughing chuckling giggling sighing winking shrugging bowing pointing leaning smirking blushing gasping frowning yawning clapping whispering humming looking thinking pausing turning walking beaming gesturing blinking holding wiping"
	).split(" "),
);

/** The same as a novel tells them. */
const PAST: ReadonlySet<string> = new Set(
	"smiled grinned nodded waved laughed chuckled giggled sighed winked shrugged bowed pointed leaned smirked blushed gasped frowned yawned clapped hugged patted tilted wiped scratched stretched turned walked stepped whispered shouted muttered mumbled hummed sang sniffed coughed paused glanced gazed stared blinked raised lifted lowered shook nudged pulled pushed picked placed handed offered poured stirred kneaded gestured beckoned knelt stood looked hesitated replied".split(
		" ",
	),
);

/** True for `smiled warmly`. */
export function isPastAction(text: string): boolean {
	const [first] = plainWords(text) as ReadonlyArray<string | undefined>;
	return first !== undefined && PAST.has(first);
}

/** What a model adds about its reply. */
const NOTES: ReadonlySet<string> = new Set(
	"note notes ooc aside silence silent pause beat translation narrator narration stage action actions context continued end".split(
		" ",
	),
);
const SUBJECTS: ReadonlySet<string> = new Set(["she", "he", "they", "it", "i"]);

/** True for the words of a stage direction: `smiles warmly`, `softly laughing`, `She waves.` */
export function isActionPhrase(text: string): boolean {
	const words = plainWords(text);
	const first = words[0] as string | undefined;
	if (first === undefined) return false;
	if (VERBS.has(first)) return true;
	const second = words[1] as string | undefined;
	if (second === undefined) return false;
	// `Mara waves`: told in the third person.
	const isTold = text.match("^%s*%u%a+%s+%l+s%f[%W]")[0] !== undefined;
	return VERBS.has(second) && (SUBJECTS.has(first) || first.match("ly$")[0] !== undefined || isTold);
}

/** What stands before a translation. */
const LANGUAGES: ReadonlySet<string> = new Set(
	"english german french spanish portuguese italian translated literally".split(" "),
);

/** True for a remark about the reply: `Note: Mara is kind`, `OOC: …`, `English: Hello!` */
export function isNote(text: string): boolean {
	const words = plainWords(text);
	if (words.isEmpty()) return false;
	if (LANGUAGES.has(words[0])) return text.gsub(" translation", "")[0].match("^%s*%a+%s*:")[0] !== undefined;
	return NOTES.has(words[0]) && text.match("^%s*%a+%s*[:%-,]")[0] !== undefined;
}
