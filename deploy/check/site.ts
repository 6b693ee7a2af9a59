/** What is checked, and from where. */
export interface Site {
	/** `https://npc.example.com` */
	readonly url: URL;
	/** What game servers present. */
	readonly token: string;
	/** Connect here instead of where the name leads: a router may not let its own network in by its public address. */
	readonly at: string | undefined;
	/** A certificate authority of one's own (PEM), beside the public ones. */
	readonly ca: string | undefined;
	/** The place that the session is opened for, where the gateway has a list of places. */
	readonly placeId: number;
	/** Where certificates are renewed. */
	readonly httpPort: number;
	/** What nobody outside may reach. */
	readonly innerPorts: ReadonlyArray<number>;
	/** Milliseconds since 1970. */
	readonly now: () => number;
	/** The addresses of a name. Rejects as `dns.lookup` does. */
	readonly resolve: (name: string) => Promise<ReadonlyArray<string>>;
	/** How long a connection or an answer may take, seconds, beyond what the gateway may wait. */
	readonly patienceSeconds: number;
}

/** What came of one check. */
export type Finding =
	| { readonly state: "ok"; readonly found: string }
	/** It works today. */
	| { readonly state: "warning"; readonly found: string; readonly advice: string }
	| { readonly state: "wrong"; readonly found: string; readonly advice: string }
	/** With the check that was wrong before it, if one was. */
	| { readonly state: "skipped"; readonly found: string; readonly cause?: string };

/** What the checks so far have learned. */
export interface Findings {
	/** Where to connect; the first is used for everything but the port and the certificate. */
	addresses: ReadonlyArray<string>;
	/** The session at the gateway, from the token's check on. */
	session: { readonly id: string; readonly maxWaitSeconds: number } | undefined;
}

export interface Check {
	readonly name: string;
	/** It makes no sense while these are wrong. */
	readonly needs: ReadonlyArray<string>;
	readonly run: (site: Site, findings: Findings) => Promise<Finding>;
}

export const ok = (found: string): Finding => ({ state: "ok", found });
export const wrong = (found: string, advice: string): Finding => ({ state: "wrong", found, advice });
export const warning = (found: string, advice: string): Finding => ({ state: "warning", found, advice });
export const skipped = (found: string): Finding => ({ state: "skipped", found });

export const portOf = ({ url }: Site): number => (url.port === "" ? 443 : Number(url.port));
