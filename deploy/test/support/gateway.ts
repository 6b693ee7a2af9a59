import type { AddressInfo } from "node:net";
import {
	createGateway,
	NO_RATE_LIMITS,
	readProxies,
	type AgentBackend,
	type GatewayLimits,
} from "@townsfolk/gateway";

/** The real gateway, with a back end that has no minds. */

export const TOKEN = "the-token-of-the-deploy-suite";

export interface TestGateway {
	readonly port: number;
	/** What the gateway was asked, and from where nginx said. */
	readonly seen: ReadonlyArray<SeenRequest>;
	setUp: (isUp: boolean) => void;
	readonly close: () => Promise<void>;
}

export interface SeenRequest {
	readonly url: string;
	readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

function emptyBackend(isUp: () => boolean): AgentBackend {
	const nothing = () => {};
	return {
		start: nothing,
		open: () => ({
			ensureAgent: nothing,
			setBlock: nothing,
			startTurn: nothing,
			cancelTurn: nothing,
			actionResult: nothing,
			erase: nothing,
			release: nothing,
			blocks: () => ({}),
			close: async () => {},
		}),
		health: () => ({
			isUp: isUp(),
			detail: isUp() ? "connected" : "connection refused",
			agents: 0,
			turnsInFlight: 0,
		}),
		drain: async () => {},
		close: async () => {},
	};
}

export interface TestGatewayOptions {
	readonly limits?: Partial<GatewayLimits>;
	/** Default: true. Without, it knows no such route, as earlier versions. */
	readonly hasWebSockets?: boolean;
}

/** `maxWaitSeconds` is short by default: a test of time-outs must not take half a minute. */
export async function startTestGateway(options: TestGatewayOptions = {}): Promise<TestGateway> {
	const { limits, hasWebSockets = true } = options;
	let isUp = true;
	const seen: SeenRequest[] = [];
	const backend = emptyBackend(() => isUp);
	const gateway = createGateway({
		token: TOKEN,
		backend,
		limits: { maxWaitSeconds: 2, ...limits },
		// The gateway's own limits are out of the way.
		rates: NO_RATE_LIMITS,
		proxies: readProxies(["127.0.0.1"]),
	});
	gateway.addHook("onRequest", async ({ url, headers }, reply) => {
		seen.push({ url, headers });
		if (!hasWebSockets && url.startsWith("/v1/connect")) reply.callNotFound();
	});
	await gateway.listen({ host: "127.0.0.1", port: 0 });
	return {
		port: (gateway.server.address() as AddressInfo).port,
		seen,
		setUp: (value) => void (isUp = value),
		close: () => gateway.close(),
	};
}
