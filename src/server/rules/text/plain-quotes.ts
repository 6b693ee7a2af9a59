/** Quotation marks of any kind: between some, agents read what others said. */
const QUOTES = ['"', "“", "”", "„", "‟", "«", "»", "＂", "〝", "〞"];

/** A text that can stand between quotation marks, or be a name beside some. */
export function plainQuotes(text: string): string {
	let plain = text;
	for (const mark of QUOTES) plain = plain.gsub(mark, "'")[0];
	return plain;
}
