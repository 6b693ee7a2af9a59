import { createHash, randomBytes } from "node:crypto";

/** What a key may spend in a UTC day. Without a number there is no limit. */
export interface Quotas {
	readonly turnsPerDay?: number;
	/** Tokens that the model has read and written. */
	readonly tokensPerDay?: number;
	/** Game servers that are connected at once. */
	readonly sessions?: number;
}

/** Which places a key may speak for: those that it names, or any that no other key names. */
export type Places = ReadonlyArray<number> | "any";

/** A game's identity at the gateway. It holds no secret. */
export interface GameKey {
	/** Never given to another key. Sessions and usage belong to it. */
	readonly id: string;
	/** The operator's name for it. */
	readonly name: string;
	readonly places: Places;
	readonly quotas: Quotas;
}

/** A token of a key, of which only the hash is kept. */
export interface StoredSecret {
	readonly sha256: string;
	readonly madeAt: string;
	/** A rotated token still works until then. */
	readonly expiresAt?: string;
}

/** A key as the key file holds it. */
export interface KeyRecord extends GameKey {
	readonly madeAt: string;
	readonly revokedAt?: string;
	readonly secrets: ReadonlyArray<StoredSecret>;
}

/** Lets a log, a secret scanner and a person see what a token is. */
const TOKEN_PREFIX = "tfk_";
const TOKEN_BYTES = 32;
const ID_BYTES = 6;

/**
 * A token has 256 bits of chance, so a plain hash cannot be turned back and needs no salt. Looking a token up by its hash
 * takes the same time for every wrong token.
 */
export const hashToken = (token: string): string => createHash("sha256").update(token).digest("hex");

export const makeToken = (): string => TOKEN_PREFIX + randomBytes(TOKEN_BYTES).toString("base64url");

export const makeKeyId = (): string => `key-${randomBytes(ID_BYTES).toString("hex")}`;
