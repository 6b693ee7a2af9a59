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

/**
 * The class of a block's write: its label decides, and a group that somebody has just left is a `departure`. An urgent
 * status is still a `status`. It was handed over at once because it is urgent; the class only orders requests that queue up.
 * There a departure has to go first: an agent that talks to somebody who is gone is worse than an old health value.
 */
export function classOfBlock(label: string, isUrgent: boolean): RequestClass {
	if (label !== "group_members") return "status";
	return isUrgent ? "departure" : "group";
}

/** Requests that a language model has to answer, and that are paid for. */
export function isThinking(requestClass: RequestClass): boolean {
	return requestClass === "turn" || requestClass === "actionResult";
}
