/**
 * The rules that NPCs' memory is checked against. The numbers are written down again here: read from the place's
 * constants, a wrong constant would go unnoticed.
 */
export const RULES = {
	/** Studs below which two must be together, and above which they must not. */
	joinStuds: 18,
	partStuds: 24,
	/** Of a cluster. */
	maxMembers: 12,
	/** Seconds for which a member that left still fills a place in a full cluster: the grace, and one look of the place. */
	freePlaceSeconds: 1,
	/** Studs inside an edge from where an entity is in the zone, and studs outside up to where it may still count as inside. */
	enterStuds: 1,
	leaveStuds: 4,
	/** Studs within which an entity is near a zone. */
	nearStuds: 15,
	/** Percentage points by which health may be off, and thresholds that it must be on the right side of. */
	healthStep: 10,
	healthThresholds: [1, 25, 75],
	/** Studs to the nearest player. */
	awakeStuds: 60,
	drowsyStuds: 150,
	tierSlackStuds: 10,
} as const;
