/**
 * Every tunable of the rules (`server/rules`), once, with its unit and its reason. A rule declares what it needs as an
 * interface and takes the numbers here as its default, so a spec can use others.
 */

/** When a location changes. */
export const LOCATIONS = {
	/** Seconds that a new place must hold before it counts, so passing by is no event. */
	dwellSeconds: 1.5,
	/** Seconds after which an entity that keeps moving between places has left the one it started from. */
	strayLimitSeconds: 1.8,
	/** Studs past a zone's edge before an entity leaves it: a walk along the edge makes no event. */
	leaveStuds: 4,
	/** Studs inside a zone's edge before an entity enters it: the same walk from the other side. */
	enterStuds: 1,
	/** Studs from a zone within which an entity is `near` it: a few steps from its door. */
	nearStuds: 15,
	/** Characters of a zone's name; longer ones would crowd the status block. */
	maxNameChars: 40,
};

/** The `status` block, and when it is worth writing again. */
export const STATUS = {
	/** Percentage points of health that make a change: an agent needs no finer picture. */
	healthStep: 10,
	/** Percentages; crossing one is a change, however small the step: dead, badly hurt, hurt. */
	healthThresholds: [1, 25, 75],
	/** A drop by more than this many points goes out at once: the NPC is under attack. */
	urgentDrop: 20,
	/** Characters of a value; longer ones would crowd the block. */
	maxValueChars: 60,
};

/** Who is together. */
export const CLUSTERS = {
	/** Two entities nearer than this join: talking distance in a place built for 5-stud characters. */
	joinStuds: 18,
	/** Members farther than this from all others part. Above `joinStuds`, so pacing makes no noise. */
	partStuds: 24,
	/**
	 * Seconds that members stay out of reach before they part: a step aside is no parting. Three looks, each of which may come
	 * a frame early.
	 */
	graceSeconds: 0.7,
	/** Members of a cluster: as many as a model can follow, and a bound on the cost of one change. */
	maxMembers: 12,
	/** Studs by which a newcomer must be nearer to a full cluster's centre than the member that it displaces: no flapping. */
	displaceStuds: 6,
};

/** The `group_members` block. */
export const GROUPS = {
	/** Seconds that a departed member stays listed as recently left: an agent may still speak of them. */
	recentlyLeftSeconds: 300,
	/** Entries of that list; the newest stay. */
	maxRecentlyLeft: 5,
	/** Characters of an appearance: a sentence. */
	maxAppearanceChars: 120,
	/** Characters of a display name; Roblox allows 20, NPCs may have longer ones. */
	maxNameChars: 40,
};

/** How far a line reaches. */
export const HEARING = {
	/** Studs within which members of one cluster hear one another: where Roblox's bubbles minimise by default. */
	earshotStuds: 40,
	/** Studs within which all entities hear one another, in one cluster or not: a full cluster must not deafen its edge. */
	alwaysStuds: 18,
};

/** Who answers a line. */
export const DIRECTOR = {
	/** Seconds between two greetings of one player by one NPC. */
	greetingCooldownSeconds: 60,
	/** NPC-to-NPC answers after a player's line. */
	maxHops: 2,
	/** Seconds after a goodbye during which another goodbye gets no answer. */
	goodbyeSeconds: 30,
	/** Studs that a speaker who faces an NPC squarely seems nearer to it. */
	facingBonusStuds: 6,
	/** Studs that a fully talkative NPC seems nearer than a silent one. */
	talkativenessBonusStuds: 4,
	/** Studs that an NPC seems farther away while it thinks of an answer for somebody else. */
	busyPenaltyStuds: 8,
	/** Seconds that a player stands before an NPC in silence until it greets: time for the player to say hello first. */
	greetAfterSeconds: 1.5,
	/** Seconds between two greetings of one player by any NPCs: a crowd does not greet in chorus. */
	greetingGapSeconds: 15,
	/** Studs within which a line that names nobody is for the nearest NPC: talking distance. */
	nearestStuds: 18,
};

