/**
 * A matcher for one of a project's `globIgnorePaths`. As in Rojo, `*` and `?` also match `/`, and `**` stands for any number
 * of whole folders.
 */
export function createGlob(glob: string): (relativePath: string) => boolean {
	const pattern = new RegExp(`^${translate(glob)}$`, "s");
	return (relativePath) => pattern.test(relativePath);
}

function translate(glob: string): string {
	let pattern = "";
	for (let at = 0; at < glob.length;) {
		const [text, length] = translateAt(glob, at);
		pattern += text;
		at += length;
	}
	return pattern;
}

function translateAt(glob: string, at: number): [pattern: string, length: number] {
	const rest = glob.slice(at);
	const isSegmentStart = at === 0 || glob[at - 1] === "/";
	if (isSegmentStart && rest.startsWith("**/")) return ["(?:.*/)?", 3];
	if (isSegmentStart && rest === "**") return [".*", 2];
	if (rest.startsWith("*")) return [".*", 1];
	if (rest.startsWith("?")) return [".", 1];
	const choice = /^\{([^{}]*)\}/.exec(rest);
	if (choice !== null) return [`(?:${choice[1].split(",").map(translate).join("|")})`, choice[0].length];
	const set = /^\[(!?)([^\]]+)\]/.exec(rest);
	if (set !== null)
		return [`[${set[1] === "!" ? "^" : ""}${set[2].replaceAll("\\", "\\\\")}]`, set[0].length];
	return [rest[0].replace(/[\\^$.|+()[\]{}]/, "\\$&"), 1];
}
