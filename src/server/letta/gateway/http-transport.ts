import type { Clock, Log, Random } from "server/ports";
import { BACKOFF, FRAMES, GATEWAY } from "server/constants/letta";
import { nextBackoff } from "server/net/backoff";
import { TokenBucket } from "shared/token-bucket";
import type { GatewayEvent, Op } from "server/wire/gateway-frames";
import type { GatewayApi, Refusal } from "./gateway-api";
import { GatewayHealth } from "./gateway-health";
import { GatewaySession } from "./gateway-session";

export interface TransportOwner {
	/** A new session: the gateway knows nothing of this server yet, and what was under way is lost. */
	readonly onOpened: () => void;
	/** The gateway cannot be reached; said once, until `onOpened` or `onUp`, neither of which follows if `final`. */
	readonly onDown: (message: string, final: boolean) => void;
	/** It can be reached again, and the session is still the same. */
	readonly onUp: () => void;
	/** How many ops wait for `takeOps`. */
	readonly waitingOps: () => number;
	/** Ops to send, in order, at most `maxItems`. */
	readonly takeOps: (maxItems: number) => ReadonlyArray<Op>;
	/** These ops were sent before and were not acknowledged: they are sent again. */
	readonly onRepeated: (ops: ReadonlyArray<Op>) => void;
	readonly onEvent: (event: GatewayEvent) => void;
}

export interface Transport {
	readonly start: () => void;
	/** There are ops to take. */
	readonly notify: () => void;
	/** Sends what is there and ends the session, for at most `timeoutSeconds`, and stops. */
	readonly close: (timeoutSeconds: number, onClosed: () => void) => void;
}

/**
 * Frames over HTTP: at most one request that sends ops and one long poll at a time. A failure is followed, after a
 * backoff, by one request that sends again what was not acknowledged; the gateway drops what it has seen.
 */
export function createHttpTransport(
	deps: { api: GatewayApi; clock: Clock; random: Random; log: Log },
	owner: TransportOwner,
): Transport {
	const { api, clock, random, log } = deps;
	const bucket = new TokenBucket(GATEWAY.requestRate, clock.now());
	let session: GatewaySession | undefined;
	let maxItems: number = FRAMES.maxItems;
	const health = new GatewayHealth(deps, (message) => owner.onDown(message, false));
	let waitingToRetry = false;
	let stopped = false;
	let onClosed: (() => void) | undefined;

	const stop = () => {
		stopped = true;
		session = undefined;
		onClosed?.();
		onClosed = undefined;
	};

	/** Runs `callback` when the pace allows another request, at the earliest `seconds` from now. */
	const schedule = (seconds: number, callback: () => void) => {
		const wait = math.max(seconds, bucket.reserve(clock.now()));
		clock.after(wait, () => {
			if (!stopped) callback();
		});
	};

	const retryLater = (message: string, retryAfterSeconds = 0) => {
		const attempt = health.noteFailure(message);
		// The other of two requests in flight may have failed before: one retry is enough.
		if (waitingToRetry) return;
		waitingToRetry = true;
		schedule(math.max(nextBackoff(attempt, random.next, BACKOFF), retryAfterSeconds), () => {
			waitingToRetry = false;
			if (session === undefined) open();
			else send(session);
		});
	};

	const failed = (refusal: Refusal) => {
		if (refusal.kind === "denied") {
			log.error("the gateway refuses this server; NPCs have no minds", { problem: refusal.message });
			owner.onDown(refusal.message, true);
			return stop();
		}
		if (refusal.kind === "unavailable") return retryLater(refusal.message, refusal.retryAfterSeconds);
		log.warn("the gateway did not take a frame", { problem: refusal.message });
		if (refusal.kind === "tooLarge" && maxItems > 1) maxItems = math.floor(maxItems / 2);
		// A frame that is never understood would be sent for ever: only a new session is rid of it.
		else session = undefined;
		if (refusal.kind === "unknownSession") health.noteSignOfLife();
		retryLater(refusal.message);
	};

	const drained = (current: GatewaySession) => current.pendingCount() + owner.waitingOps() === 0;

	const exchange = (current: GatewaySession, waitSeconds: number, items: number, onOver: () => void) => {
		api.exchange(current.id, current.frame(items), waitSeconds, (reply) => {
			onOver();
			// An answer that comes after its session's end is nobody's.
			if (stopped || session !== current) return;
			if (reply.kind !== "ok") return failed(reply);
			if (health.noteSuccess()) owner.onUp();
			const { events, skipped } = current.receive(reply.value);
			if (skipped > 0) log.warn("events that are not of the protocol were dropped", { count: skipped });
			for (const event of events) owner.onEvent(event);
			if (onClosed !== undefined && drained(current)) return endSession(current);
			poll(current);
			notify();
		});
	};

	/** The gateway need not wait then until the session has been idle for long. */
	const endSession = (current: GatewaySession) => {
		if (current.ending) return;
		current.ending = true;
		api.closeSession(current.id, stop);
	};

	const poll = (current: GatewaySession) => {
		if (current.polling || waitingToRetry || onClosed !== undefined) return;
		current.polling = true;
		const over = () => {
			current.polling = false;
		};
		schedule(0, () => {
			if (session !== current || waitingToRetry) over();
			else exchange(current, math.min(current.maxWaitSeconds, GATEWAY.maxWaitSeconds), 0, over);
		});
	};

	const send = (current: GatewaySession) => {
		if (current.sending) return;
		current.sending = true;
		const repeated = current.frame(maxItems).ops;
		if (!repeated.isEmpty()) owner.onRepeated(repeated);
		current.enqueue(owner.takeOps(maxItems - current.pendingCount()));
		exchange(current, 0, maxItems, () => {
			current.sending = false;
		});
	};

	const notify = () => {
		const current = session;
		if (current === undefined || current.sendPlanned || waitingToRetry || drained(current)) return;
		current.sendPlanned = true;
		schedule(GATEWAY.coalesceSeconds, () => {
			current.sendPlanned = false;
			if (session === current && !waitingToRetry) send(current);
		});
	};

	const open = () => {
		api.openSession((reply) => {
			if (stopped) return;
			if (reply.kind !== "ok") return failed(reply);
			health.noteSuccess();
			session = new GatewaySession(reply.value);
			log.info("session with the gateway opened");
			owner.onOpened();
			poll(session);
			notify();
		});
	};

	return {
		start: open,
		notify,
		close: (timeoutSeconds, callback) => {
			onClosed = callback;
			if (session === undefined) return stop();
			clock.after(timeoutSeconds, stop);
			if (drained(session)) endSession(session);
			else notify();
		},
	};
}
