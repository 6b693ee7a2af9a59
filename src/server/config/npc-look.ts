import { LOOK } from "server/constants/rules";
import type { BodyScale, NpcLook, WornAccessory } from "server/ports";
import type { Colour } from "server/rules/status/colour-name";
import { didYouMean } from "shared/text/nearest";
import { trim } from "shared/text/text";

export interface LookResult {
	readonly look: NpcLook;
	/** What is wrong, in words for the creator; empty if nothing is. */
	readonly problems: ReadonlyArray<string>;
}

/** The places that `HumanoidDescription` has accessories for. */
const PLACES: ReadonlyArray<string> = ["Back", "Face", "Front", "Hair", "Hat", "Neck", "Shoulders", "Waist"];

/** The attribute of each scale, and what it may be. Roblox clamps the last two. */
const SCALES: Readonly<
	Record<BodyScale, { readonly key: string; readonly range: readonly [number, number] }>
> = {
	height: { key: "HeightScale", range: LOOK.sizeRange },
	width: { key: "WidthScale", range: LOOK.sizeRange },
	depth: { key: "DepthScale", range: LOOK.sizeRange },
	head: { key: "HeadScale", range: LOOK.sizeRange },
	bodyType: { key: "BodyTypeScale", range: [0, 1] },
	proportion: { key: "ProportionScale", range: [0, 1] },
};

/** The attributes of a definition that say what its NPC looks like. */
export const LOOK_ATTRIBUTES: ReadonlyArray<string> = [
	"Accessories",
	"Body",
	"BodyTypeScale",
	"DepthScale",
	"FaceId",
	"HairColor",
	"HairId",
	"HeadScale",
	"HeightScale",
	"ProportionScale",
	"ShirtColor",
	"ShirtId",
	"SkinColor",
	"TrousersColor",
	"TrousersId",
	"WidthScale",
];

/** Above, a number is no asset's: the engine keeps ids as whole numbers. */
const MAX_ASSET_ID = 2 ** 53;

function describe(value: unknown): string {
	return typeIs(value, "string") ? `"${value}"` : tostring(value);
}

function isAssetId(value: unknown): value is number {
	return typeIs(value, "number") && value % 1 === 0 && value >= 0 && value < MAX_ASSET_ID;
}

/** One of `Hat 123, Back 456`. */
function accessoryIn(entry: string, problem: (text: string) => void): WornAccessory | undefined {
	const [place, id] = entry.match("^(%a+)%s+(%d+)$");
	const assetId = tonumber(id);
	if (!typeIs(place, "string") || !isAssetId(assetId) || assetId === 0) {
		problem(
			`attribute Accessories has "${entry}", where it has to be a place and an id, as in Hat 123, Back 456`,
		);
		return undefined;
	}
	if (PLACES.includes(place)) return { place, assetId };
	problem(
		`attribute Accessories has the place "${place}"${didYouMean(place, PLACES)}, allowed are ${PLACES.join(", ")}`,
	);
	return undefined;
}

/** Reads attributes, and collects what is wrong with them. */
class LookReader {
	public readonly problems = new Array<string>();

	constructor(private readonly attributes: ReadonlyMap<string, unknown>) {}

	public colour(key: string): Colour | undefined {
		const value = this.attributes.get(key);
		if (value === undefined) return undefined;
		if (typeIs(value, "Color3")) return { r: value.R, g: value.G, b: value.B };
		return this.refuse(key, value, "a Color3");
	}

	public assetId(key: string): number {
		const value = this.attributes.get(key) ?? 0;
		if (isAssetId(value)) return value;
		return this.refuse(key, value, "an asset's id, a whole number; 0 for none") ?? 0;
	}

	public scale(key: string, [lowest, highest]: readonly [number, number], ordinary: number): number {
		const value = this.attributes.get(key) ?? ordinary;
		if (typeIs(value, "number") && value >= lowest && value <= highest) return value;
		return this.refuse(key, value, `a number from ${lowest} to ${highest}`) ?? ordinary;
	}

	public accessories(): ReadonlyArray<WornAccessory> {
		const value = this.attributes.get("Accessories") ?? "";
		if (!typeIs(value, "string"))
			return this.refuse("Accessories", value, "a text, as in Hat 123, Back 456") ?? [];
		const entries = value.split(",").map(trim);
		return entries
			.filter((entry) => entry !== "")
			.mapFiltered((entry) => accessoryIn(entry, (text) => this.problems.push(text)));
	}

	public body(): string | undefined {
		const value = this.attributes.get("Body");
		if (value === undefined || (typeIs(value, "string") && trim(value) !== "")) return value;
		return this.refuse("Body", value, "the name of a model in ServerStorage.NpcBodies");
	}

	private refuse(key: string, value: unknown, allowed: string): undefined {
		this.problems.push(`attribute ${key} is ${describe(value)}, it has to be ${allowed}`);
		return undefined;
	}
}

/** Reads what an NPC looks like. Everything has a default that needs no asset. */
export function parseLook(attributes: ReadonlyMap<string, unknown>): LookResult {
	const reader = new LookReader(attributes);
	const scale = (name: BodyScale) =>
		reader.scale(SCALES[name].key, SCALES[name].range, SCALES[name].range[0] === 0 ? 0 : 1);
	const look: NpcLook = {
		skin: reader.colour("SkinColor"),
		hair: reader.colour("HairColor"),
		shirt: reader.colour("ShirtColor"),
		trousers: reader.colour("TrousersColor"),
		hairId: reader.assetId("HairId"),
		faceId: reader.assetId("FaceId"),
		shirtId: reader.assetId("ShirtId"),
		trousersId: reader.assetId("TrousersId"),
		accessories: reader.accessories(),
		scales: {
			height: scale("height"),
			width: scale("width"),
			depth: scale("depth"),
			head: scale("head"),
			bodyType: scale("bodyType"),
			proportion: scale("proportion"),
		},
		body: reader.body(),
	};
	return { look: table.freeze(look), problems: reader.problems };
}