/** How long NPCs and players talk. */
export const TALKS = {
	/** Seconds that an NPC stays with its partner after the last line of either: a player needs time to type. */
	talkLingerSeconds: 20,
	/** Seconds after a player's last line in which another one that names nobody is for the same NPC. */
	partnerSeconds: 60,
	/** Seconds without a line after which a player's conversation is over. */
	talkGapSeconds: 120,
	/** Seconds of one conversation, with any NPCs; `MaxTalkMinutes` of the configuration overrides it. */
	maxTalkSeconds: 600,
	/** Seconds that NPCs do not answer after a conversation of the longest length. */
	talkRestSeconds: 120,
};

/** The text channel reports each chat line once for each recipient. */
export const DEDUPE = {
	/** Message ids remembered for each speaker. */
	maxIdsPerSpeaker: 32,
};

/** The content of one turn. */
export const TURN = {
	/** Characters of one heard line; Roblox's chat box allows 200. */
	maxLineChars: 200,
	/** Characters of one event. */
	maxEventChars: 160,
	/** Events in a header, at most one of a kind. */
	maxEvents: 8,
	/** Lines in a turn; it counts older ones but does not quote them. */
	maxLines: 12,
	/** Seconds after which a line is no longer worth quoting. */
	maxLineAgeSeconds: 120,
	/** Seconds that a line waits until an NPC's mind can be reached; after that the NPC hears it but does not answer. */
	maxWaitSeconds: 30,
};

/** What an agent is told of its NPC and the town. */
export const CHARACTER = {
	/** Places in the words about the town; a model loses more names than these. */
	maxPlaces: 12,
	/** Characters of those words. */
	maxTownChars: 300,
	/** Examples of how an NPC talks: three show a voice, and each is read in every turn. */
	maxExamples: 6,
	/** Bytes of each side of an example. */
	maxExampleBytes: 160,
};

/** How fast NPCs speak. */
export const PACING = {
	/** Seconds for a glance at a bubble, and the characters a second that a player reads of it, before the next. */
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
	/** Lines of one player a minute that NPCs hear: more than a player types who waits for answers. */
	linesPerMinute: 15,
	/** Turns of one NPC a minute: enough for a busy stall, and a bound on the cost of one NPC. */
	npcTurnsPerMinute: 12,
	/** Seconds between two hints to one player about a limit. */
	hintSeconds: 60,
};

/** What may be spoken. */
export const SPEECH = {
	/** Characters of one sentence; the back end cuts replies into sentences, so a longer one is a fault. */
	maxSentenceChars: 500,
	/** UTF-16 units of one sentence of a whole reply; the same as the gateway's limit for streamed ones. */
	maxSpokenUnits: 280,
	/** Characters of one turn's whole reply: about a minute of reading. */
	maxReplyChars: 1200,
	/** Sentences of one turn's reply: children read no more. What comes after is not said, and the agent is stopped. */
	maxReplySentences: 4,
	/** Sentences of so few words count half: `Oh! Hello! The bread is warm.` */
	interjectionWords: 2,
	/** Sentences of one turn that may be withheld. A model that thinks or writes code aloud does not come to an end. */
	maxWithheldSentences: 40,
	/** Seconds within which an NPC does not say the same thing again. */
	repeatSeconds: 60,
	/** The same for one or two words, which people do repeat. */
	repeatShortSeconds: 5,
	/** The last lines of an NPC that count as its repeats. */
	rememberedLines: 8,
	/** An NPC may give back a player's line of fewer words than this: greetings are such. */
	minEchoWords: 4,
	/** The share of a reply's words that must be the player's for an echo. */
	echoShare: 0.8,
};

