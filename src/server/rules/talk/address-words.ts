/** What the words around a name say of it. Without accents, in lower case. */

const wordSet = (...lists: ReadonlyArray<string>): ReadonlySet<string> => new Set(lists.join(" ").split(" "));

/** A first word of this kind is no name by itself. */
export const TITLES = wordSet(
	"the a old young big little mr mrs ms miss dr sir lady lord captain king queen uncle aunt",
);

/** A name after one of these is called: greetings, thanks, goodbyes. Of two words, the last. */
export const CALLING = wordSet(
	"hi hey hello hiya yo oi greetings ok okay thanks thank you please morning evening afternoon bye goodbye sorry",
	"hola oye dias tardes noches gracias adios",
	"ola oie bom dia tarde noite obrigado obrigada tchau",
	"salut bonjour bonsoir coucou merci",
	"hallo moin servus gruss gott tag abend danke tschuss",
	"ciao buongiorno buonasera salve grazie",
	"czesc hej siema witaj dobry dzieki",
	"merhaba selam gunaydin aksamlar tesekkurler",
	"привет здравствуй здравствуйте хай спасибо пока privet",
	"halo hai pagi siang sore malam kasih",
	"kumusta kamusta musta umaga hapon gabi salamat",
	"konnichiwa ohayo arigato annyeong nihao hao sawasdee chao",
	"مرحبا اهلا السلام عليكم شكرا salam marhaba alaykum",
	"नमस्ते नमस्कार धन्यवाद namaste",
);

/** A name at the end of a line, after one of these, is mentioned. */
export const SPEAKING_OF = wordSet(
	"about of to with from for by than like and or the a is was are called named know see saw seen meet met find",
	"found love hate where where's who who's not near at behind tell told ask asked",
	"de del di da do von van est es esta ist e onde donde dove ou wo gdzie где с о про to conoces conhece kennst connais",
);

/** A name at the start of a line, before one of these, is mentioned. */
export const SPOKEN_OF = wordSet(
	"is was has had says said will would does did and or looks seems likes wants told gave lives works",
);

/** Names that are verbs, too: beside a pronoun they are no names. `Will you come?` */
export const VERB_NAMES = wordSet("will may can");
export const PRONOUNS = wordSet(
	"i you he she it we they this that there the my your who what someone anyone nobody",
);
