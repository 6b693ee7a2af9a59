import type { HttpPort, HttpRequest, HttpResult } from "server/ports";

export interface PendingRequest extends HttpRequest {
	/** Seconds, by the clock that was given. */
	readonly at: number;
	readonly respond: (result: HttpResult) => void;
}

export interface FakeHttp extends HttpPort {
	/** Every request, oldest first. */
	readonly requests: ReadonlyArray<PendingRequest>;
	/** Those without an answer, oldest first. */
	readonly waiting: () => ReadonlyArray<PendingRequest>;
}

/** HTTP whose answers the spec gives by hand. */
export function createFakeHttp(now: () => number): FakeHttp {
	const requests = new Array<PendingRequest>();
	let waiting: ReadonlyArray<PendingRequest> = [];
	return {
		requests,
		waiting: () => waiting,
		send: (request, onResult) => {
			const pending: PendingRequest = {
				...request,
				at: now(),
				respond: (result) => {
					assert(waiting.includes(pending), "a request is answered once");
					waiting = waiting.filter((other) => other !== pending);
					onResult(result);
				},
			};
			requests.push(pending);
			waiting = [...waiting, pending];
		},
	};
}
