/**
 * Whether the engine's message refuses the request's `Timeout`, before anything was sent. A request that timed out is another
 * matter: its message begins with the name of an error of HTTP (`HttpError: Timedout`).
 */
export function refusesTimeout(message: string): boolean {
	const isOfHttp = message.find("HttpError", 1, true)[0] !== undefined;
	return !isOfHttp && message.lower().find("timeout", 1, true)[0] !== undefined;
}
