import type { Clock } from "../timing/clock.ts";
import type { LeaseStore, ClearanceTerms } from "./lease-store.ts";

interface Clearance {
	readonly token: string;
	readonly until: number;
}

/** For one process, or for several gateways in one. */
export class MemoryLeaseStore implements LeaseStore {
	/** By server, then by holder: when the lease runs out. */
	private readonly leases = new Map<string, Map<string, number>>();
	private readonly clearances = new Map<string, Clearance>();
	private readonly missingSince = new Map<string, number>();

	constructor(private readonly clock: Pick<Clock, "now">) {}

	readonly hold = async (server: string, holder: string, seconds: number): Promise<boolean> => {
		if (this.hasClearance(server)) return false;
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

	readonly exchange = async (server: string, holder: string, clearance: ClearanceTerms): Promise<boolean> => {
		await this.drop(server, holder);
		return this.begin(server, clearance);
	};

	readonly condemn = async (
		server: string,
		missingSeconds: number,
		clearance: ClearanceTerms,
	): Promise<boolean> => {
		if (this.isHeld(server)) return false;
		const since = this.missingSince.get(server) ?? this.clock.now();
		this.missingSince.set(server, since);
		return this.clock.now() - since >= missingSeconds && this.begin(server, clearance);
	};

	readonly extend = async (server: string, { token, seconds }: ClearanceTerms): Promise<boolean> => {
		if (!this.hasClearance(server) || this.clearances.get(server)?.token !== token) return false;
		this.clearances.set(server, { token, until: this.clock.now() + seconds });
		return true;
	};

	readonly endClearance = async (server: string, token: string): Promise<void> => {
		if (this.clearances.get(server)?.token !== token) return;
		this.clearances.delete(server);
		this.missingSince.delete(server);
	};

	private begin(server: string, { token, seconds }: ClearanceTerms): boolean {
		if (this.isHeld(server) || this.hasClearance(server)) return false;
		this.clearances.set(server, { token, until: this.clock.now() + seconds });
		return true;
	}

	private isHeld(server: string): boolean {
		const ends = [...(this.leases.get(server)?.values() ?? [])];
		return ends.some((end) => end > this.clock.now());
	}

	private hasClearance(server: string): boolean {
		return (this.clearances.get(server)?.until ?? -Infinity) > this.clock.now();
	}
}
