/** Red, green and blue, each 0 to 1. */
export interface Colour {
	readonly r: number;
	readonly g: number;
	readonly b: number;
}

/** Hues in degrees up to which a name holds; past the last it is red again. */
const HUES: ReadonlyArray<readonly [upTo: number, name: string]> = [
	[15, "red"],
	[42, "orange"],
	[70, "yellow"],
	[165, "green"],
	[195, "turquoise"],
	[260, "blue"],
	[300, "purple"],
	[345, "pink"],
];

const BLACK_BELOW = 0.2;
const WHITE_ABOVE = 0.85;
const GREY_BELOW = 0.15;
/** People call a dark orange brown. */
const BROWN_BELOW = 0.65;

function hueOf({ r, g, b }: Colour, highest: number, spread: number): number {
	if (highest === r) return (((g - b) / spread) % 6) * 60;
	if (highest === g) return ((b - r) / spread + 2) * 60;
	return ((r - g) / spread + 4) * 60;
}

/** A colour in one word of people's. */
export function colourName(colour: Colour): string {
	const highest = math.max(colour.r, colour.g, colour.b);
	const spread = highest - math.min(colour.r, colour.g, colour.b);
	if (highest < BLACK_BELOW) return "black";
	if (spread / highest < GREY_BELOW) return highest > WHITE_ABOVE ? "white" : "grey";
	const hue = hueOf(colour, highest, spread);
	const name = HUES.find(([upTo]) => hue < upTo)?.[1] ?? "red";
	return name === "orange" && highest < BROWN_BELOW ? "brown" : name;
}
