/**
 * Which game servers are in use, in one place for all gateways that share an App Server. Each call takes effect at once and
 * as a whole. A call rejects when the place cannot be reached.
 *
 * A **lease** says that a game server is in use; several holders may have one. A **clearance** is the right to delete the game
 * server's agents. A server has leases or one clearance, never both.
 */
export interface LeaseStore {
	/** Takes a lease or renews it. False while there is a clearance. */
	readonly hold: (server: string, holder: string, seconds: number) => Promise<boolean>;
	readonly drop: (server: string, holder: string) => Promise<void>;
	/** Gives the holder's lease up for a clearance. False, with the lease gone, if somebody else has a lease or a clearance. */
	readonly exchange: (server: string, holder: string, clearance: ClearanceTerms) => Promise<boolean>;
	/** As `exchange`, for a server without a lease, if `condemn` was first called at least `missingSeconds` ago. */
	readonly condemn: (server: string, missingSeconds: number, clearance: ClearanceTerms) => Promise<boolean>;
	/** Renews a clearance. False if it has run out. */
	readonly extend: (server: string, clearance: ClearanceTerms) => Promise<boolean>;
	readonly endClearance: (server: string, token: string) => Promise<void>;
}

export interface ClearanceTerms {
	/** No two clearances have the same. */
	readonly token: string;
	readonly seconds: number;
}
