/**
 * Every tunable of running the server (its loops, limits, log and monitor), once, with its unit and its reason.
 */

/** The server's loops. */
export const SERVER = {
	/** Seconds between two looks at the world: below what a person takes to react. */
	perceptionSeconds: 0.25,
	/** Seconds after which an NPC that lost its body gets another: as long as Roblox lets players wait. */
	respawnSeconds: 5,
	/** Seconds between two of an NPC's own lines for when its mind cannot be reached. */
	fallbackSeconds: 60,
	/** Lines of one player, and of one NPC, that wait for the text filter; later ones are dropped. */
	maxWaitingForFilter: 20,
};

/** How NPCs walk. */
export const MOTION = {
	/** Paths that are computed at once; others wait. */
	maxPathsUnderWay: 4,
	/** Seconds between two looks at who is walking. */
	checkSeconds: 0.5,
	/** Seconds after which `Humanoid:MoveTo` is given again: the engine ends it after 8. */
	reissueSeconds: 6,
	/** Studs on the ground from a waypoint that count as having reached it; the engine's own threshold is about 1. */
	arrivalStuds: 2.5,
	/** Less way than this (studs) in that time (seconds) means that an NPC is stuck. */
	progressStuds: 1,
	stuckSeconds: 2,
	/** Fresh paths for one walk before it is given up. */
	maxRepaths: 2,
	/** Degrees by which an NPC may look past whom it talks with before it turns. */
	turnDegrees: 10,
};

/** What a game server may spend; how much is the operator's (`LettaConfig`). */
export const SPENDING = {
	/** Turns an hour if the operator says nothing: one a second; twenty players who talk all the time need half. */
	defaultTurnsPerHour: 3600,
	/** Tokens a day if the operator says nothing: some 2,500 turns of 2,000 tokens, a few dollars of most models. */
	defaultTokensPerDay: 5_000_000,
	/** Seconds of an hour and of a day, and the parts in which they slide: a minute, a quarter of an hour. */
	turnWindow: { seconds: 3600, parts: 60 },
	tokenWindow: { seconds: 86_400, parts: 96 },
};

/** Watching the server. */
export const MONITOR = {
	/** Seconds between two samples. */
	sampleSeconds: 5,
	/** Seconds between two lines of the log. */
	logSeconds: 60,
	/** Of requests, as Roblox counts them: a minute, in seconds. */
	requestWindow: { seconds: 60, parts: 60 },
	/** Latencies and waits that percentiles are of: the last minutes, and no more than so many. */
	recent: { seconds: 300, maxValues: 512 },
	/** Turns of each NPC that the command `minds` lists: what takes turns faster than that is not read in time. */
	recordedTurns: 8,
	/** Lines that the command `log` shows if not told otherwise. */
	logLines: 20,
};

/** Erasing what NPCs know of a player. */
export const FORGET = {
	/** Seconds for all NPCs' minds together: making 50 anew takes 5, and a gateway may just restart. */
	timeoutSeconds: 60,
};

/** What the server takes from a client. */
export const INBOUND = {
	/** Lines of one player: 20 at once, and 20 in any 10 s after that; nobody types faster. */
	lineRate: { ratePerSecond: 2, burst: 20 },
	/** Bytes of one line: ten times what the chat box's 200 characters take. A longer one was not typed. */
	maxLineBytes: 8192,
	/** Seconds between two entries in the log about one kind of drop; all are counted. */
	logSeconds: 10,
	/** Seconds between two looks at whether the published totals are still right. */
	publishSeconds: 1,
};

/** The server's log. */
export const LOGGING = {
	/** Entries remembered. */
	ringSize: 500,
	/** Seconds that an entry below a warning may wait for others. */
	flushSeconds: 0.5,
	/** Entries that go out together at most. */
	flushSize: 20,
};
