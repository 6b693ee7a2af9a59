import type { EngineHttpRequest, HttpOutcome } from "../host/protocol.ts";
import { classifyFailure, incomingBody, outgoingRequest, type HttpTransport } from "./http-transport.ts";

/** How a request ended, for the world's `http` event. */
export interface HttpEvent {
	readonly method: string;
	readonly url: string;
	readonly status?: number;
	readonly error?: string;
	/** Seconds since boot. */
	readonly time: number;
}

/** The world's pending requests. Times are the world's, in seconds. */
export interface HttpClient {
	readonly send: (request: EngineHttpRequest, now: number) => void;
	/** Answers since the last call and requests that have timed out by `now`, in order of completion. */
	readonly takeOutcomes: (now: number) => HttpOutcome[];
	readonly pendingCount: () => number;
	/** Resolves at the next answer. */
	readonly nextAnswer: () => Promise<void>;
	readonly abortAll: () => void;
}

interface Pending {
	readonly request: EngineHttpRequest;
	readonly deadline: number;
	readonly abort: AbortController;
}

export function createHttpClient(
	transport: HttpTransport,
	onDone: (event: Omit<HttpEvent, "time">) => void,
): HttpClient {
	const pending = new Map<number, Pending>();
	let outcomes: HttpOutcome[] = [];
	let wake: (() => void) | undefined;

	const finish = (request: EngineHttpRequest, outcome: HttpOutcome): void => {
		// Ignore the answer to a request that has timed out or was aborted.
		if (!pending.delete(request.id)) return;
		outcomes.push(outcome);
		const { method, url } = request;
		onDone(
			"error" in outcome
				? { method, url, error: outcome.error.message }
				: { method, url, status: outcome.status },
		);
		wake?.();
	};
	return {
		send: (request, now) => {
			const abort = new AbortController();
			pending.set(request.id, { request, deadline: now + request.timeoutSeconds, abort });
			void carryOut(transport, request, abort.signal).then((outcome) => finish(request, outcome));
		},
		takeOutcomes: (now) => {
			for (const { request, deadline, abort } of [...pending.values()]) {
				if (now < deadline) continue;
				finish(request, { id: request.id, error: { kind: "timeout", message: "the request timed out" } });
				abort.abort();
			}
			const taken = outcomes;
			outcomes = [];
			return taken;
		},
		pendingCount: () => pending.size,
		nextAnswer: () => new Promise((resolve) => (wake = resolve)),
		abortAll: () => {
			const all = [...pending.values()];
			pending.clear();
			for (const { abort } of all) abort.abort();
		},
	};
}

async function carryOut(
	transport: HttpTransport,
	request: EngineHttpRequest,
	signal: AbortSignal,
): Promise<HttpOutcome> {
	try {
		const response = await transport(await outgoingRequest(request, signal));
		return {
			id: request.id,
			status: response.status,
			statusMessage: response.statusMessage ?? "",
			headers: response.headers ?? {},
			...incomingBody(response.body),
		};
	} catch (error) {
		return { id: request.id, error: classifyFailure(error) };
	}
}
