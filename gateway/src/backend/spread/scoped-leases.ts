import type { LeaseStore } from "../../fleet/lease-store.ts";

/** The leases of one of several back ends: each has agents of the same game servers, and deletes them by itself. */
export function scopedLeases(store: LeaseStore, name: string): LeaseStore {
	const own = (server: string) => `${name} ${server}`;
	return {
		hold: (server, ...rest) => store.hold(own(server), ...rest),
		drop: (server, ...rest) => store.drop(own(server), ...rest),
		exchange: (server, ...rest) => store.exchange(own(server), ...rest),
		condemn: (server, ...rest) => store.condemn(own(server), ...rest),
		extend: (server, ...rest) => store.extend(own(server), ...rest),
		endClearance: (server, ...rest) => store.endClearance(own(server), ...rest),
	};
}
