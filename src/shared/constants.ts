/**
 * Every tunable of the place, once, with its unit and its reason. Grouped by the room that reads it; a rule takes
 * its group as the default of an options argument, so that a spec can use other numbers.
 */

/** How named places are decided. */
export const LOCATIONS = {
	/** Seconds that a new place must hold before it counts, so that passing by is no event. */
	dwellSeconds: 1.5,
	/** Seconds after which somebody who keeps moving between places is told apart from the place they left. */
	strayLimitSeconds: 1.8,
	/** Studs past a zone's edge before it is left: a walk along the edge makes no event. */
	leaveStuds: 4,
	/** Studs inside a zone's edge before it is entered: the same walk from the other side. */
	enterStuds: 1,
	/** Studs from a zone within which one is `near` it. */
	nearStuds: 15,
	/** Characters of a zone's name; longer ones would crowd the status block. */
	maxNameChars: 40,
};

/** When a status block is worth writing again. */
export const STATUS = {
	/** Percentage points of health that make a change. */
	healthStep: 10,
	/** Percentages whose crossing is a change of its own: dead, badly hurt, hurt. */
	healthThresholds: [1, 25, 75],
	/** A drop by more than this many points is told at once. */
	urgentDrop: 20,
	/** Characters of a value and of a key. */
	maxValueChars: 60,
	maxKeyChars: 30,
	/** Further keys after the three fixed ones. */
	maxExtraKeys: 8,
};

/** Who counts as being together. */
export const CLUSTERS = {
	/** Two entities nearer than this join: talking distance in a place built for 5-stud characters. */
	joinStuds: 18,
	/** Members farther than this from all others part; above `joinStuds`, so that pacing makes no noise. */
	partStuds: 24,
	/** Seconds that the parting must last. */
	graceSeconds: 1,
	/** Members of a cluster: what a model can follow, and a bound on what one change can cost. */
	maxMembers: 12,
	/** Studs by which a newcomer must be nearer to a full cluster's centre than the member that it displaces. */
	displaceStuds: 6,
};

/** The `group_members` block. */
export const GROUPS = {
	/** Seconds that a departed member stays listed as recently left. */
	recentlyLeftSeconds: 300,
	/** Entries of that list. */
	maxRecentlyLeft: 5,
	/** Characters of an appearance: a sentence. */
	maxAppearanceChars: 120,
	/** Characters of a display name; Roblox allows 20, NPCs may have longer ones. */
	maxNameChars: 40,
};

/** Who hears a line. */
export const HEARING = {
	/** Studs within which members of one cluster hear one another: where Roblox's bubbles minimise by default. */
	earshotStuds: 40,
	/** Studs within which anybody hears anybody, in one cluster or not: a full cluster must not deafen its edge. */
	alwaysStuds: 18,
};

/** Who answers a line. */
export const DIRECTOR = {
	/** Seconds without a line after which the last partner is no partner any more. */
	partnerSeconds: 60,
	/** Seconds between two greetings of one player by one NPC. */
	greetingCooldownSeconds: 60,
	/** NPC-to-NPC answers after a player's line. */
	maxHops: 2,
	/** Seconds after a goodbye during which a further goodbye gets no answer. */
	goodbyeSeconds: 30,
	/** Studs that facing an NPC squarely is worth when the nearest is sought. */
	facingBonusStuds: 6,
	/** Studs that a fully talkative NPC is ahead of a silent one. */
	talkativenessBonusStuds: 4,
	/** Studs that somebody who thinks of an answer for another is farther away. */
	busyPenaltyStuds: 8,
	/** Seconds for which a player stands before an NPC without a word until it greets: time to say hello first. */
	greetAfterSeconds: 1.5,
	/** Seconds between two greetings of one player by whichever NPCs: a crowd does not greet in chorus. */
	greetingGapSeconds: 15,
	/** Studs within which a line that names nobody is taken to be for the nearest NPC: talking distance. */
	nearestStuds: 18,
};

/** Two sources report one chat line. */
export const DEDUPE = {
	/** Seconds within which the second report of a line arrives. */
	windowSeconds: 3,
	/** Message ids remembered for each speaker. */
	maxIdsPerSpeaker: 32,
};

/** The content of one turn. */
export const TURN = {
	/** Characters of one heard line; Roblox's chat box allows 200. */
	maxLineChars: 200,
	/** Characters of one event. */
	maxEventChars: 160,
	/** Events in a header, one of a kind. */
	maxEvents: 8,
	/** Lines in a turn; older ones are counted, not quoted. */
	maxLines: 12,
	/** Seconds after which a heard line is no longer worth quoting. */
	maxLineAgeSeconds: 120,
	/** Seconds for which a line waits for an NPC's mind to be reached; later it is told, and not answered. */
	maxWaitSeconds: 30,
};

