/** The parts of node-llama-cpp and of its template engine that we use. They are not installed with the project. */

export type Token = number & { readonly __token?: never };

export interface LlamaSequence {
	/** What the sequence has read, and so need not read again. */
	readonly contextTokens: ReadonlyArray<Token>;
	readonly nextTokenIndex: number;
	readonly adaptStateToTokens: (tokens: Token[], allowShift?: boolean) => Promise<void>;
	readonly eraseContextTokenRanges: (
		ranges: ReadonlyArray<{ readonly start: number; readonly end: number }>,
	) => Promise<void>;
	readonly evaluateWithoutGeneratingNewTokens: (tokens: Token[]) => Promise<void>;
	readonly evaluate: (tokens: Token[], options: EvaluateOptions) => AsyncGenerator<Token, void, void>;
}

export interface EvaluateOptions {
	readonly temperature?: number;
	readonly topP?: number;
	readonly topK?: number;
	readonly minP?: number;
	readonly seed?: number;
}

export interface LlamaContext {
	readonly contextSize: number;
	readonly getSequence: () => LlamaSequence;
}

export interface LlamaModel {
	readonly trainContextSize: number;
	readonly fileInfo: {
		readonly metadata: {
			readonly general?: { readonly name?: string };
			readonly tokenizer?: { readonly chat_template?: string };
		};
	};
	readonly tokens: { readonly bosString: string | null; readonly eosString: string | null };
	readonly tokenize: (text: string, specialTokens?: boolean) => Token[];
	readonly detokenize: (
		tokens: ReadonlyArray<Token>,
		specialTokens?: boolean,
		lastTokens?: ReadonlyArray<Token>,
	) => string;
	readonly isEogToken: (token: Token) => boolean;
	readonly createContext: (options: {
		readonly contextSize: number;
		readonly sequences: number;
		readonly threads: number;
	}) => Promise<LlamaContext>;
	readonly dispose: () => Promise<void>;
}

interface Llama {
	readonly loadModel: (options: {
		readonly modelPath: string;
		readonly onLoadProgress?: (share: number) => void;
	}) => Promise<LlamaModel>;
	readonly dispose: () => Promise<void>;
}

/** The module `node-llama-cpp`. */
export interface LlamaModule {
	readonly getLlama: (options: {
		readonly build: "never";
		readonly skipDownload: true;
		readonly gpu: false;
		readonly maxThreads: number;
		readonly logLevel: "error";
	}) => Promise<Llama>;
	readonly NoBinaryFoundError: new () => Error;
	readonly InsufficientMemoryError: new () => Error;
}

/** The module `@huggingface/jinja`. */
export interface JinjaModule {
	readonly Template: new (source: string) => {
		readonly render: (values: Readonly<Record<string, unknown>>) => string;
	};
}
