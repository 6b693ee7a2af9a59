/** The typings say `false` where Luau answers nil. */
export function isUtf8(text: string): boolean {
	return typeIs(utf8.len(text)[0], "number");
}
