import {
	hashToken,
	makeKeyId,
	makeToken,
	type GameKey,
	type KeyRecord,
	type StoredSecret,
} from "./game-key.ts";

/** What the commands do to the list of keys. `now` is in milliseconds since 1970. Errors are for the operator. */

export interface NewToken {
	readonly keys: ReadonlyArray<KeyRecord>;
	/** Shown once. */
	readonly token: string;
}

const timeOf = (now: number) => new Date(now).toISOString();

function makeSecret(now: number): { readonly token: string; readonly secret: StoredSecret } {
	const token = makeToken();
	return { token, secret: { sha256: hashToken(token), madeAt: timeOf(now) } };
}

function find(keys: ReadonlyArray<KeyRecord>, name: string): KeyRecord {
	const key = keys.find((candidate) => candidate.name === name && candidate.revokedAt === undefined);
	if (key === undefined) throw new Error(`there is no key named ${name}`);
	return key;
}

const replace = (keys: ReadonlyArray<KeyRecord>, old: KeyRecord, next: KeyRecord) =>
	keys.map((key) => (key === old ? next : key));

export function makeKey(
	keys: ReadonlyArray<KeyRecord>,
	wish: Omit<GameKey, "id">,
	now: number,
): NewToken & { readonly id: string } {
	if (keys.some(({ name, revokedAt }) => name === wish.name && revokedAt === undefined)) {
		throw new Error(`there is a key named ${wish.name} already; rotate it, or revoke it first`);
	}
	const { token, secret } = makeSecret(now);
	const id = makeKeyId();
	return { id, token, keys: [...keys, { ...wish, id, madeAt: timeOf(now), secrets: [secret] }] };
}

/** A new token; the ones before work for `overlapSeconds` more, so that game servers can change over. */
export function rotateKey(
	keys: ReadonlyArray<KeyRecord>,
	name: string,
	overlapSeconds: number,
	now: number,
): NewToken {
	const key = find(keys, name);
	const { token, secret } = makeSecret(now);
	const lastMoment = now + overlapSeconds * 1000;
	const ending = key.secrets
		.map((old) => ({ old, end: Math.min(lastMoment, endOf(old)) }))
		.filter(({ end }) => end > now)
		.map(({ old, end }) => ({ ...old, expiresAt: timeOf(end) }));
	return { token, keys: replace(keys, key, { ...key, secrets: [...ending, secret] }) };
}

const endOf = ({ expiresAt }: StoredSecret) => (expiresAt === undefined ? Infinity : Date.parse(expiresAt));

/** The record stays without its secrets, so that the id's usage keeps its name. */
export function revokeKey(
	keys: ReadonlyArray<KeyRecord>,
	name: string,
	now: number,
): ReadonlyArray<KeyRecord> {
	const key = find(keys, name);
	return replace(keys, key, { ...key, revokedAt: timeOf(now), secrets: [] });
}
