/**
 * The rules that NPCs' memory is held against, in numbers of their own: were they read from the place's constants, a
 * wrong constant would go unnoticed.
 */
export const RULES = {
	/** Studs below which two must be together, and above which they must not. */
	joinStuds: 18,
	partStuds: 24,
	/** Of a cluster. */
	maxMembers: 12,
	/** Seconds for which who has left still holds a place in a full cluster: the grace, and one look of the place's. */
	freePlaceSeconds: 1.25,
	/** Studs inside an edge from which one is in a zone, past it until which one may still count as in it. */
	enterStuds: 1,
	leaveStuds: 4,
	/** Studs within which one is near a zone. */
	nearStuds: 15,
	/** Percentage points by which health may be off, and what it may not be on the other side of. */
	healthStep: 10,
	healthThresholds: [1, 25, 75],
	/** Studs to the nearest player. */
	awakeStuds: 60,
	drowsyStuds: 150,
	tierSlackStuds: 10,
} as const;
