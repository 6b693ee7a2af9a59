import { plainLetter } from "server/rules/text/plain-letters";
import { fold } from "server/rules/text/words";
import { validUtf8, within } from "shared/text/unicode";

/** What other scripts write for a mark, and the kana that are one letter to the rule. */
const KATAKANA_FIRST = 0x30a1;
const KATAKANA_LAST = 0x30f6;
const TO_HIRAGANA = 0x60;

/** Punctuation that ends a word, beyond ASCII; `SENTENCE_ENDS` also end a sentence. */
const MARKS: ReadonlyArray<readonly [first: number, last: number]> = [
	[0x80, 0xbf],
	[0x60c, 0x60c],
	[0x61b, 0x61b],
	[0x2000, 0x206f],
	[0x3000, 0x3004],
	[0x3008, 0x3020],
	[0x30fb, 0x30fb],
	[0xff00, 0xff20],
	[0x1f000, 0x1faff],
];
const SENTENCE_ENDS = new Set([0x61f, 0x6d4, 0x964, 0x3002, 0xff01, 0xff0e, 0xff1f]);
const APOSTROPHES = new Set([0x27, 0x60, 0xb4, 0x2bc, 0x2018, 0x2019]);
const ZERO_WIDTH = new Set([0xad, 0x200b, 0x200c, 0x200d, 0x2060, 0xfeff]);

/** Characters of Chinese that are written in two ways. */
const SIMPLIFIED = new Map<number, string>();
const PAIRS =
	"殺杀 沒没 來来 們们 個个 遊游 戲戏 樓楼 繩绳 過过 後后 結结 還还 這这 誰谁 們们 經经 夠够 離离 開开 無无 義义 頭头 藥药 關关 級级 龍龙 點点 傷伤 橋桥 實实 說说 對对 著着 嗎吗 為为 為为 會会 斷断 餓饿 熱热 費费 歡欢 讓让 電电 聽听 愛爱 氣气 覺觉 間间 現现 記记 轉转 輕轻 負负 擔担 時时 書书 題题 樂乐 幹干 煩烦 睡睡 總总 聲声 顆颗 車车 媽妈 爺爷 師师 學学 業业 壓压 廢废 腦脑";
for (const pair of PAIRS.split(" ")) {
	const first = utf8.codepoint(pair, 1)[0];
	SIMPLIFIED.set(first, pair.sub((utf8.offset(pair, 2) as number) ?? 1));
}

/** Pictures that stand for a word. */
const PICTURES = new Map([
	[0x1f52a, " stab "],
	[0x1f52b, " shoot "],
	[0x1f48a, " pills "],
]);

function plain(codepoint: number): string {
	if (SENTENCE_ENDS.has(codepoint)) return ". ";
	const picture = PICTURES.get(codepoint);
	if (picture !== undefined) return picture;
	const letter = plainLetter(codepoint) ?? SIMPLIFIED.get(codepoint);
	if (letter !== undefined) return letter;
	if (within(codepoint, MARKS)) return " ";
	if (codepoint >= KATAKANA_FIRST && codepoint <= KATAKANA_LAST) return utf8.char(codepoint - TO_HIRAGANA);
	return utf8.char(codepoint);
}

/** A line in lower case with plain letters and without apostrophes; marks that ASCII lacks are spaces. */
export function plainLine(text: string): string {
	const ascii = fold(text);
	if (ascii.match("[\x80-\xff]")[0] === undefined) return ascii.gsub("['`]", "")[0];
	const parts = new Array<string>();
	for (const [, codepoint] of utf8.codes(validUtf8(ascii))) {
		if (APOSTROPHES.has(codepoint) || ZERO_WIDTH.has(codepoint)) continue;
		parts.push(codepoint < 0x80 ? string.char(codepoint) : plain(codepoint));
	}
	return parts.join("");
}
