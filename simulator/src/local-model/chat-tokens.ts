import type { JinjaModule, LlamaModel, Token } from "./llama.ts";

/** A message as the model's template takes it. */
export interface ChatMessage {
	readonly role: string;
	readonly content: string;
}

/** Plain ChatML, for a file that names no template. */
const CHATML =
	"{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n{% endfor %}" +
	"{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

/** Stands for a message's text while the template is filled in. Private-use characters: no template changes them. */
const mark = (index: number) => `\uE000${index}\uE001`;
const MARK = /\uE000(\d+)\uE001/;

export type ChatTokenizer = (messages: ReadonlyArray<ChatMessage>) => Token[];

/** Some templates refuse a system message, or two messages of one role in a row: then the system's text leads the first. */
function withoutSystem(messages: ReadonlyArray<ChatMessage>): ChatMessage[] {
	const system = messages.filter(({ role }) => role === "system").map(({ content }) => content);
	const [first, ...rest] = messages.filter(({ role }) => role !== "system");
	if (first === undefined) return [{ role: "user", content: system.join("\n\n") }];
	return [{ ...first, content: [...system, first.content].join("\n\n") }, ...rest];
}

/**
 * Turns messages into tokens by the model's own template. Only the template's text may become special tokens: what a
 * message says is tokenized as plain text, so that nobody can type the end of a message.
 */
export function createChatTokenizer(model: LlamaModel, jinja: JinjaModule): ChatTokenizer {
	const template = new jinja.Template(model.fileInfo.metadata.tokenizer?.chat_template ?? CHATML);
	const render = (messages: ReadonlyArray<ChatMessage>) =>
		template.render({
			messages,
			add_generation_prompt: true,
			enable_thinking: false,
			bos_token: model.tokens.bosString ?? "",
			eos_token: model.tokens.eosString ?? "",
		});

	const tokenize = (messages: ReadonlyArray<ChatMessage>): Token[] => {
		const marked = messages.map(({ role }, index) => ({ role, content: mark(index) }));
		return render(marked)
			.split(MARK)
			.flatMap((piece, index) =>
				index % 2 === 0
					? model.tokenize(piece, true)
					: model.tokenize(messages[Number(piece)]!.content, false),
			);
	};

	return (messages) => {
		try {
			return tokenize(messages);
		} catch {
			return tokenize(withoutSystem(messages));
		}
	};
}