/** How fast NPCs speak. */
export const PACING = {
	/** Seconds until the next bubble: a glance at it, and so many characters a second. */
	baseSeconds: 0.4,
	charsPerSecond: 30,
	/** Bounds of that wait. */
	minSeconds: 0.8,
	maxSeconds: 4,
	/** Seconds of thinking after which a typing bubble shows that an answer is coming. */
	thinkingAfterSeconds: 0.7,
};

/** How much a player, and an NPC, may talk. */
export const LIMITS = {
	/** Lines of one player a minute that NPCs hear: more than anybody types who waits for answers. */
	linesPerMinute: 15,
	/** Turns of one NPC a minute: a busy stall's, and a bound on what one NPC can cost. */
	npcTurnsPerMinute: 12,
	/** Seconds of one conversation, with whichever NPCs; `MaxTalkMinutes` of the configuration says otherwise. */
	maxTalkSeconds: 600,
	/** Seconds without a line after which a conversation is over. */
	talkGapSeconds: 120,
	/** Seconds for which NPCs do not answer after a conversation that lasted as long as it may. */
	talkRestSeconds: 120,
	/** Seconds between two hints to one player that they have reached a limit. */
	hintSeconds: 60,
};

/** What may be spoken. */
export const SPEECH = {
	/** Characters of one sentence; the back end cuts at sentences, so a longer one is a fault. */
	maxSentenceChars: 500,
	/** UTF-16 units of one sentence that a whole reply is cut into; as the gateway's limit for streamed ones. */
	maxSpokenUnits: 280,
	/** Characters of one turn's whole reply: about a minute of reading. */
	maxReplyChars: 1200,
	/** Seconds within which an NPC does not say the same thing again. */
	repeatSeconds: 60,
	/** The same for interjections of one or two words, which people do repeat. */
	repeatShortSeconds: 5,
	/** Lines of its own that an NPC is checked against. */
	rememberedLines: 8,
	/** A player's line of fewer words may be given back, as greetings are. */
	minEchoWords: 4,
	/** The share of a reply's words that must be the player's for an echo. */
	echoShare: 0.8,
	/** Characters of one speech bubble; longer text is cut at a sentence or a word. */
	maxBubbleChars: 120,
};

/** Writing memory blocks. */
export const BLOCKS = {
	/** Seconds between two writes of one block, by label; a change meanwhile waits, an urgent one does not. */
	minIntervalSeconds: { status: 1, group_members: 0.5 } as Readonly<Record<string, number>>,
	/** The same for any other label. */
	defaultMinIntervalSeconds: 2,
	/** Seconds between two writes for an NPC that only distant players can see. */
	drowsyIntervalSeconds: 15,
};

/** Repeating what failed. */
export const BACKOFF = {
	/** Seconds: the most the first wait can take; it doubles from there. */
	baseSeconds: 0.5,
	/** Seconds: no wait takes longer. */
	capSeconds: 30,
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
	/** Lines that the command `log` shows if not told otherwise. */
	logLines: 20,
};

/** Frames to and from the gateway. */
export const FRAMES = {
	/** Ops in one frame: well below the gateway's body limit with the longest blocks. */
	maxItems: 64,
};

/** How much attention an NPC gets. */
export const ATTENTION = {
	/** Studs to the nearest player within which an NPC is awake: farther than anybody hears, or reads a bubble. */
	awakeStuds: 60,
	/** Studs within which it is drowsy; beyond, it is asleep. */
	drowsyStuds: 150,
	/** Studs that a player has to go farther before it drops a tier: pacing along an edge changes nothing. */
	hysteresisStuds: 10,
};

/**
 * What the load on the server takes from NPCs' attention, by level; 0 is normal. Awake at level 2 is still within
 * earshot of a talk (`HEARING.alwaysStuds`), and who talks is awake at any level.
 */
export const LOAD_LEVELS = [
	/** Factors: of the tiers' distances, and of the seconds between two writes for a drowsy NPC. */
	{ distanceScale: 1, drowsyIntervalScale: 1 },
	{ distanceScale: 0.75, drowsyIntervalScale: 2 },
	{ distanceScale: 0.5, drowsyIntervalScale: 4 },
];

/** When the load level changes. */
export const LOAD = {
	/** Of levels 1, 2: a measure at `rise` calls for the level, and all have to be below `fall` for it to end. */
	thresholds: {
		/** Seconds that a frame's work takes; Roblox runs 60 frames a second, and these are 45 and 30 of them. */
		heartbeatSeconds: [
			{ rise: 0.022, fall: 0.018 },
			{ rise: 0.033, fall: 0.026 },
		],
		/** Megabytes. Our choice: Roblox's reference names no limit. */
		memoryMb: [
			{ rise: 4600, fall: 4200 },
			{ rise: 5600, fall: 5200 },
		],
		/** Share of the requests that a minute may have. Level 2 has no use for it: above 1 nothing is sent. */
		budgetShare: [
			{ rise: 0.97, fall: 0.8 },
			{ rise: 2, fall: 0.97 },
		],
	},
	/** Seconds that a level must be called for before it begins: one slow frame is no load. */
	riseSeconds: 10,
	/** Seconds of calm before it ends, one level at a time: what came back at once would go at once. */
	fallSeconds: 30,
};

