const ENTITIES: Readonly<Record<string, string>> = {
	"&lt;": "<",
	"&gt;": ">",
	"&quot;": '"',
	"&apos;": "'",
	"&amp;": "&",
};

/** Roblox rich text without tags and with its entities resolved, as a reader sees it. */
export function plainText(richText: string): string {
	return richText.replace(/<[^<>]*>/g, "").replace(/&(lt|gt|quot|apos|amp);/g, (entity) => ENTITIES[entity]!);
}
