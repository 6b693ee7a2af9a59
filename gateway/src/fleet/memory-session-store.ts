import type { Clock } from "../timing/clock.ts";
import type {
	Change,
	Claim,
	Fields,
	GatewayAddress,
	OwnedSession,
	SessionStore,
	WriteResult,
} from "./session-store.ts";

interface SessionRecord {
	gatewayId: string;
	/** Undefined once the session is over. */
	token: string | undefined;
	until: number;
	readonly fields: Map<string, string>;
}

/** For several gateways in one process. */
export class MemorySessionStore implements SessionStore {
	private readonly sessions = new Map<string, SessionRecord>();
	private readonly gateways = new Map<string, { readonly url: string; readonly until: number }>();
	/** The newest session of each game server. */
	private readonly newest = new Map<string, string>();

	constructor(private readonly clock: Pick<Clock, "now">) {}

	readonly signOn = async ({ id, url }: GatewayAddress, seconds: number): Promise<void> => {
		for (const [other, gateway] of this.gateways) if (gateway.url === url) this.gateways.delete(other);
		this.gateways.set(id, { url, until: this.clock.now() + seconds });
	};

	readonly signOff = async ({ id }: GatewayAddress): Promise<void> => void this.gateways.delete(id);

	readonly create = async (session: OwnedSession, game: string, fields: Fields): Promise<void> => {
		const last = this.newest.get(game);
		if (last !== undefined) this.end(last);
		this.newest.set(game, session.sessionId);
		this.put(session, fields);
	};

	readonly claim = async (session: OwnedSession, gone?: string): Promise<Claim> => {
		const record = this.find(session.sessionId);
		if (record?.token === undefined) return { kind: "unknown" };
		const owner = this.gateways.get(record.gatewayId);
		const isAlive = owner !== undefined && owner.until > this.clock.now() && record.gatewayId !== gone;
		if (isAlive && record.gatewayId !== session.gatewayId)
			return { kind: "elsewhere", gateway: { id: record.gatewayId, url: owner.url } };
		record.gatewayId = session.gatewayId;
		record.token = session.token;
		record.until = this.clock.now() + session.seconds;
		return { kind: "claimed", fields: Object.fromEntries(record.fields) };
	};

	readonly write = async (session: OwnedSession, { set, remove }: Change): Promise<WriteResult> => {
		const record = this.find(session.sessionId);
		if (record === undefined) return "missing";
		if (record.token !== session.token) return "refused";
		record.until = this.clock.now() + session.seconds;
		for (const [name, value] of Object.entries(set)) record.fields.set(name, value);
		for (const name of remove) record.fields.delete(name);
		return "ok";
	};

	readonly rewrite = async (session: OwnedSession, fields: Fields): Promise<boolean> => {
		const record = this.find(session.sessionId);
		if (record !== undefined && record.token !== session.token) return false;
		this.put(session, fields);
		return true;
	};

	readonly remove = async ({ sessionId, token }: OwnedSession): Promise<void> => {
		if (this.find(sessionId)?.token === token) this.end(sessionId);
	};

	/** Loses everything, as a Redis does that keeps nothing on disk. */
	readonly lose = (): void => {
		for (const map of [this.sessions, this.gateways, this.newest]) map.clear();
	};

	private find(sessionId: string): SessionRecord | undefined {
		const record = this.sessions.get(sessionId);
		return record !== undefined && record.until > this.clock.now() ? record : undefined;
	}

	private put({ sessionId, gatewayId, token, seconds }: OwnedSession, fields: Fields): void {
		const until = this.clock.now() + seconds;
		this.sessions.set(sessionId, { gatewayId, token, until, fields: new Map(Object.entries(fields)) });
	}

	private end(sessionId: string): void {
		const record = this.find(sessionId);
		if (record === undefined) return;
		record.token = undefined;
		record.fields.clear();
	}
}