/** How much attention an NPC gets. */
export const ATTENTION = {
	/** Studs to the nearest player within which an NPC is awake: farther than anybody hears, or reads a bubble. */
	awakeStuds: 60,
	/** Studs within which it is drowsy, because players can see it; beyond, it is asleep. */
	drowsyStuds: 150,
	/** Studs beyond a tier's distance before an NPC drops out of the tier: pacing along an edge changes nothing. */
	hysteresisStuds: 10,
};

/**
 * What load takes from NPCs' attention, by level; 0 is normal. Even at level 2 an NPC is awake within earshot of a talk
 * (`HEARING.alwaysStuds`), and an NPC that talks is awake at any level.
 */
export const LOAD_LEVELS = [
	/** Factors for the tiers' distances, and for the seconds between two writes for a drowsy NPC. */
	{ distanceScale: 1, drowsyIntervalScale: 1 },
	{ distanceScale: 0.75, drowsyIntervalScale: 2 },
	{ distanceScale: 0.5, drowsyIntervalScale: 4 },
];

/** When the load level changes. */
export const LOAD = {
	/** For levels 1 and 2. A measure at `rise` calls for the level; it ends when all measures are below `fall`. */
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
		/** Share of the requests that a minute may have. It never calls for level 2: the budget stops requests at 1. */
		budgetShare: [
			{ rise: 0.97, fall: 0.8 },
			{ rise: 2, fall: 0.97 },
		],
	},
	/** Seconds that a measure must call for a level before it begins: one slow frame is no load. */
	riseSeconds: 10,
	/** Seconds of calm before a level ends, one level at a time: attention that returns too early is soon gone again. */
	fallSeconds: 30,
};

/** What NPCs' bodies may look like. */
export const LOOK = {
	/** Scales of a body. Smaller ones vanish beside players, larger ones do not fit through doors. */
	sizeRange: [0.5, 1.5] as readonly [number, number],
};

/** What NPCs do by themselves. */
export const BEHAVIOUR = {
	/** Seconds between two rounds of decisions. */
	tickSeconds: 0.1,
	/** NPCs that decide in one round, at most: no frame gets long, however many NPCs there are. */
	maxPerTick: 32,
	/** Seconds between two decisions of one NPC, by its attention tier: unseen NPCs can wait. One that wakes decides at once. */
	decideSeconds: { awake: 0.25, drowsy: 1, asleep: 16 },
	/** Studs a second: an easy walk, half a player's, so players can catch up. */
	walkSpeed: 8,
	/** Studs round its home that an NPC wanders if its definition does not say. */
	wanderRadiusStuds: 16,
	/** Studs; the largest radius that a definition may ask for. */
	maxWanderRadiusStuds: 200,
	/** Studs inside its home's zone that a wanderer keeps: a path round an obstacle swings out. */
	zoneMarginStuds: 3,
	/** Rest between two walks; chance picks a length, so NPCs do not move in step. */
	wanderRest: { minSeconds: 6, maxSeconds: 20 },
	patrolRest: { minSeconds: 3, maxSeconds: 8 },
	/** An NPC goes home when it is this many studs beyond where its routine takes it: someone pushed or moved it. */
	strayStuds: 6,
	/** Seconds until an NPC that found no way home tries again: looking for a path is costly. */
	homeRetrySeconds: 20,
	/** Seconds after the first failure to get home after which it is set down there: three tries. */
	homeBoundSeconds: 60,
	/** Studs within which a player who looks at an NPC is its onlooker: as near as one goes to talk. */
	onlookerStuds: 12,
	/** Cosine of the angle between a player's look and the NPC that still counts as looking at it: 37 degrees. */
	onlookerFacing: 0.8,
	/** Seconds that an NPC waits for an onlooker to speak: time to read its name and think of something to say. */
	onlookerPatienceSeconds: 20,
	/** Seconds for which it stands on after the onlooker has looked away: heads turn while people type. */
	onlookerHoldSeconds: 1.5,
	/** Seconds without an onlooker after which it is patient again: they have gone, or come back on purpose. */
	onlookerForgetSeconds: 5,
};
