/** What happens on the way of a line and its answer, in order. */
export const MOMENTS = [
	/** The player presses Enter. */
	"entered",
	/** The gateway hands the turn to its back end. */
	"taken",
	/** The model has the request. */
	"requested",
	/** The model has written its first sentence, and the next word, without which nobody can tell that the sentence is over. */
	"written",
	/** The gateway has the sentence. */
	"passed",
	/** The player sees it over the NPC's head. */
	"shown",
] as const;

export type Moment = (typeof MOMENTS)[number];
/** Milliseconds since the epoch, with fractions. */
export type ExchangeMoments = Readonly<Record<Moment, number>>;

/** The same clock for all processes of this machine. */
export const clockTime = (): number => performance.timeOrigin + performance.now();

/** Milliseconds of an answer, by who takes them. */
export interface Shares {
	/** Townsfolk with the engine: from Enter to the gateway's back end, and from there to the bubble. */
	readonly there: number;
	readonly back: number;
	/** The App Server: until it is free and asks the model, and until it passes on what the model has written. */
	readonly asking: number;
	readonly passing: number;
}

export const sharesOf = (at: ExchangeMoments): Shares => ({
	there: at.taken - at.entered,
	back: at.shown - at.passed,
	asking: at.requested - at.taken,
	passing: at.passed - at.written,
});
