/**
 * Sessions, in one place for all gateways of a fleet. Each session has one owner at a time. Whoever creates or claims a session
 * gets a token, and only the last token counts: what an earlier owner writes later is refused. Each call takes effect at once
 * and as a whole. A call rejects when the place cannot be reached; it may have taken effect all the same.
 */
export interface SessionStore {
	/** Says that this gateway lives. Another that was at the same address is gone. */
	readonly signOn: (gateway: GatewayAddress, seconds: number) => Promise<void>;
	readonly signOff: (gateway: GatewayAddress) => Promise<void>;
	/** Begins a session. The last one of the same game server is over. */
	readonly create: (session: OwnedSession, game: string, fields: Fields) => Promise<void>;
	/** Takes a session whose owner does not live any more, or is `gone` as the caller knows. */
	readonly claim: (session: OwnedSession, gone?: string) => Promise<Claim>;
	/** Changes a session and keeps it for as long as `session` says. */
	readonly write: (session: OwnedSession, change: Change) => Promise<WriteResult>;
	/** Writes everything, for a store that may have lost some of it or all. False if the session is over or another's. */
	readonly rewrite: (session: OwnedSession, fields: Fields) => Promise<boolean>;
	readonly remove: (session: OwnedSession) => Promise<void>;
	/** Calls back when the store is there again and may have lost something. */
	readonly onReturn?: (callback: () => void) => void;
}

export interface GatewayAddress {
	/** Made anew with each start. */
	readonly id: string;
	/** Where other gateways reach it: `http://10.0.0.5:8787`. */
	readonly url: string;
}

export interface OwnedSession {
	readonly sessionId: string;
	readonly gatewayId: string;
	/** No two owners have the same. */
	readonly token: string;
	/** A session that nobody writes to for so long is forgotten. */
	readonly seconds: number;
}

export type Fields = Readonly<Record<string, string>>;

export interface Change {
	readonly set: Fields;
	readonly remove: ReadonlyArray<string>;
}

export type Claim =
	| { readonly kind: "claimed"; readonly fields: Fields }
	| { readonly kind: "elsewhere"; readonly gateway: GatewayAddress }
	| { readonly kind: "unknown" };

/** `missing`: the store has lost the session. `refused`: it is over, or another's. */
export type WriteResult = "ok" | "missing" | "refused";
