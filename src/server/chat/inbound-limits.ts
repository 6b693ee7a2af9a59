import type { Clock, Log } from "server/ports";
import { INBOUND } from "server/constants/operations";
import { TURN } from "server/constants/rules";
import { clampUtf8, isBlank, stripControl } from "shared/text/text";
import { TokenBucket } from "shared/token-bucket";

/**
 * Why the server drops something that a client sent: a line without a readable character, a line longer than anybody can
 * type, more lines than anybody types, or a call of a remote that only the server may fire.
 */
export type DropReason = "blank" | "tooLong" | "tooMany" | "remote";

export type DropTotals = Readonly<Record<DropReason, number>>;

export interface InboundLimitsOptions {
	/** Of one player's lines; per second. */
	readonly lineRate: { readonly ratePerSecond: number; readonly burst: number };
	readonly maxLineBytes: number;
	readonly logSeconds: number;
}

/** What stands between clients and the rest of the server. It never kicks: a drop costs the player nothing. */
export interface InboundLimits {
	/** Returns one line of plain text, cut to a chat line's length; undefined: dropped. */
	readonly accept: (userId: number, text: string) => string | undefined;
	/** Counts something that is no line, as a line of the player's; false: too many. */
	readonly admit: (userId: number) => boolean;
	/** Counts a drop that another room decided. */
	readonly drop: (userId: number, reason: DropReason) => void;
	/** Since the start of the server. */
	readonly totals: () => DropTotals;
}

interface Allowance {
	readonly bucket: TokenBucket;
	lastAt: number;
}

export function createInboundLimits(
	deps: { clock: Pick<Clock, "now">; log: Log },
	options: InboundLimitsOptions = INBOUND,
): InboundLimits {
	const { clock, log } = deps;
	const { lineRate } = options;
	const totals: Record<DropReason, number> = { blank: 0, tooLong: 0, tooMany: 0, remote: 0 };
	const loggedAt = new Map<DropReason, number>();
	const allowances = new Map<number, Allowance>();

	const drop = (userId: number, reason: DropReason) => {
		totals[reason] += 1;
		const now = clock.now();
		if (now - (loggedAt.get(reason) ?? -math.huge) < options.logSeconds) return;
		loggedAt.set(reason, now);
		log.warn("dropped what a client sent", { reason, userId, total: totals[reason] });
	};

	/** Forgets players whose bucket is full again, not players who leave: they could come back for more. */
	const forgetRested = (now: number) => {
		const restSeconds = lineRate.burst / lineRate.ratePerSecond;
		for (const [userId, { lastAt }] of allowances) {
			if (now - lastAt >= restSeconds) allowances.delete(userId);
		}
	};

	const allowanceOf = (userId: number, now: number): Allowance => {
		const known = allowances.get(userId);
		if (known !== undefined) return known;
		forgetRested(now);
		const allowance = { bucket: new TokenBucket(lineRate, now), lastAt: now };
		allowances.set(userId, allowance);
		return allowance;
	};

	const isInRate = (userId: number): boolean => {
		const now = clock.now();
		const allowance = allowanceOf(userId, now);
		allowance.lastAt = now;
		return allowance.bucket.take(now);
	};

	/** Checks the rate first, so that a flood costs no look at the text. */
	const problemOf = (userId: number, text: string): DropReason | undefined => {
		if (!isInRate(userId)) return "tooMany";
		return text.size() > options.maxLineBytes ? "tooLong" : undefined;
	};

	return {
		accept: (userId, text) => {
			const problem = problemOf(userId, text);
			if (problem !== undefined) {
				drop(userId, problem);
				return undefined;
			}
			const line = clampUtf8(stripControl(text), TURN.maxLineChars);
			if (!isBlank(line)) return line;
			drop(userId, "blank");
			return undefined;
		},
		admit: (userId) => {
			if (isInRate(userId)) return true;
			drop(userId, "tooMany");
			return false;
		},
		drop,
		totals: () => table.clone(totals),
	};
}
