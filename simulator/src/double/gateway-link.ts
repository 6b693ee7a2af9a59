import { setImmediate as macrotask } from "node:timers/promises";
import type { HttpTransport, WorldHttpRequest, WorldHttpResponse } from "@townsfolk/headless";
import type { createGateway } from "../../../gateway/src/server.ts";
import { sleep, type Clock } from "../../../gateway/src/timing/clock.ts";
import type { Random } from "../repeatable/random.ts";
import { classifyRequest, pollSeconds, type RequestClass } from "../meters/request-class.ts";

type Gateway = ReturnType<typeof createGateway>;

export interface GatewayLinkDeps {
	readonly clock: Clock;
	readonly random: Random;
	/** Called when the game sends a request. */
	readonly onRequest: (requestClass: RequestClass) => void;
}

/** The way from the game to the gateway: requests by injection, each with the time on the wire that the seed gives. */
export interface GatewayLink {
	/** What the gateway has to be made with: it tells the link which requests are held open. */
	readonly gatewayClock: Clock;
	readonly connect: (gateway: Gateway) => void;
	readonly transport: HttpTransport;
	/** While false, connections are refused. */
	readonly setReachable: (isReachable: boolean) => void;
	/** Resolves when each request in the gateway is either answered or held open. */
	readonly settle: () => Promise<void>;
}

/** One way between a game server's data centre and a host elsewhere, seconds. */
export const WIRE_SECONDS = { from: 0.015, to: 0.06 };

/** A request that is neither answered nor held after this many turns of the event loop never will be. */
const MAX_TURNS = 10_000;

interface Call {
	readonly isPoll: boolean;
	/** The timer that ends the poll at the latest: while it runs, the poll is held. */
	hold?: { isRunning: boolean };
}

export function createGatewayLink({ clock, random, onRequest }: GatewayLinkDeps): GatewayLink {
	const calls = new Set<Call>();
	let gateway: Gateway | undefined;
	let isReachable = true;
	let newest: Call | undefined;
	const wire = () => sleep(clock, random.between(WIRE_SECONDS.from, WIRE_SECONDS.to));

	// Requests begin one after the other, and the first timer that a poll makes is the one that holds it.
	const gatewayClock: Clock = {
		now: clock.now,
		after: (seconds, callback) => {
			const timer = { isRunning: true };
			if (newest?.isPoll === true && newest.hold === undefined) newest.hold = timer;
			const cancel = clock.after(seconds, () => {
				timer.isRunning = false;
				callback();
			});
			return () => {
				timer.isRunning = false;
				cancel();
			};
		},
	};

	async function answer(request: WorldHttpRequest, body: string | undefined): Promise<WorldHttpResponse> {
		if (!isReachable) throw Object.assign(new Error("connection refused"), { code: "ECONNREFUSED" });
		const call: Call = { isPoll: pollSeconds(request.url) > 0 };
		calls.add(call);
		newest = call;
		try {
			const { pathname, search } = new URL(request.url);
			const {
				statusCode,
				headers,
				body: text,
			} = await gateway!.inject({
				method: request.method as "GET" | "POST" | "DELETE",
				url: pathname + search,
				headers: { ...request.headers },
				...(body === undefined ? {} : { body }),
			});
			const retryAfter = headers["retry-after"];
			return {
				status: statusCode,
				headers: retryAfter === undefined ? {} : { "retry-after": String(retryAfter) },
				body: text,
			};
		} finally {
			calls.delete(call);
		}
	}

	return {
		gatewayClock,
		connect: (made) => (gateway = made),
		transport: async (request) => {
			const body = request.body === undefined ? undefined : Buffer.from(request.body).toString("utf8");
			onRequest(classifyRequest(request.url, body));
			await wire();
			const response = await answer(request, body);
			await wire();
			if (!isReachable) throw Object.assign(new Error("connection reset"), { code: "ECONNRESET" });
			return response;
		},
		setReachable: (reachable) => (isReachable = reachable),
		settle: async () => {
			const isBusy = () => [...calls].some((call) => call.hold?.isRunning !== true);
			for (let turn = 0; turn < MAX_TURNS; turn++) {
				await macrotask();
				if (!isBusy()) return;
			}
			throw new Error("the gateway neither answers a request nor holds it open");
		},
	};
}
