/** What keys look like, wherever they come from, and what replaces a match. */
const KEY_PATTERNS: ReadonlyArray<readonly [RegExp, string]> = [
	[/\b(?:sk|pk|rk|gsk|xai|hf|key|token|bearer)[-_][A-Za-z0-9._*-]{6,}/gi, "[redacted]"],
	// The gateway's own tokens.
	[/\btfk_[A-Za-z0-9_-]{8,}/g, "[redacted]"],
	[/\bAIza[A-Za-z0-9_-]{8,}/g, "[redacted]"],
	[/\b(bearer|key|token) [A-Za-z0-9._~+/=*-]{16,}/gi, "$1 [redacted]"],
	// Also in JSON within JSON, where backslashes come before the quotes.
	[/((?:api[-_ ]?key|[?&]key|access[-_]token)[\\"']*\s*[=:]\s*[\\"']*)[^\s"'\\&,}[]{4,}/gi, "$1[redacted]"],
	// A password in an address.
	[/(\w:\/\/)[^\s/@"\\]+@/g, "$1[redacted]@"],
];

/** Takes everything that looks like a key or a password out of a text. */
export function redactKeys(text: string): string {
	return KEY_PATTERNS.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), text);
}
