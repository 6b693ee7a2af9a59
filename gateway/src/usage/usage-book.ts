import type { GameKey } from "../keys/game-key.ts";
import type { TokenUsage } from "../wire.ts";

/** What a key has used in a UTC day. */
export interface DayUsage {
	readonly sessions: number;
	readonly turns: number;
	readonly promptTokens: number;
	readonly completionTokens: number;
}

/** By day (`2026-03-01`), then by the key's id. */
export type UsageTable = Readonly<Record<string, Readonly<Record<string, DayUsage>>>>;

export interface UsageBook {
	readonly addSession: (keyId: string) => void;
	readonly addTurn: (keyId: string) => void;
	readonly addTokens: (keyId: string, usage: TokenUsage) => void;
	/** Why the key may have no turn now; undefined while it may. */
	readonly refusal: (key: GameKey) => string | undefined;
	/** A key's days from `from` to `to`, both included, oldest first. */
	readonly days: (
		keyId: string,
		from: string,
		to: string,
	) => ReadonlyArray<DayUsage & { readonly day: string }>;
	readonly today: () => string;
	/** What is to be kept. */
	readonly table: () => UsageTable;
	/** Rises with every change. */
	readonly version: () => number;
}

/** Two years and a month, for bills that come late. */
const KEPT_DAYS = 760;

const NOTHING: DayUsage = { sessions: 0, turns: 0, promptTokens: 0, completionTokens: 0 };

export const dayOf = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(0, 10);

class DailyUsage implements UsageBook {
	/** Days in order. */
	private readonly byDay = new Map<string, Map<string, DayUsage>>();
	private changes = 0;

	constructor(
		earlier: UsageTable,
		private readonly wallTime: () => number,
	) {
		for (const [day, byKey] of Object.entries(earlier).sort()) {
			this.byDay.set(day, new Map(Object.entries(byKey)));
		}
	}

	readonly addSession = (keyId: string): void => this.add(keyId, { ...NOTHING, sessions: 1 });

	readonly addTurn = (keyId: string): void => this.add(keyId, { ...NOTHING, turns: 1 });

	readonly addTokens = (keyId: string, usage: TokenUsage): void => this.add(keyId, { ...NOTHING, ...usage });

	readonly refusal = ({ id, quotas }: GameKey): string | undefined => {
		const { turns, promptTokens, completionTokens } = this.of(this.today(), id);
		if (turns >= (quotas.turnsPerDay ?? Infinity))
			return `the key has had its ${quotas.turnsPerDay} turns of today`;
		const tokens = promptTokens + completionTokens;
		if (tokens >= (quotas.tokensPerDay ?? Infinity))
			return `the key has had its ${quotas.tokensPerDay} tokens of today`;
		return undefined;
	};

	readonly days = (keyId: string, from: string, to: string) =>
		[...this.byDay]
			.filter(([day, byKey]) => day >= from && day <= to && byKey.has(keyId))
			.map(([day]) => ({ day, ...this.of(day, keyId) }));

	readonly today = (): string => dayOf(this.wallTime());

	readonly table = (): UsageTable =>
		Object.fromEntries([...this.byDay].map(([day, byKey]) => [day, Object.fromEntries(byKey)]));

	readonly version = (): number => this.changes;

	private of(day: string, keyId: string): DayUsage {
		return this.byDay.get(day)?.get(keyId) ?? NOTHING;
	}

	private add(keyId: string, more: DayUsage): void {
		const day = this.today();
		const before = this.of(day, keyId);
		if (!this.byDay.has(day)) this.startDay(day);
		this.byDay.get(day)!.set(keyId, {
			sessions: before.sessions + more.sessions,
			turns: before.turns + more.turns,
			promptTokens: before.promptTokens + more.promptTokens,
			completionTokens: before.completionTokens + more.completionTokens,
		});
		this.changes += 1;
	}

	private startDay(day: string): void {
		this.byDay.set(day, new Map());
		while (this.byDay.size > KEPT_DAYS) this.byDay.delete([...this.byDay.keys()].sort()[0]!);
	}
}

/** `wallTime` is in milliseconds since 1970. */
export function createUsageBook(earlier: UsageTable = {}, wallTime: () => number = Date.now): UsageBook {
	return new DailyUsage(earlier, wallTime);
}
