/** What a request is for, the most urgent first. */
export const REQUEST_CLASSES = [
	"turn",
	"actionResult",
	"departure",
	"group",
	"status",
	"housekeeping",
] as const;

export type RequestClass = (typeof REQUEST_CLASSES)[number];

/** 0 for the most urgent. */
export function rankOf(requestClass: RequestClass): number {
	return REQUEST_CLASSES.indexOf(requestClass);
}

/** What a language model has to answer, and what is paid for. */
export function isThinking(requestClass: RequestClass): boolean {
	return requestClass === "turn" || requestClass === "actionResult";
}
