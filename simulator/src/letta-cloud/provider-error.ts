import { ApiError, badRequest, modelFailed } from "./api-error.ts";

/** Letta's status and type for a provider's status; 500 and `llm_error` for any other. */
const KNOWN: Readonly<Record<number, readonly [type: string, message: string]>> = {
	400: ["llm_bad_request", "The request to the LLM model provider was invalid."],
	401: ["llm_authentication", "Authentication failed with the LLM model provider."],
	402: ["llm_insufficient_credits", "Insufficient credits for LLM request. Please check your account."],
	429: [
		"llm_rate_limit",
		"Rate limit exceeded for LLM model provider. Please wait before making another request.",
	],
};

/**
 * What a server of Letta 0.16.8 makes of a provider's error. It passes the provider's text on, which may quote the prompt:
 * here the last thing said does.
 */
export function providerError(status: number, said: string): ApiError {
	const text = `Error code: ${status} - {'error': {'message': 'invalid: ${said}'}}`;
	if (status === 413)
		return badRequest(`CONTEXT_WINDOW_EXCEEDED: Request too large for OpenAI (413): ${text}`);
	const [type, message] = KNOWN[status] ?? ["llm_error", "An error occurred with the LLM request."];
	return modelFailed(status in KNOWN ? status : 500, type, message, text);
}
