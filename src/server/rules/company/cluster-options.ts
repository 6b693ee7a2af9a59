/** When entities join and part, and how many may be together. `CLUSTERS` has the numbers and their reasons. */
export interface ClusterOptions {
	/** Two entities nearer than this join; studs. */
	readonly joinStuds: number;
	/** Members farther than this from all others part; studs. At least `joinStuds`. */
	readonly partStuds: number;
	/** Seconds that members stay out of reach before they part. */
	readonly graceSeconds: number;
	/** Members of a cluster, at most. */
	readonly maxMembers: number;
	/** Studs by which a newcomer must be nearer to a full cluster's centre than the member that it displaces. */
	readonly displaceStuds: number;
}
