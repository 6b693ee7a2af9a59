import type { Clock } from "../timing/clock.ts";
import type { LeaseStore, RemovalTerms } from "./lease-store.ts";

interface Removal {
	readonly token: string;
	readonly until: number;
}

/** For one process, or for several gateways in one. */
export class MemoryLeaseStore implements LeaseStore {
	/** By server, then by holder: when the lease runs out. */
	private readonly leases = new Map<string, Map<string, number>>();
	private readonly removals = new Map<string, Removal>();
	private readonly missingSince = new Map<string, number>();

	constructor(private readonly clock: Pick<Clock, "now">) {}

	readonly hold = async (server: string, holder: string, seconds: number): Promise<boolean> => {
		if (this.hasRemoval(server)) return false;
		const holders = this.leases.get(server) ?? new Map<string, number>();
		this.leases.set(server, holders.set(holder, this.clock.now() + seconds));
		this.missingSince.delete(server);
		return true;
	};

	readonly drop = async (server: string, holder: string): Promise<void> => {
		const holders = this.leases.get(server);
		holders?.delete(holder);
		if (holders?.size === 0) this.leases.delete(server);
	};

	readonly exchange = async (server: string, holder: string, removal: RemovalTerms): Promise<boolean> => {
		await this.drop(server, holder);
		return this.begin(server, removal);
	};

	readonly condemn = async (
		server: string,
		missingSeconds: number,
		removal: RemovalTerms,
	): Promise<boolean> => {
		if (this.isHeld(server)) return false;
		const since = this.missingSince.get(server) ?? this.clock.now();
		this.missingSince.set(server, since);
		return this.clock.now() - since >= missingSeconds && this.begin(server, removal);
	};

	readonly extend = async (server: string, { token, seconds }: RemovalTerms): Promise<boolean> => {
		if (!this.hasRemoval(server) || this.removals.get(server)?.token !== token) return false;
		this.removals.set(server, { token, until: this.clock.now() + seconds });
		return true;
	};

	readonly endRemoval = async (server: string, token: string): Promise<void> => {
		if (this.removals.get(server)?.token !== token) return;
		this.removals.delete(server);
		this.missingSince.delete(server);
	};

	private begin(server: string, { token, seconds }: RemovalTerms): boolean {
		if (this.isHeld(server) || this.hasRemoval(server)) return false;
		this.removals.set(server, { token, until: this.clock.now() + seconds });
		return true;
	}

	private isHeld(server: string): boolean {
		const ends = [...(this.leases.get(server)?.values() ?? [])];
		return ends.some((end) => end > this.clock.now());
	}

	private hasRemoval(server: string): boolean {
		return (this.removals.get(server)?.until ?? -Infinity) > this.clock.now();
	}
}
