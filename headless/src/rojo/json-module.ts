/** The Luau source of a module that returns `value`, as Rojo makes it from a `.json` file. */
export function jsonModuleSource(value: unknown): string {
	return `return ${luauLiteral(value)}`;
}

/** JSON as a Luau expression. */
export function luauLiteral(value: unknown): string {
	if (value === null || value === undefined) return "nil";
	if (typeof value === "string") return quote(value);
	if (Array.isArray(value)) return `{${value.map(luauLiteral).join(", ")}}`;
	if (typeof value === "object") {
		const entries = Object.entries(value).map(([key, item]) => `[${quote(key)}] = ${luauLiteral(item)}`);
		return `{${entries.join(", ")}}`;
	}
	return String(value);
}

function quote(text: string): string {
	const escaped = text.replace(/[\\"\0-\x1f\x7f]/g, (character) =>
		character === "\\" || character === '"' ? `\\${character}` : `\\${decimal(character)}`,
	);
	return `"${escaped}"`;
}

/** Always three digits, because Luau reads up to three. */
function decimal(character: string): string {
	return String(character.charCodeAt(0)).padStart(3, "0");
}
