import { HttpService } from "@rbxts/services";
import type { HttpPort, HttpRequest, HttpResult } from "server/ports";
import { parseRetryAfter } from "server/net/retry-after";
import { refusesTimeout } from "server/net/timeout-refusal";
import { unsentBy } from "server/net/unsent";
import { unixNow } from "./clock";
import type { Threads } from "./threads";

/** Roblox documents `Timeout`; the typings lack it. */
interface TimedRequest extends RequestAsyncRequest {
	/** Whole seconds. */
	Timeout?: number;
}

/** The engine gives up on a request after this time, as far as anybody has seen, and accepts no longer `Timeout`. */
const MAX_TIMEOUT_SECONDS = 30;

/** The engine may lower-case the names of headers. */
function retryAfterSeconds(headers: Readonly<Record<string, string>>): number | undefined {
	for (const [name, value] of pairs(headers)) {
		if (name.lower() === "retry-after") return parseRetryAfter(value, unixNow());
	}
}

function toResult(response: RequestAsyncResponse): HttpResult {
	const { StatusCode: status, Body: body } = response;
	if (response.Success) return { kind: "ok", status, body };
	return { kind: "http", status, body, retryAfterSeconds: retryAfterSeconds(response.Headers) };
}

/** Throws nothing. Without an answer (DNS, refused, time-out, over the engine's own limits) the engine's message says why. */
function sendOnce(options: TimedRequest): HttpResult {
	const [ok, response] = pcall(() => HttpService.RequestAsync(options));
	if (ok) return toResult(response);
	const message = tostring(response);
	return { kind: "network", message, unsent: unsentBy(message) };
}

/** HttpService with a base URL and a bearer token. */
export function createHttp(deps: { baseUrl: string; token: Secret; threads: Threads }): HttpPort {
	const authorization = deps.token.AddPrefix("Bearer ");
	/** The longest `Timeout` is not documented. One that was refused is not asked for again: the engine has its own. */
	let refusedSeconds = math.huge;

	const perform = (request: HttpRequest): HttpResult => {
		const headers: Record<string, string | Secret> = { Authorization: authorization };
		if (request.body !== undefined) headers["Content-Type"] = "application/json";
		const options: TimedRequest = {
			Url: deps.baseUrl + request.path,
			Method: request.method,
			Headers: headers,
			Body: request.body,
			Compress: request.isCompressed === true ? Enum.HttpCompression.Gzip : undefined,
		};
		const seconds = math.clamp(math.ceil(request.timeoutSeconds), 1, MAX_TIMEOUT_SECONDS);
		if (seconds >= refusedSeconds) return sendOnce(options);
		const result = sendOnce({ ...options, Timeout: seconds });
		if (result.kind !== "network" || !refusesTimeout(result.message)) return result;
		refusedSeconds = seconds;
		return sendOnce(options);
	};

	return {
		send: (request, onResult) => deps.threads.run("http", () => onResult(perform(request))),
	};
}
