/**
 * What a reply is cut into. The place (`src/server/rules/text/sentences.ts`) and the gateway
 * (`gateway/src/text/sentence-splitter.ts`) are both held to this table, so that they cannot drift apart.
 */

export interface SentenceCase {
	readonly about: string;
	readonly text: string;
	readonly sentences: ReadonlyArray<string>;
	/** UTF-16 units of a sentence; `SENTENCE_MAX` where it does not matter. */
	readonly maxUnits?: number;
	/** The model's token limit cut the reply off. */
	readonly isCutOff?: boolean;
}

export const SENTENCE_MAX = 120;

export const SENTENCE_CASES: ReadonlyArray<SentenceCase> = [
	{ about: "one sentence", text: "Hello there.", sentences: ["Hello there."] },
	{
		about: "plain sentences",
		text: "Hello there. How are you? I am fine!",
		sentences: ["Hello there.", "How are you?", "I am fine!"],
	},
	{ about: "no mark at the end", text: "Hello there. And then", sentences: ["Hello there.", "And then"] },
	{
		about: "titles",
		text: "Dr. Smith and Mrs. Jones met Prof. Oak on St. Ives Road. They talked.",
		sentences: ["Dr. Smith and Mrs. Jones met Prof. Oak on St. Ives Road.", "They talked."],
	},
	{
		about: "initials",
		text: "J. R. Tolkien wrote it. So did I. Yes.",
		sentences: ["J. R. Tolkien wrote it.", "So did I.", "Yes."],
	},
	{ about: "acronyms", text: "The U.S. Army came. It left.", sentences: ["The U.S. Army came.", "It left."] },
	{
		about: "latin abbreviations",
		text: "Bring food, e.g. bread, i.e. Brot. Thanks.",
		sentences: ["Bring food, e.g. bread, i.e. Brot.", "Thanks."],
	},
	{
		about: "an abbreviation before lowercase",
		text: "Tea, scones, etc. are on the table. Eat.",
		sentences: ["Tea, scones, etc. are on the table.", "Eat."],
	},
	{
		about: "decimals and versions",
		text: "It costs 3.50 and weighs 1.2.3 kg. Fine.",
		sentences: ["It costs 3.50 and weighs 1.2.3 kg.", "Fine."],
	},
	{
		about: "a number before the full stop",
		text: "I have 7. You have 8.",
		sentences: ["I have 7.", "You have 8."],
	},
	{ about: "numbers of a list", text: "1. Bread\n2. Butter", sentences: ["1. Bread", "2. Butter"] },
	{ about: "numbers of a long list", text: "12. Bread\n13. Butter", sentences: ["12. Bread", "13. Butter"] },
	{
		about: "numbers that begin a sentence",
		text: "3 cats came. 5 of them stayed.",
		sentences: ["3 cats came.", "5 of them stayed."],
	},
	{
		about: "the number sign",
		text: "It is No. 5 on the list. No. I mean it.",
		sentences: ["It is No. 5 on the list.", "No.", "I mean it."],
	},
	{
		about: "an ellipsis after a title",
		text: "I saw the Dr... Smith is gone.",
		sentences: ["I saw the Dr...", "Smith is gone."],
	},
	{ about: "ellipsis inside", text: "Well... maybe not. Good.", sentences: ["Well... maybe not.", "Good."] },
	{ about: "ellipsis at the end", text: "Well... Maybe not.", sentences: ["Well...", "Maybe not."] },
	{
		about: "the single character ellipsis",
		text: "Hm… so what? Nothing…",
		sentences: ["Hm… so what?", "Nothing…"],
	},
	{ about: "several marks", text: "What?! No!!! Really?", sentences: ["What?!", "No!!!", "Really?"] },
	{
		about: "marks before lowercase",
		text: "hello! how are you? fine.",
		sentences: ["hello!", "how are you?", "fine."],
	},
	{
		about: "quotes",
		text: 'She said "Stop!" Then she left.',
		sentences: ['She said "Stop!"', "Then she left."],
	},
	{
		about: "a quote inside a sentence",
		text: '"Stop!" she said. Then she left.',
		sentences: ['"Stop!" she said.', "Then she left."],
	},
	{ about: "typographic quotes", text: "“Come in.” “Thank you.”", sentences: ["“Come in.”", "“Thank you.”"] },
	{ about: "brackets", text: "(I know.) Do you?", sentences: ["(I know.)", "Do you?"] },
	{ about: "stage marks", text: "*She waves.* Hello.", sentences: ["*She waves.*", "Hello."] },
	{
		about: "emoji belong to what they follow",
		text: "Hello! 😀 Come in 🎉🎉 please. Bye! 👋🏽",
		sentences: ["Hello! 😀", "Come in 🎉🎉 please.", "Bye! 👋🏽"],
	},
	{
		about: "an emoji before lowercase",
		text: "Hello. 😀 come in.",
		sentences: ["Hello. 😀", "come in."],
	},
	{ about: "emoji without a space", text: "Hello!😀 Come in.", sentences: ["Hello!😀", "Come in."] },
	{ about: "joined emoji and flags", text: "We won! 👩‍🚀 🇩🇪 Great.", sentences: ["We won! 👩‍🚀 🇩🇪", "Great."] },
	{ about: "new lines end sentences", text: "Bread\nButter\n\nMilk", sentences: ["Bread", "Butter", "Milk"] },
	{
		about: "addresses stay whole",
		text: "See example.com/a.b?c=d for more. Bye.",
		sentences: ["See example.com/a.b?c=d for more.", "Bye."],
	},
	{ about: "Chinese", text: "你好。你是谁？我是小明！", sentences: ["你好。", "你是谁？", "我是小明！"] },
	{ about: "half-width Japanese", text: "やあ｡元気｡", sentences: ["やあ｡", "元気｡"] },
	{
		about: "Japanese with brackets",
		text: "「こんにちは。」元気ですか？",
		sentences: ["「こんにちは。」", "元気ですか？"],
	},
	{ about: "Chinese after English", text: "OK!你好。Fine.", sentences: ["OK!", "你好。", "Fine."] },
	{ about: "Cyrillic", text: "Привет! Как дела? Хорошо.", sentences: ["Привет!", "Как дела?", "Хорошо."] },
	{ about: "Spanish", text: "¡Hola! ¿Cómo estás? Bien.", sentences: ["¡Hola!", "¿Cómo estás?", "Bien."] },
	{
		about: "spaces are tidied",
		text: "  Hello   there.   How\tare you?  ",
		sentences: ["Hello there.", "How are you?"],
	},
	{
		about: "a sentence that is just short enough",
		text: "Hello there. Bye.",
		maxUnits: 12,
		sentences: ["Hello there.", "Bye."],
	},
	{
		about: "a long sentence after a clause",
		text: "When the gulls wake up, I start the ovens, and the whole street smells of bread",
		maxUnits: 50,
		sentences: ["When the gulls wake up, I start the ovens,", "and the whole street smells of bread"],
	},
	{
		about: "a long sentence between words when it has no clause",
		text: "one two three four five six",
		maxUnits: 12,
		sentences: ["one two", "three four", "five six"],
	},
	{
		about: "a long sentence after a Chinese comma",
		text: "你好，我是小明，很高兴认识你",
		maxUnits: 10,
		sentences: ["你好，我是小明，", "很高兴认识你"],
	},
	{
		about: "a word that is too long, between characters",
		text: "aaaaaaaaaaaaaaaaaaaa",
		maxUnits: 8,
		sentences: ["aaaaaaaa", "aaaaaaaa", "aaaa"],
	},
	{
		about: "joined emoji that are too long as a whole",
		text: "👩🏽‍🚀👩🏽‍🚀👩🏽‍🚀",
		maxUnits: 11,
		sentences: ["👩🏽‍🚀", "👩🏽‍🚀", "👩🏽‍🚀"],
	},
	{ about: "letters with marks", text: "éééé", maxUnits: 5, sentences: ["éé", "éé"] },
	{ about: "nothing", text: "", sentences: [] },
	{ about: "nothing but spaces", text: " \n \n", sentences: [] },
	{
		about: "a lower-case word after a quote",
		text: 'He said "no!" and left. Then it rained.',
		sentences: ['He said "no!" and left.', "Then it rained."],
	},
	{
		about: "accents after the mark",
		text: "Wait. Élan is all. été is summer.",
		sentences: ["Wait.", "Élan is all. été is summer."],
	},
	{
		about: "Greek and Ukrainian",
		text: "Γεια σου. Τι κάνεις; Добрий день! Їжте.",
		sentences: ["Γεια σου.", "Τι κάνεις; Добрий день!", "Їжте."],
	},
	{ about: "no-break spaces", text: "Hello. There. 　Bye.", sentences: ["Hello.", "There.", "Bye."] },
	{ about: "Devanagari", text: "आपका स्वागत है। अंदर आइए।", sentences: ["आपका स्वागत है।", "अंदर आइए।"] },
	{ about: "a double danda", text: "राम॥ सीता।", sentences: ["राम॥", "सीता।"] },
	{ about: "Arabic", text: "كيف حالك؟ أهلا بك! تفضل.", sentences: ["كيف حالك؟", "أهلا بك!", "تفضل."] },
	{ about: "marks of two scripts", text: "حقا؟! نعم.", sentences: ["حقا؟!", "نعم."] },
	{
		about: "Urdu",
		text: "خوش آمدید۔ اندر آئیں۔ ٹھیک ہے؟",
		sentences: ["خوش آمدید۔", "اندر آئیں۔", "ٹھیک ہے؟"],
	},
	{ about: "Armenian", text: "Բարի գալուստ։ Ներս եկեք։", sentences: ["Բարի գալուստ։", "Ներս եկեք։"] },
	{ about: "no space after a danda", text: "है।अंदर", sentences: ["है।", "अंदर"] },
	{
		about: "a German date",
		text: "Am 24. Dezember ist Markt. Komm vorbei!",
		sentences: ["Am 24. Dezember ist Markt.", "Komm vorbei!"],
	},
	{
		about: "a German ordinal before something else",
		text: "Ich wohne im 3. Stock. Es sind 24. Danach kommt nichts.",
		sentences: ["Ich wohne im 3. Stock.", "Es sind 24.", "Danach kommt nichts."],
	},
	{
		about: "a number before a word that begins like a month",
		text: "Ich habe 24. Maier hat 25. Mai ist warm.",
		sentences: ["Ich habe 24.", "Maier hat 25. Mai ist warm."],
	},
	{
		about: "a Spanish title",
		text: "La Sra. Vega llega. Pase.",
		sentences: ["La Sra. Vega llega.", "Pase."],
	},
	{
		about: "a half sentence at the end of a reply that was cut off is dropped",
		text: "The bread is warm. It is made of",
		isCutOff: true,
		sentences: ["The bread is warm."],
	},
	{
		about: "a reply that was cut off after a whole sentence",
		text: "The bread is warm. Come in! 😀",
		isCutOff: true,
		sentences: ["The bread is warm.", "Come in! 😀"],
	},
	{
		about: "a reply that was cut off in its only sentence trails off",
		text: "When the gulls wake up I",
		isCutOff: true,
		sentences: ["When the gulls wake up I…"],
	},
	{ about: "a reply that was cut off at once", text: " ", isCutOff: true, sentences: [] },
];
