import type { NpcLook } from "server/ports";
import type { Colour } from "server/rules/status/colour-name";

/** The colours of an NPC's body. */
export interface NpcColours {
	readonly skin: Color3;
	readonly hair: Color3;
	readonly shirt: Color3;
	readonly trousers: Color3;
}

const SKINS = [
	Color3.fromRGB(234, 184, 146),
	Color3.fromRGB(204, 142, 105),
	Color3.fromRGB(160, 95, 53),
	Color3.fromRGB(105, 64, 40),
];
const HAIRS = [
	Color3.fromRGB(66, 44, 32),
	Color3.fromRGB(27, 24, 22),
	Color3.fromRGB(148, 96, 52),
	Color3.fromRGB(168, 168, 165),
	Color3.fromRGB(219, 188, 122),
];
const SHIRTS = [
	Color3.fromRGB(93, 133, 86),
	Color3.fromRGB(142, 84, 74),
	Color3.fromRGB(78, 102, 148),
	Color3.fromRGB(168, 132, 66),
	Color3.fromRGB(112, 88, 132),
];
const TROUSERS = [
	Color3.fromRGB(70, 70, 85),
	Color3.fromRGB(92, 72, 54),
	Color3.fromRGB(58, 76, 66),
	Color3.fromRGB(110, 104, 96),
];

/** A prime below 2^31: the sum stays an exact number. */
const MODULUS = 2147483647;

/** Of one NPC the same on every server. `salt` keeps the lists apart: not everybody with one shirt has one hair. */
function pick(colours: ReadonlyArray<Color3>, npcId: string, salt: number): Color3 {
	let hash = salt;
	for (let index = 1; index <= npcId.size(); index++) hash = (hash * 33 + npcId.byte(index)[0]) % MODULUS;
	return colours[hash % colours.size()];
}

function toColor3(colour: Colour | undefined): Color3 | undefined {
	return colour && new Color3(colour.r, colour.g, colour.b);
}

export function coloursOf(npcId: string, { skin, hair, shirt, trousers }: NpcLook): NpcColours {
	return {
		skin: toColor3(skin) ?? pick(SKINS, npcId, 1),
		hair: toColor3(hair) ?? pick(HAIRS, npcId, 2),
		shirt: toColor3(shirt) ?? pick(SHIRTS, npcId, 3),
		trousers: toColor3(trousers) ?? pick(TROUSERS, npcId, 4),
	};
}
