import { gunzipSync } from "node:zlib";
import type { HttpTransport, WorldHttpRequest, WorldHttpResponse } from "@townsfolk/headless";
import type { createGateway } from "../../../gateway/src/server.ts";
import { sleep, type Clock } from "../../../gateway/src/timing/clock.ts";
import { pollSeconds, type RequestClass, RequestClassifier } from "../meters/request-class.ts";
import type { Random } from "../repeatable/random.ts";
import { OpenCalls } from "./open-calls.ts";

type Gateway = ReturnType<typeof createGateway>;

export interface GatewayLinkDeps {
	readonly clock: Clock;
	readonly random: Random;
	/** Called when the game sends a request. */
	readonly onRequest: (requestClass: RequestClass) => void;
	/** Called when an exchange of frames has gone well. */
	readonly onFrames?: ((frames: ExchangedFrames) => void) | undefined;
}

/** JSON, as it went over the wire. */
export interface ExchangedFrames {
	readonly sent: string;
	readonly received: string;
}

/** The way from the game to the gateway: requests by injection, each with the time on the wire that the seed gives. */
export interface GatewayLink {
	/** The clock to make the gateway with: it tells the link which requests are held open. */
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

async function inject(
	gateway: Gateway,
	{ url, method, headers, body }: WorldHttpRequest,
): Promise<WorldHttpResponse> {
	const { pathname, search } = new URL(url);
	const response = await gateway.inject({
		method: method as "GET" | "POST" | "DELETE",
		url: pathname + search,
		headers: { ...headers },
		...(body === undefined ? {} : { body: Buffer.from(body) }),
	});
	const retryAfter = response.headers["retry-after"];
	return {
		status: response.statusCode,
		headers: retryAfter === undefined ? {} : { "retry-after": String(retryAfter) },
		body: response.body,
	};
}

function textOf({ body, headers }: WorldHttpRequest): string | undefined {
	if (body === undefined) return undefined;
	return (headers["Content-Encoding"] === "gzip" ? gunzipSync(body) : Buffer.from(body)).toString("utf8");
}

const connectionError = (message: string, code: string) => Object.assign(new Error(message), { code });

export function createGatewayLink({ clock, random, onRequest, onFrames }: GatewayLinkDeps): GatewayLink {
	const calls = new OpenCalls(clock);
	const classifier = new RequestClassifier();
	let gateway: Gateway | undefined;
	let isReachable = true;
	const wire = () => sleep(clock, random.between(WIRE_SECONDS.from, WIRE_SECONDS.to));

	return {
		gatewayClock: calls.gatewayClock,
		connect: (made) => (gateway = made),
		transport: async (request) => {
			const body = textOf(request);
			onRequest(classifier.classOf(request.url, body));
			await wire();
			if (!isReachable) throw connectionError("connection refused", "ECONNREFUSED");
			const response = await calls.run(pollSeconds(request.url), () => inject(gateway!, request));
			await wire();
			if (!isReachable) throw connectionError("connection reset", "ECONNRESET");
			if (response.status === 200 && body !== undefined)
				onFrames?.({ sent: body, received: String(response.body) });
			return response;
		},
		setReachable: (reachable) => (isReachable = reachable),
		settle: () => calls.settle(),
	};
}
