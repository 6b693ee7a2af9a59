/** Readable on the chat window's dark background (25, 27, 29), and easy to tell apart. */
const PALETTE: ReadonlyArray<string> = [
	"#F2B56B",
	"#7FD1B9",
	"#F49AC1",
	"#8EC5FF",
	"#C7E07A",
	"#C9A7F5",
	"#FF9E80",
	"#80DEEA",
	"#F6D860",
	"#A5D6A7",
];

/** Coprime to the palette's size, and not 1 modulo it: with 31 every hash modulo 10 would be the sum of the bytes. */
const MULTIPLIER = 33;
/** A prime below 2^31, so `hash * MULTIPLIER + byte` stays an exact number. */
const MODULUS = 2147483647;

/** The colour of a speaker's name, as `#RRGGBB`: the same name has the same colour on every client, always. */
export function nameColor(name: string): string {
	let hash = 0;
	for (let index = 1; index <= name.size(); index++) {
		const [byte] = name.byte(index, index);
		hash = (hash * MULTIPLIER + byte) % MODULUS;
	}
	return PALETTE[hash % PALETTE.size()];
}
