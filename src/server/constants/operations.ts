/**
 * The tunables of running the server (loops, limits, log, monitor), each once, with its unit and its reason.
 */

/** The server's loops. */
export const SERVER = {
	/** Seconds between two looks at the world: shorter than a person takes to react. */
	perceptionSeconds: 0.25,
	/** Seconds between two looks at a drowsy NPC. An awake neighbour must notice soon that it comes or goes. */
	drowsyLookSeconds: 0.5,
	/** Seconds in which every NPC that is asleep gets a look: nothing moves it but a creator's script. */
	asleepLookSeconds: 8,
	/** Agents asked for and not answered: enough to keep a back end busy, and few enough for a player's neighbours to be next. */
	maxAgentsUnderWay: 32,
	/** Seconds until an NPC that lost its body gets another: Roblox lets players wait as long. */
	respawnSeconds: 5,
	/** Seconds that a body lasts at least if nothing is wrong with its spawn: a fall out of the world takes about 3. */
	shortLifeSeconds: 10,
	/** Short lives in a row after which the log says that something is wrong. One may be an accident, or a fight. */
	shortLives: 3,
	/** Seconds between two fallback lines of one NPC that no player waits for … */
	fallbackSeconds: 60,
	/** … and of one whom a player has asked something: the player must not be met by silence, nor by a chant. */
	askedFallbackSeconds: 10,
	/** Lines of one player, and of one NPC, that may wait for the text filter. Later ones are dropped. */
	maxWaitingForFilter: 20,
};

/** Work that can wait for the next frames. */
export const WORK = {
	/** Seconds of each frame: of the 16.7 ms that a frame has, a creator's game wants nearly all. */
	budgetSeconds: 0.001,
	/** Seconds after which another frame has certainly begun: Roblox's shortest, at 240 frames a second. */
	frameSeconds: 1 / 240,
};

/**
 * The time of each frame for what is said: agents' replies, who hears a line, and who is shown it. Players wait for it, so other
 * work does not take it away.
 */
export const TALK_WORK = {
	/** Seconds: one sentence takes about a third of that. */
	budgetSeconds: 0.001,
	frameSeconds: WORK.frameSeconds,
};

/** The time of each frame for what NPCs decide: one that stands about while others are looked at seems dead. */
export const BEHAVIOUR_WORK = { budgetSeconds: 0.001, frameSeconds: WORK.frameSeconds };

/** How NPCs walk. */
export const MOTION = {
	/** Paths computed at the same time; others wait. */
	maxPathsUnderWay: 4,
	/** Seconds between two checks of a walk. */
	checkSeconds: 0.5,
	/** Seconds after which `Humanoid:MoveTo` is called again: the engine ends it after 8. */
	reissueSeconds: 6,
	/** Studs on the ground from a waypoint that count as arrival; the engine's own threshold is about 1. */
	arrivalStuds: 2.5,
	/** An NPC that gets less far than this (studs) in that time (seconds) is stuck. */
	progressStuds: 1,
	stuckSeconds: 2,
	/** Fresh paths that one walk may take before it fails. */
	maxRepaths: 2,
	/** Degrees by which an NPC may look past its partner before it turns. */
	turnDegrees: 10,
	/** Degrees by which it may look past its partner when it has turned. */
	turnedDegrees: 2,
	/** Degrees a second: half a turn takes as long as a person needs for it. */
	turnSpeedDegrees: 270,
	/** Seconds between two steps of a turn: Roblox's players see 20 positions a second and smooth them. */
	turnStepSeconds: 1 / 30,
};

/** How NPCs' bodies are animated. */
export const ANIMATION = {
	/** Bodies that the server animates; the clients animate any others. Each change of animation goes to every client. */
	maxOnServer: 50,
	/** Seconds between two looks at how a body moves: less than an animation takes to give way to another. */
	stepSeconds: 0.2,
	/** The same for a body that stands. The engine tells when it walks or a script moves it: it might only be pushed. */
	restSeconds: 0.6,
};

