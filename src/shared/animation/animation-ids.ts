/** What a body can do besides moving: the emotes that every player has. */
export type Emote = "wave" | "point" | "cheer" | "laugh" | "dance";

export const EMOTES: ReadonlyArray<Emote> = ["wave", "point", "cheer", "laugh", "dance"];

export function isEmote(value: unknown): value is Emote {
	return typeIs(value, "string") && (EMOTES as ReadonlyArray<string>).includes(value);
}

export type Gait = "idle" | "walk" | "run";

export type AnimationName = Gait | Emote;

export type AnimationIds = Readonly<Record<AnimationName, number>>;

/** Roblox's own animations, as its script `Animate` has them: everybody may play them. */
export const R15_ANIMATIONS: AnimationIds = {
	idle: 507766388,
	walk: 913402848,
	run: 913376220,
	wave: 507770239,
	point: 507770453,
	cheer: 507770677,
	laugh: 507770818,
	dance: 507771019,
};

export const R6_ANIMATIONS: AnimationIds = {
	idle: 180435571,
	walk: 180426354,
	run: 180426354,
	wave: 128777973,
	point: 128853357,
	cheer: 129423030,
	laugh: 129423131,
	dance: 182435998,
};

/** The folder in a model with animations of its own, each called as above. */
export const ANIMATIONS_FOLDER = "Animations";
