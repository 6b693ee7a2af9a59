import type { Clock } from "../../timing/clock.ts";
import { refusedBy } from "./error-summary.ts";
import type { ServerFrame } from "./frames.ts";
import type { Result } from "../agents/result.ts";

interface Pending {
	readonly settle: (result: Result<ServerFrame>) => void;
}

/** Requests that wait for an answer with their id. */
export class PendingRequests {
	private readonly pending = new Map<string, Pending>();
	private lastId = 0;

	constructor(private readonly clock: Clock) {}

	/** Makes a request id and a promise of the answer, which never rejects. */
	add(
		type: string,
		timeoutSeconds: number,
	): { readonly id: string; readonly answer: Promise<Result<ServerFrame>> } {
		const id = `${type}-${++this.lastId}`;
		const answer = new Promise<Result<ServerFrame>>((resolve) => {
			const cancel = this.clock.after(timeoutSeconds, () => {
				this.settle(id, { kind: "timeout", message: `no answer to ${type} within ${timeoutSeconds} s` });
			});
			const settle = (result: Result<ServerFrame>) => {
				cancel();
				resolve(result);
			};
			this.pending.set(id, { settle });
		});
		return { id, answer };
	}

	/** Settles the request that the frame answers; false if there is none. */
	resolve(frame: ServerFrame): boolean {
		if (frame.request_id === undefined) return false;
		if (frame.success === false) {
			const message = typeof frame.error === "string" ? frame.error : `${frame.type} without a reason`;
			return this.settle(frame.request_id, refusedBy(message));
		}
		return this.settle(frame.request_id, { kind: "ok", value: frame });
	}

	/** Fails every request, because the connection is lost and no answer will come. */
	failAll(message: string): void {
		for (const id of [...this.pending.keys()]) this.settle(id, { kind: "down", message });
	}

	private settle(id: string, result: Result<ServerFrame>): boolean {
		const waiting = this.pending.get(id);
		if (waiting === undefined) return false;
		this.pending.delete(id);
		waiting.settle(result);
		return true;
	}
}
