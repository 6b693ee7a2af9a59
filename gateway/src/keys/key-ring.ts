import { statSync } from "node:fs";
import type { Log } from "../logging.ts";
import { repeat, type Clock } from "../timing/clock.ts";
import { hashToken, type GameKey, type KeyRecord } from "./game-key.ts";
import { readKeyFile } from "./key-file.ts";

/** Answers a token with the key that it belongs to. */
export interface KeyRing {
	/** Undefined for a token that is wrong, has expired or was revoked. */
	readonly identify: (token: string) => GameKey | undefined;
	/** Whether the key may speak for the place. */
	readonly mayOpen: (key: GameKey, placeId: number) => boolean;
	/** Whether the key still has a token that works. */
	readonly isValid: (keyId: string) => boolean;
	/** How many keys have a token that works. */
	readonly count: () => number;
	/** Calls back after keys were changed, until the ring is closed. */
	readonly onChange: (callback: () => void) => void;
	readonly close: () => void;
}

export interface KeyRingOptions {
	/** The token of a gateway that serves one studio. It may open every place, also those that a key names. */
	readonly token?: string;
	/** Made by `npm run keys`. It is read again when it changes. */
	readonly file?: string;
	readonly clock: Clock;
	readonly log: Log;
	/** Milliseconds since 1970. */
	readonly wallTime?: () => number;
}

/** The key of `TOWNSFOLK_TOKEN`. */
export const OWNER_KEY: GameKey = { id: "owner", name: "owner", places: "any", quotas: {} };

/** Between two looks at the file: a revoked token works for this long at most. */
const RELOAD_SECONDS = 1;

interface Entry {
	readonly key: GameKey;
	readonly expiresAt: number;
}

const isNamed = ({ places }: GameKey, placeId: number) => places !== "any" && places.includes(placeId);

class FileKeyRing implements KeyRing {
	private readonly wallTime: () => number;
	private readonly ownerHash: string | undefined;
	private byHash = new Map<string, Entry>();
	private records: ReadonlyArray<KeyRecord> = [];
	private readonly listeners: (() => void)[] = [];
	private version = "";
	private readonly stop: () => void;

	constructor(private readonly options: KeyRingOptions) {
		const { token, file, clock, wallTime = Date.now } = options;
		this.wallTime = wallTime;
		this.ownerHash = token === undefined ? undefined : hashToken(token);
		this.reload();
		this.stop = file === undefined ? () => {} : repeat(clock, RELOAD_SECONDS, () => this.reload());
	}

	readonly identify = (token: string): GameKey | undefined => {
		const hash = hashToken(token);
		if (hash === this.ownerHash) return OWNER_KEY;
		const entry = this.byHash.get(hash);
		return entry !== undefined && entry.expiresAt > this.wallTime() ? entry.key : undefined;
	};

	readonly mayOpen = (key: GameKey, placeId: number): boolean => {
		if (key.id === OWNER_KEY.id || isNamed(key, placeId)) return true;
		// Agents in persistent memory mode belong to a place: another game must not reach what they remember.
		return key.places === "any" && !this.records.some((other) => !other.revokedAt && isNamed(other, placeId));
	};

	readonly isValid = (keyId: string): boolean => {
		if (keyId === OWNER_KEY.id) return this.ownerHash !== undefined;
		return this.valid().has(keyId);
	};

	readonly count = (): number => this.valid().size + (this.ownerHash === undefined ? 0 : 1);

	readonly onChange = (callback: () => void): void => void this.listeners.push(callback);

	readonly close = (): void => {
		this.stop();
		this.listeners.length = 0;
	};

	private valid(): ReadonlySet<string> {
		const now = this.wallTime();
		const entries = [...this.byHash.values()].filter(({ expiresAt }) => expiresAt > now);
		return new Set(entries.map(({ key }) => key.id));
	}

	private reload(): void {
		const { file, log } = this.options;
		const version = file === undefined ? "" : versionOf(file);
		if (file === undefined || version === this.version) return;
		this.version = version;
		const reading = readKeyFile(file);
		if (reading.kind === "invalid") {
			log.error({ file, problem: reading.problem }, "the key file is not read; the keys stay as they were");
			return;
		}
		this.records = reading.keys;
		this.byHash = entriesOf(reading.keys);
		log.info({ file, keys: this.valid().size }, "keys read");
		for (const listener of this.listeners) listener();
	}
}

function versionOf(file: string): string {
	const stat = statSync(file, { throwIfNoEntry: false });
	return stat === undefined ? "none" : `${stat.ino} ${stat.mtimeMs} ${stat.size}`;
}

function entriesOf(records: ReadonlyArray<KeyRecord>): Map<string, Entry> {
	const entries = new Map<string, Entry>();
	for (const { secrets, revokedAt, id, name, places, quotas } of records) {
		if (revokedAt !== undefined) continue;
		const key = { id, name, places, quotas };
		for (const { sha256, expiresAt } of secrets) {
			entries.set(sha256, { key, expiresAt: expiresAt === undefined ? Infinity : Date.parse(expiresAt) });
		}
	}
	return entries;
}

export function createKeyRing(options: KeyRingOptions): KeyRing {
	return new FileKeyRing(options);
}
