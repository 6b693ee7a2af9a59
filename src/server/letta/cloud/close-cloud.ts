import type { Clock } from "server/ports";
import type { CloudCall, CloudRequests } from "./cloud-requests";
import type { Erasures } from "./erasures";

/**
 * Sends what a closing server still has to send, and stops: final requests, the making of agents that have to be known
 * before they can be deleted, and erasures. Turns are not waited for. `onClosed` is called once, after `timeoutSeconds` at
 * the latest.
 */
export function closeCloud(
	{ clock, requests, erasures }: { clock: Clock; requests: CloudRequests; erasures: Erasures },
	timeoutSeconds: number,
	onClosed: () => void,
): void {
	let isClosed = false;
	const finish = () => {
		if (isClosed) return;
		isClosed = true;
		requests.stop();
		onClosed();
	};
	const mustEnd = (call: CloudCall) =>
		call.isFinal === true || (call.class === "housekeeping" && call.method === "POST");
	requests.beginClosing();
	clock.after(timeoutSeconds, finish);
	erasures.whenNone(() => requests.whenIdle(mustEnd, finish));
}
