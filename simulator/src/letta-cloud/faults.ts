import type { Clock } from "../../../gateway/src/timing/clock.ts";
import type { Random } from "../repeatable/random.ts";
import type { Operation } from "./operations.ts";
import type { Range } from "./wire.ts";

/** What goes wrong with a request. `isProcessed`: the fake did what the request asked for all the same. */
export type Trouble =
	/** 429 with `Retry-After` in seconds or as a date, or with Letta's own `timeToQuotaResetMs`. */
	| { readonly kind: "rateLimit"; readonly form: "seconds" | "date" | "quota"; readonly waitSeconds: Range }
	/** 500, 502, 503, … */
	| { readonly kind: "status"; readonly status: number; readonly isProcessed?: boolean }
	/** 401, whatever the key. */
	| { readonly kind: "unauthorized" }
	/** 402. */
	| { readonly kind: "creditsSpent" }
	/** No answer ever. */
	| { readonly kind: "timeout"; readonly isProcessed: boolean }
	/** The connection breaks. */
	| { readonly kind: "reset"; readonly isProcessed: boolean }
	/** No connection: the name is not found, or nobody listens. */
	| { readonly kind: "unreachable"; readonly code: "ENOTFOUND" | "ECONNREFUSED" }
	/** The request is done, and the connection breaks while its answer comes. */
	| { readonly kind: "cut" }
	/** The turn goes on, and the connection breaks after so many events of its stream. Any other request is spared. */
	| { readonly kind: "cutStream"; readonly afterEvents: number }
	/** The request is done, and half of its answer arrives as if that were all. */
	| { readonly kind: "halfBody" }
	/** The model takes this long. A request that asks no model is spared. */
	| { readonly kind: "slowModel"; readonly seconds: Range }
	/** The model's provider answers with this status. A request that asks no model is spared. */
	| { readonly kind: "provider"; readonly status: number }
	/** A proxy before Letta answers, with this status and a page of its own. */
	| { readonly kind: "proxy"; readonly status: number }
	/** The request is done, and the answer is a proxy's error page. */
	| { readonly kind: "invalidJson" }
	/** The request is done, and its answer takes this long. */
	| { readonly kind: "slowBody"; readonly seconds: Range }
	/** The request begins this much later. */
	| { readonly kind: "latency"; readonly seconds: Range };

interface Span {
	/** From when the script is played. */
	readonly fromSeconds: number;
	readonly toSeconds: number;
}

/** One entry of the script. */
export type Fault = Span &
	(
		| {
				readonly trouble: Trouble;
				/** The share of requests that are hit, from 0 to 1; default all. */
				readonly share?: number;
				/** Default all. */
				readonly operations?: ReadonlyArray<Operation>;
		  }
		/** At its start somebody else deletes every agent. */
		| { readonly deletesAgents: true }
	);

export interface FaultScriptDeps {
	readonly clock: Clock;
	readonly random: Random;
	readonly deleteAgents: () => void;
}

export interface FaultScript {
	/** Plays a script. Its times count from now. It replaces the script before it. */
	readonly play: (faults: ReadonlyArray<Fault>) => void;
	/** The trouble that hits a request that arrives now: the first in the script. */
	readonly strike: (operation: Operation | undefined) => Trouble | undefined;
}

export function createFaultScript({ clock, random, deleteAgents }: FaultScriptDeps): FaultScript {
	let faults: ReadonlyArray<Fault> = [];
	let since = 0;
	let cancels: (() => void)[] = [];

	function hits(fault: Fault, operation: Operation | undefined): boolean {
		const second = clock.now() - since;
		if (!("trouble" in fault) || second < fault.fromSeconds || second >= fault.toSeconds) return false;
		const { operations, share = 1 } = fault;
		if (operations !== undefined && (operation === undefined || !operations.includes(operation)))
			return false;
		return share >= 1 || random.next() < share;
	}

	return {
		play: (script) => {
			for (const cancel of cancels) cancel();
			faults = script;
			since = clock.now();
			cancels = script
				.filter((fault) => "deletesAgents" in fault)
				.map(({ fromSeconds }) => clock.after(fromSeconds, deleteAgents));
		},
		strike: (operation) => {
			const fault = faults.find((candidate) => hits(candidate, operation));
			return fault !== undefined && "trouble" in fault ? fault.trouble : undefined;
		},
	};
}