/** What NPCs do by themselves. */
export const BEHAVIOUR = {
	/** Seconds between two rounds of decisions. */
	tickSeconds: 0.1,
	/** NPCs that decide in one round at most, so that no frame is long however many there are. */
	maxPerTick: 32,
	/** Seconds between two decisions of one NPC, by its attention: what nobody sees can wait. */
	decideSeconds: { awake: 0.25, drowsy: 0.5, asleep: 2 },
	/** Studs a second: an easy walk, half a player's, so that anybody can catch up. */
	walkSpeed: 8,
	/** Studs round its home that an NPC wanders if its definition does not say, and at most. */
	wanderRadiusStuds: 16,
	maxWanderRadiusStuds: 200,
	/** Studs inside its home's zone that a wanderer keeps: a path round an obstacle swings out. */
	zoneMarginStuds: 3,
	/** Rest between two walks, its length by chance. */
	wanderRest: { minSeconds: 6, maxSeconds: 20 },
	patrolRest: { minSeconds: 3, maxSeconds: 8 },
	/** Studs beyond where its routine takes it after which an NPC goes home: it was pushed, or set down elsewhere. */
	strayStuds: 6,
	/** Seconds after a way home that could not be walked, before it is tried again. */
	homeRetrySeconds: 20,
	/** Seconds after the last line during which a talk goes on: a player needs time to type. */
	talkLingerSeconds: 20,
	/** Studs within which an NPC notices a player who looks at it: as near as one goes to talk. */
	noticeStuds: 12,
	/** Cosine of the angle between a player's look and the NPC that still counts as looking at it: 37 degrees. */
	noticeFacing: 0.8,
	/** Seconds that it waits for that player to speak, stands on when they look away, and takes to be patient again. */
	noticePatienceSeconds: 20,
	noticeHoldSeconds: 1.5,
	noticeForgetSeconds: 5,
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

/** The game server's side of the connection to the gateway. */
export const GATEWAY = {
	/** Seconds that an op waits for others to share its request. */
	coalesceSeconds: 0.1,
	/** At most 380 requests in any minute, of the 500 that Roblox allows a game server. */
	requestRate: { ratePerSecond: 6, burst: 20 },
	/** Seconds that a poll may be held open, if the gateway is willing. */
	maxWaitSeconds: 20,
	/** Seconds for an answer, beyond that; together no more than the 30 after which Roblox gives a request up. */
	timeoutSeconds: 10,
	/** Seconds of failures after which the gateway counts as away: a restart of it takes less. */
	downAfterSeconds: 3,
	/** Seconds after which a turn that the gateway never ended is given up; the gateway's own limit is shorter. */
	turnDeadlineSeconds: 180,
	/** Seconds of the 30 that a closing server has, for what is still to be sent. */
	closeSeconds: 10,
};

/** Requests straight to Letta Cloud. */
export const SCHEDULER = {
	/**
	 * Requests in any sliding minute, of the 500 that Roblox allows a game server: a tenth is left to the game's own
	 * code. The burst lets a server that has rested bring a dozen NPCs up to date at once; when Letta is back, all that are
	 * awake have waited, and the last minute was hardly used.
	 */
	budget: { perMinute: 450, burst: 20, catchUp: 60 },
	/** The same for a server that closes: nobody else needs the reserve any more. */
	closingBudget: { perMinute: 490, burst: 490, catchUp: 490 },
	/**
	 * Seconds that a request of each class must be older than a turn to go before it. However many turns are wanted, none
	 * waits longer than this and a turn's own patience (`CLOUD.turnWaitSeconds`). A departure is as far behind a turn as a player
	 * waits for an answer, and a group as far again: where both are many, a ghost in the memory is worse than a newcomer who is
	 * not known yet, and whoever waits is merged.
	 */
	handicapSeconds: { turn: 0, actionResult: 3, departure: 20, group: 40, status: 44, housekeeping: 48 },
	/** Requests under way at once; and of them those that a model has to answer, so that slow ones leave room. */
	maxInFlight: 64,
	maxThinkingInFlight: 48,
	/** Waits before sending again: as long as Letta's own client waits at most, so that recovery is noticed soon. */
	retry: { baseSeconds: 0.5, capSeconds: 8 },
	/** Failures in a row after which a host is out of reach, and seconds until it is tried again. */
	breaker: { failures: 6, openSeconds: 2 },
	/** Seconds that a host is left alone after a 429 that does not say how long. */
	defaultPauseSeconds: 1,
	/** Waiting times of each class that the percentiles are made of. */
	rememberedWaits: 500,
};

/** Letta Cloud, or any server with the same API. */
export const CLOUD = {
	/** Seconds for an answer to anything but a turn. */
	timeoutSeconds: 10,
	/** Seconds for the answer to a turn: the engine gives a request up by then. A longer turn is looked up. */
	turnTimeoutSeconds: 30,
	/** Seconds for the answer of a host that is tried whether it is there again. */
	tryTimeoutSeconds: 3,
	/** Seconds that a turn waits to be sent; by then the player has stopped waiting. */
	turnWaitSeconds: 20,
	/** Seconds that a turn waits for its NPC's blocks to be stored: the turn itself says the same. */
	blockWaitSeconds: 3,
	/** Seconds after which a turn is given up whose fate cannot be found out. */
	turnDeadlineSeconds: 150,
	/** Steps of an agent in one turn: an answer, a tool or two, and their words. */
	maxSteps: 5,
	/** Sends of one turn, each after it was found that the one before had not arrived. */
	maxSends: 3,
	/**
	 * Seconds between two looks at whether a turn arrived, and looks in a row that must not find it before it is sent
	 * again: Letta keeps a turn when its step ends.
	 */
	lookSeconds: 2,
	absentLooks: 2,
	/** Newest messages that are looked at: more than one turn makes. */
	lookedAtMessages: 20,
	/** Seconds without turns after credits are spent; a try costs nothing. */
	creditPauseSeconds: 6,
	/** Seconds between two tries of what costs nothing, where even that is refused for want of credits. */
	unpaidPauseSeconds: 4,
	/** Seconds after which an agent is verified anew that does not take a block. */
	blockRetrySeconds: 15,
	/** Agents in one page of a list; each comes with its prompt, some 10 kB. */
	pageSize: 50,
	/** Pages that are read for one list at most. */
	maxPages: 40,
	/** Seconds that the search for agents waits for others to share its list, and how many are looked for one by one. */
	censusSeconds: 0.5,
	maxSingleSearches: 3,
	/** Seconds after which an agent that Letta's list does not show counts as deleted. */
	listedAfterSeconds: 30,
	/** Waits after an agent could not be made, seconds: its NPC has no mind meanwhile. */
	provisionRetry: { baseSeconds: 2, capSeconds: 60 },
	/** The same where the plan allows no more agents: only the operator can change that. */
	agentLimitRetrySeconds: 300,
	/** Seconds until an erasure that could not be done is tried again. */
	eraseRetrySeconds: 5,
	/** Seconds between two signs of life of a server, one of its agents in turn being marked. */
	heartbeatSeconds: 300,
	/** Seconds without one after which a server counts as dead; several signs may be missed. */
	orphanSeconds: 1800,
	/** Seconds between two searches for agents of dead servers, half as much again by chance; the first comes sooner. */
	sweepSeconds: 1800,
	firstSweepSeconds: 60,
	/** Agents of dead servers that one search deletes at most. */
	maxSweptAgents: 40,
	/** Seconds of the 30 that a closing server has. */
	closeSeconds: 25,
};

/** Speech bubbles, set by value on each client (`BubbleChatConfiguration`). */
export const BUBBLES = {
	/** Studs from the camera beyond which no bubble shows: Roblox's own default. */
	maxDistanceStuds: 100,
	/** Studs beyond which a bubble is an ellipsis: earshot, so that one reads what one could hear. */
	minimizeDistanceStuds: 40,
	/** Seconds that a bubble stays: time to read `SPEECH.maxBubbleChars` twice. */
	durationSeconds: 15,
	/** Bubbles over one head; the oldest goes. A typing bubble is one of them, and the first to go. */
	maxBubbles: 3,
	/** Background of a typing bubble, from 0 (solid) to 1; others have 0.1. It stays when the answer comes, so it is faint. */
	thinkingTransparency: 0.5,
};

/** What a client keeps while it shows what NPCs say. */
export const CLIENT_CHAT = {
	/** Seconds that lines wait for the chat channel to replicate from the server. */
	channelTimeoutSeconds: 10,
	/** Lines that wait for it, at most. */
	maxWaitingLines: 50,
	/** Message ids remembered: minutes of talk, more than a reconnect repeats. */
	rememberedMessages: 500,
	/** Notices: five at once, then one every two seconds, so that they do not push the talk out of the window. */
	noticeRate: { ratePerSecond: 0.5, burst: 5 },
	/** Notices that wait for their turn, at most; more are dropped. */
	maxWaitingNotices: 10,
	/** Seconds to wait for the place's `ChatConfig`, which comes with the first of the place or not at all. */
	configTimeoutSeconds: 5,
};
