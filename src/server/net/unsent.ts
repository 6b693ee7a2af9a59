/** Why a request certainly never left the game server. */
export type Unsent = "noConnection" | "overLimit" | "tooManyAtOnce";

/**
 * The engine's messages for a request that certainly nobody has seen. `ConnectFail`, `SslConnectFail` and `NetFail` are not among
 * them, nor is `ConnectionClosed`: nobody has published whether the engine uses them for a connection that breaks after the request has left.
 */
const UNSENT: ReadonlyArray<readonly [text: string, unsent: Unsent]> = [
	["DnsResolve", "noConnection"],
	["Number of requests exceeded limit", "overLimit"],
	["TooManyOutstandingRequests", "tooManyAtOnce"],
];

/** Reads the engine's message for a request without an answer. Undefined: somebody may have seen the request. */
export function unsentBy(message: string): Unsent | undefined {
	const known = UNSENT.find(([text]) => message.find(text, 1, true)[0] !== undefined);
	return known?.[1];
}
