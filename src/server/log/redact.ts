/** At least eight characters that tokens are made of. Most words of a sentence are shorter. */
const TOKEN = `${string.rep("[%w_~/=%-%.%+]", 8)}[%w_~/=%-%.%+]*`;

/** What credentials look like, wherever they come from: Luau patterns, and what replaces a match. */
const CREDENTIAL_PATTERNS: ReadonlyArray<[pattern: string, replacement: string]> = [
	[`([Bb][Ee][Aa][Rr][Ee][Rr])%s+${TOKEN}`, "%1 [redacted]"],
	["%f[%w]g?sk[%-_][%w_%-]+", "[redacted]"],
	["%f[%w]xai%-[%w_%-]+", "[redacted]"],
	["%f[%w]AIza[%w_%-]+", "[redacted]"],
	["%f[%w]hf_[%w_%-]+", "[redacted]"],
	["([Tt][Oo][Kk][Ee][Nn]=)[^%s&\"']+", "%1[redacted]"],
	["([Kk][Ee][Yy]=)[^%s&\"']+", "%1[redacted]"],
	// In JSON, also in JSON within JSON, where backslashes come before the quotes.
	["([Aa][Pp][Ii][_%-]?[Kk][Ee][Yy][\\\"']*%s*[:=]%s*[\\\"']*)[^%s&\\\"',}]+", "%1[redacted]"],
];

export interface Redactor {
	/** From now on replaces `value` wherever it occurs. */
	readonly addSecret: (value: string) => void;
	readonly redact: (text: string) => string;
}

/** Takes registered secrets and anything that looks like a credential out of texts. */
export function createRedactor(): Redactor {
	const secretPatterns = new Array<string>();

	return {
		addSecret: (value) => {
			// An empty pattern would match between all characters.
			if (value === "") return;
			secretPatterns.push(value.gsub("%p", "%%%0")[0]);
		},
		redact: (text) => {
			let result = text;
			for (const pattern of secretPatterns) result = result.gsub(pattern, "[redacted]")[0];
			for (const [pattern, replacement] of CREDENTIAL_PATTERNS) result = result.gsub(pattern, replacement)[0];
			return result;
		},
	};
}
