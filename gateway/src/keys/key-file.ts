import {
	chownSync,
	closeSync,
	existsSync,
	openSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import type { KeyRecord, Places, Quotas, StoredSecret } from "./game-key.ts";

/** Only the gateway's user may read and write it. */
const FILE_MODE = 0o600;

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
	typeof value === "object" && value !== null && !Array.isArray(value);
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isTime = (value: unknown): value is string =>
	typeof value === "string" && Number.isFinite(Date.parse(value));
const isOptional = <T>(value: unknown, check: (value: unknown) => value is T): value is T | undefined =>
	value === undefined || check(value);

function isSecret(value: unknown): value is StoredSecret {
	if (!isFields(value)) return false;
	const { sha256, madeAt, expiresAt } = value;
	return (
		typeof sha256 === "string" &&
		/^[0-9a-f]{64}$/.test(sha256) &&
		isTime(madeAt) &&
		isOptional(expiresAt, isTime)
	);
}

const isPlaces = (value: unknown): value is Places =>
	value === "any" || (Array.isArray(value) && value.length > 0 && value.every(isCount));

function isQuotas(value: unknown): value is Quotas {
	if (!isFields(value)) return false;
	const { turnsPerDay, tokensPerDay, sessions, ...rest } = value;
	// A quota with a typing error would be no quota.
	return [turnsPerDay, tokensPerDay, sessions].every((quota) => isOptional(quota, isCount)) && isEmpty(rest);
}

const isEmpty = (value: object) => Object.keys(value).length === 0;

function isKey(value: unknown): value is KeyRecord {
	if (!isFields(value)) return false;
	const { id, name, places, quotas, madeAt, revokedAt, secrets } = value;
	return (
		[id, name].every((text) => typeof text === "string" && text !== "") &&
		isPlaces(places) &&
		isQuotas(quotas) &&
		isTime(madeAt) &&
		isOptional(revokedAt, isTime) &&
		Array.isArray(secrets) &&
		secrets.every(isSecret)
	);
}

export type KeyFileReading =
	| { readonly kind: "ok"; readonly keys: ReadonlyArray<KeyRecord> }
	/** It says what is wrong and quotes nothing of the file. */
	| { readonly kind: "invalid"; readonly problem: string };

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** Reads the text of a key file. */
export function readKeys(text: string): KeyFileReading {
	const content = parse(text);
	if (!isFields(content) || !Array.isArray(content.keys)) {
		return { kind: "invalid", problem: "it is not JSON with a list of keys" };
	}
	const { keys } = content;
	const wrong = keys.findIndex((key) => !isKey(key));
	if (wrong >= 0) return { kind: "invalid", problem: `key number ${wrong + 1} is malformed` };
	return { kind: "ok", keys: keys as KeyRecord[] };
}

export function readKeyFile(path: string): KeyFileReading {
	try {
		return readKeys(readFileSync(path, "utf8"));
	} catch (error) {
		return { kind: "invalid", problem: `it cannot be read (${(error as NodeJS.ErrnoException).code})` };
	}
}

/** The administrator may run the command, and the gateway must still be able to read the file. */
function keepOwner(written: string, path: string): void {
	if (process.getuid?.() !== 0) return;
	const { uid, gid } = statSync(existsSync(path) ? path : dirname(path));
	chownSync(written, uid, gid);
}

/** Puts the new file in the place of the old one at once, so that a reader never sees half of it. */
function writeKeyFile(path: string, keys: ReadonlyArray<KeyRecord>): void {
	const next = `${path}.next`;
	rmSync(next, { force: true });
	writeFileSync(next, `${JSON.stringify({ keys }, undefined, "\t")}\n`, { mode: FILE_MODE, flag: "wx" });
	keepOwner(next, path);
	renameSync(next, path);
}

/** Throws with a message for the operator. */
export function changeKeyFile<T>(
	path: string,
	change: (keys: ReadonlyArray<KeyRecord>) => { readonly keys: ReadonlyArray<KeyRecord>; readonly result: T },
): T {
	const lock = `${path}.lock`;
	let handle: number;
	try {
		handle = openSync(lock, "wx", FILE_MODE);
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code === "EEXIST") throw new Error(`another command is at work on ${path}; if not, delete ${lock}`);
		throw new Error(`${path} cannot be written (${code})`);
	}
	try {
		const reading = existsSync(path) ? readKeyFile(path) : ({ kind: "ok", keys: [] } as const);
		if (reading.kind === "invalid") throw new Error(`${path}: ${reading.problem}`);
		const { keys, result } = change(reading.keys);
		writeKeyFile(path, keys);
		return result;
	} finally {
		closeSync(handle);
		rmSync(lock, { force: true });
	}
}
