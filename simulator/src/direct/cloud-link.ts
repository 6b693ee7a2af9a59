import { setImmediate as macrotask } from "node:timers/promises";
import type { HttpTransport } from "@townsfolk/headless";
import { sleep, type Clock } from "../../../gateway/src/timing/clock.ts";
import type { FakeLettaCloud } from "../letta-cloud/fake-letta-cloud.ts";
import type { CloudRequest, CloudResponse } from "../letta-cloud/wire.ts";
import { WIRE_SECONDS } from "../double/gateway-link.ts";
import type { Random } from "../repeatable/random.ts";
import { classifyDirect, type DirectClass } from "./direct-request-class.ts";

export interface CloudLinkDeps {
	readonly clock: Clock;
	readonly random: Random;
	readonly cloud: FakeLettaCloud;
	/** Called when the game sends a request. */
	readonly onRequest: (requestClass: DirectClass) => void;
	/** Called when a request has been answered. */
	readonly onExchange?: (request: CloudRequest, response: CloudResponse) => void;
}

/** The way from the game to the fake of Letta Cloud, without a socket; each request takes its time on the wire. */
export interface CloudLink {
	readonly transport: HttpTransport;
	/** While false, connections are refused. */
	readonly setReachable: (isReachable: boolean) => void;
	/** While false, Letta answers that it is away. */
	readonly setUp: (isUp: boolean) => void;
	/** Resolves when all that can happen now has happened. */
	readonly settle: () => Promise<void>;
}

export function createCloudLink({ clock, random, cloud, onRequest, onExchange }: CloudLinkDeps): CloudLink {
	let isReachable = true;
	let isUp = true;
	const wire = () => sleep(clock, random.between(WIRE_SECONDS.from, WIRE_SECONDS.to));
	return {
		transport: async ({ url, method, headers, body: bytes, signal }) => {
			const body = bytes === undefined ? undefined : Buffer.from(bytes).toString("utf8");
			onRequest(classifyDirect(method, url, body));
			await wire();
			if (!isReachable) throw Object.assign(new Error("connection refused"), { code: "ECONNREFUSED" });
			if (!isUp) return { status: 503, body: '{"detail":"The service is away"}' };
			const request: CloudRequest = { url, method, headers, signal, ...(body === undefined ? {} : { body }) };
			const response = await cloud.handle(request);
			onExchange?.(request, response);
			await wire();
			if (typeof response.body !== "string")
				throw new Error("the game asked for a stream, which it cannot read");
			return { status: response.status, headers: response.headers, body: response.body };
		},
		setReachable: (reachable) => (isReachable = reachable),
		setUp: (up) => (isUp = up),
		// The fake waits for nothing but the clock.
		settle: () => macrotask(),
	};
}
