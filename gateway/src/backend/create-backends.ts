import type { LeaseStore } from "../fleet/lease-store.ts";
import { MemoryLeaseStore } from "../fleet/memory-lease-store.ts";
import type { Log } from "../logging.ts";
import { systemClock } from "../timing/clock.ts";
import { createAppServerBackend, type AppServerBackendOptions } from "./app-server/app-server-backend.ts";
import type { AgentBackend } from "./backend.ts";
import { createLettaBackend, type LettaBackendOptions } from "./letta/letta-backend.ts";
import type { Member } from "./spread/out-watch.ts";
import { scopedLeases } from "./spread/scoped-leases.ts";
import { createSpreadBackend } from "./spread/spread-backend.ts";

export interface BackendsOptions {
	readonly appServers: ReadonlyArray<Omit<AppServerBackendOptions, "log">>;
	readonly lettas: ReadonlyArray<Omit<LettaBackendOptions, "log">>;
	readonly leaseStore?: LeaseStore;
	readonly log: Log;
}

/** The address without a password in it. */
function nameOf(address: string): string {
	const { host, pathname } = new URL(address);
	return host + pathname.replace(/\/+$/, "");
}

/** One back end, or all of them as one. */
export function createBackends({ appServers, lettas, leaseStore, log }: BackendsOptions): AgentBackend {
	const store = leaseStore ?? new MemoryLeaseStore(systemClock);
	const isOne = appServers.length + lettas.length === 1;
	const shared = (name: string) => ({
		leaseStore: isOne ? store : scopedLeases(store, name),
		log: isOne ? log : log.child({ backend: name }),
	});
	const members: Member[] = [
		...appServers.map((options) => {
			const name = nameOf(options.url);
			return { name, backend: createAppServerBackend({ ...options, ...shared(name) }) };
		}),
		...lettas.map((options) => {
			const name = nameOf(options.baseUrl);
			return { name, backend: createLettaBackend({ ...options, ...shared(name) }) };
		}),
	];
	return isOne ? members[0]!.backend : createSpreadBackend(members, { log });
}
