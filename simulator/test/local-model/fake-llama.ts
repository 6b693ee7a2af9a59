import type { LlamaModel, LlamaSequence, Token } from "../../src/local-model/llama.ts";

/** Tokens from here on are special; `<a>` is one of them. */
const SPECIAL = 0x110000;
const EOG = SPECIAL + 1;
const SPECIALS = ["<s>", "</s>", "<u>", "</u>", "<a>"];

/**
 * A model whose tokens are characters, with marks such as `</s>` as special tokens. It says what it is told to. `onRead` is
 * called after each piece of a prompt.
 */
export function createFakeLlama(template: string, nextReply: () => string, onRead = () => {}) {
	const read: string[] = [];
	const tokenize = (text: string, special = false): Token[] => {
		const parts = special ? text.split(new RegExp(`(${SPECIALS.join("|")})`)) : [text];
		return parts.flatMap((part) => {
			const index = special ? SPECIALS.indexOf(part) : -1;
			return index >= 0 ? [SPECIAL + 10 + index] : [...part].map((character) => character.codePointAt(0)!);
		});
	};
	const detokenize = (tokens: ReadonlyArray<Token>) =>
		tokens
			.map((token) =>
				token < SPECIAL ? String.fromCodePoint(token) : (SPECIALS[token - SPECIAL - 10] ?? ""),
			)
			.join("");

	const createSequence = (): LlamaSequence => {
		let tokens: Token[] = [];
		let unanswered = "";
		return {
			get contextTokens() {
				return tokens;
			},
			get nextTokenIndex() {
				return tokens.length;
			},
			adaptStateToTokens: async (wanted) => {
				const shared = tokens.findIndex((token, index) => token !== wanted[index]);
				if (shared >= 0) tokens = tokens.slice(0, shared);
			},
			eraseContextTokenRanges: async ([range]) => {
				tokens = tokens.slice(0, range!.start);
			},
			evaluateWithoutGeneratingNewTokens: async (input) => {
				unanswered += detokenize(input);
				tokens = [...tokens, ...input];
				onRead();
			},
			evaluate: async function* (input) {
				read.push(unanswered + detokenize(input));
				unanswered = "";
				tokens = [...tokens, ...input];
				for (const token of [...tokenize(nextReply()), EOG]) {
					yield token;
					tokens = [...tokens, token];
				}
			},
		};
	};
	const model: LlamaModel = {
		trainContextSize: 1000,
		fileInfo: { metadata: { tokenizer: { chat_template: template } } },
		tokens: { bosString: null, eosString: null },
		tokenize,
		detokenize,
		isEogToken: (token) => token === EOG,
		createContext: () => Promise.reject(new Error("not needed")),
		dispose: () => Promise.resolve(),
	};
	return { model, createSequence, detokenize, isSpecial: (token: Token) => token >= SPECIAL, read };
}

/** Fills in templates of the form that the fake's tests use: `<s>`system`</s>`, `<u>`user`</u>`, `<a>`assistant. */
export const FAKE_JINJA = {
	Template: class {
		constructor(private readonly source: string) {}

		render({ messages }: Readonly<Record<string, unknown>>): string {
			const list = messages as ReadonlyArray<{ readonly role: string; readonly content: string }>;
			if (this.source === "no system" && list.some(({ role }) => role === "system"))
				throw new Error("a system message is not supported");
			return `${list.map(({ role, content }) => `<${role[0]}>${content}${role === "assistant" ? "" : `</${role[0]}>`}`).join("")}<a>`;
		}
	},
};
