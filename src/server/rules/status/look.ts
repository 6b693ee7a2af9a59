import { GROUPS } from "server/constants/rules";
import { type Colour, colourName } from "./colour-name";
import { charCount, clampUtf8, isBlank, stripControl, trim } from "shared/text/text";

/** What the engine knows of a player's body without a web request. */
export interface Build {
	/** 1 is the ordinary height; Roblox allows 0.9 to 1.05. */
	readonly heightScale: number;
	readonly head: Colour;
	/** Undefined under clothes: nobody knows their colour. */
	readonly torso?: Colour;
	readonly legs?: Colour;
}

const TALL = 1.04;
const SHORT = 0.94;

/** Accessories to name; more would be a list, not a look. */
const MAX_WORN = 4;
/** Characters of one accessory's name. */
const MAX_NAME_CHARS = 40;

/** Words for how an accessory is made, not for what it is. */
const TECHNICAL = ["MeshPart", "Accessory", "Accoutrement", "Handle"];

function accessoryName(raw: string): string {
	let name = stripControl(raw);
	for (const word of TECHNICAL) name = name.gsub(word, " ")[0];
	const words = name.gsub("[%(%)%[%]_]", " ")[0].gsub("(%l)(%u)", "%1 %2")[0];
	return trim(clampUtf8(words.gsub(" +", " ")[0], MAX_NAME_CHARS));
}

/** Sorted, each once: the order in which accessories load does not matter. */
function accessoryNames(raw: ReadonlyArray<string>): ReadonlyArray<string> {
	const names = new Set(raw.map(accessoryName).filter((name) => !isBlank(name)));
	return [...names].sort().filter((_, index) => index < MAX_WORN);
}

function listed(words: ReadonlyArray<string>): string {
	const last = words[words.size() - 1];
	const others = words.filter((_, index) => index < words.size() - 1);
	return others.isEmpty() ? last : `${others.join(", ")} and ${last}`;
}

function isSame(a: Colour, b: Colour): boolean {
	return a.r === b.r && a.g === b.g && a.b === b.b;
}

/** A garment's colour; undefined for a limb of the head's colour, which is bare. */
function garmentColour(colour: Colour | undefined, head: Colour): string | undefined {
	return colour === undefined || isSame(colour, head) ? undefined : colourName(colour);
}

function buildParts({ heightScale, head, torso, legs }: Build): ReadonlyArray<string> {
	const parts = new Array<string>();
	if (heightScale >= TALL) parts.push("tall");
	else if (heightScale <= SHORT) parts.push("short");
	const garments = new Array<string>();
	const top = garmentColour(torso, head);
	if (top !== undefined) garments.push(`${top === "orange" ? "an" : "a"} ${top} top`);
	const trousers = garmentColour(legs, head);
	if (trousers !== undefined) garments.push(`${trousers} trousers`);
	if (!garments.isEmpty()) parts.push(`in ${listed(garments)}`);
	return parts;
}

/**
 * A player's look in a phrase of at most `GROUPS.maxAppearanceChars` characters: `tall, in a red top, wearing Scarf and
 * Viking Helm`. Leaves out whole names that do not fit.
 */
export function describeLook(build: Build | undefined, accessories: ReadonlyArray<string>): string {
	const parts = build === undefined ? [] : buildParts(build);
	const worn = accessoryNames(accessories);
	for (let count = worn.size(); count > 0; count--) {
		const told = worn.filter((_, index) => index < count);
		const text = [...parts, `wearing ${listed(told)}`].join(", ");
		if (charCount(text) <= GROUPS.maxAppearanceChars) return text;
	}
	return parts.isEmpty() ? "in plain clothes" : parts.join(", ");
}