/** What a game server may spend if the operator sets no limits in `LettaConfig`. */
export const SPENDING = {
	/** Turns an hour: one a second. Twenty players who talk all the time need half of that. */
	defaultTurnsPerHour: 3600,
	/** Tokens a day: some 2,500 turns of 2,000 tokens, which cost a few dollars with most models. */
	defaultTokensPerDay: 5_000_000,
	/** An hour and a day in seconds, and the steps in which they slide: a minute, and a quarter of an hour. */
	turnWindow: { seconds: 3600, parts: 60 },
	tokenWindow: { seconds: 86_400, parts: 96 },
};

/** `selfcheck`: questions about the real engine. */
export const SELF_CHECK = {
	/** Seconds in which a person can type, walk and look. */
	watchSeconds: 60,
	/** Seconds between two looks at who moves. */
	sampleSeconds: 0.5,
	/** Seconds after which the table is printed without the answers that are missing. */
	timeoutSeconds: 90,
	/** The longest `Timeout` that the place asks for, seconds. */
	askedTimeoutSeconds: 30,
	/** Requests sent at once: more than the place ever has under way. */
	requests: 40,
	/** Seconds after which an answer counts as stalled. */
	stallSeconds: 20,
	/** Seconds for which the typing bubble is shown. */
	thinkingSeconds: 5,
	/** The length of what an engine's error may say in the table. */
	maxSeenChars: 160,
};

/** Watching the server. */
export const MONITOR = {
	/** Seconds between two samples. */
	sampleSeconds: 5,
	/** Seconds between two lines of the log. */
	logSeconds: 60,
	/** Seconds over which the largest step counts, and how exactly we know when it was. */
	stepSeconds: 60,
	stepGrainSeconds: 1,
	/** Requests count over a minute, as at Roblox. */
	requestWindow: { seconds: 60, parts: 60 },
	/** Percentiles are of the latencies and waits of the last minutes, up to a number of values. */
	recent: { seconds: 300, maxValues: 512 },
	/** Turns of each NPC that the command `minds` lists. A reader that asks every few seconds misses none. */
	recordedTurns: 8,
	/** Lines that the command `log` shows by default. */
	logLines: 20,
};

/** Erasing what NPCs know of a player. */
export const FORGET = {
	/** Seconds for all NPCs together: making 50 agents anew takes 5, and a gateway may be restarting. */
	timeoutSeconds: 60,
};

/** Whether the chat's channel still tells this server of lines. */
export const CHANNEL_WATCH = {
	/** Lines in a row that clients saw and this server did not hear, before the log says so. */
	missedLines: 3,
	/** Seconds within which a client's report belongs to a line that the server has heard. */
	seenSeconds: 15,
	/** Reports of one client: it sends one in five seconds at most. */
	reportRate: { ratePerSecond: 0.5, burst: 3 },
};

/** Who may chat. */
export const CHAT_PERMISSION = {
	/** Seconds between two looks for new players: a notice that comes with the first steps. */
	lookSeconds: 1,
	/** Seconds between two questions about one player. A parent's or a player's change is seen after this time. */
	askAgainSeconds: 120,
};

/** What the server takes from a client. */
export const INBOUND = {
	/** Lines of one player: 20 at once, then 20 in any 10 s. Nobody types faster. */
	lineRate: { ratePerSecond: 2, burst: 20 },
	/** Bytes of one line: ten times what the chat box's 200 characters take. Nobody typed a longer one. */
	maxLineBytes: 8192,
	/** Seconds between two log entries about one kind of drop. The totals count all of them. */
	logSeconds: 10,
	/** Seconds between two updates of the published totals. */
	publishSeconds: 1,
};

/** The server's log. */
export const LOGGING = {
	/** Entries that the ring keeps. */
	ringSize: 500,
	/** Seconds that an entry below a warning may wait for others. */
	flushSeconds: 0.5,
	/** Entries that one batch holds at most. */
	flushSize: 20,
};
