import type { Language } from "../grammar";
import { ARABIC } from "./arabic";
import { ENGLISH } from "./english";
import { FRENCH } from "./french";
import { GERMAN } from "./german";
import { HINDI } from "./hindi";
import { ITALIAN } from "./italian";
import { FILIPINO, INDONESIAN } from "./malay";
import { POLISH } from "./polish";
import { PORTUGUESE } from "./portuguese";
import { RUSSIAN } from "./russian";
import { SPANISH } from "./spanish";
import { TURKISH } from "./turkish";
import { CHINESE, JAPANESE, KOREAN, THAI } from "./unspaced";
import { VIETNAMESE } from "./vietnamese";

/** All languages at once: nobody says which they type in, and many mix two. */
export const LANGUAGES: ReadonlyArray<Language> = [
	ENGLISH,
	SPANISH,
	PORTUGUESE,
	FRENCH,
	GERMAN,
	ITALIAN,
	POLISH,
	TURKISH,
	RUSSIAN,
	INDONESIAN,
	FILIPINO,
	VIETNAMESE,
	ARABIC,
	HINDI,
	JAPANESE,
	KOREAN,
	CHINESE,
	THAI,
];
