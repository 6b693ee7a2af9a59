const ENTITIES: Readonly<Record<string, string>> = {
	"&lt;": "<",
	"&gt;": ">",
	"&quot;": '"',
	"&apos;": "'",
	"&amp;": "&",
};

/** What a reader sees of Roblox rich text: without its tags and with its entities resolved. */
export function plainText(richText: string): string {
	return richText.replace(/<[^<>]*>/g, "").replace(/&(lt|gt|quot|apos|amp);/g, (entity) => ENTITIES[entity]!);
}
