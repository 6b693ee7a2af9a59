/**
 * Every tunable of the rules (`server/rules`), once, with its unit and its reason. A rule takes its group as the
 * default of an options argument, so that a spec can use other numbers.
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
