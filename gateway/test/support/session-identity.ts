import type { SessionIdentity } from "../../src/backend/backend.ts";

/** A game server whose NPCs forget with it. */
export const SESSION: SessionIdentity = {
	sessionId: "s1",
	placeId: 1,
	serverId: "server-1",
	memoryMode: "session",
	keyId: "key-1",
};
