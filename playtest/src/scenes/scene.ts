/** What a player does, step by step. */
export type SceneStep =
	/** To an NPC, by display name, or to a location, by name. */
	| { readonly kind: "walk"; readonly to: string }
	/** Typed into the chat; the scene waits for the answer of the NPC that is named. */
	| { readonly kind: "say"; readonly text: string; readonly answeredBy: string };

export interface Scene {
	readonly title: string;
	readonly steps: ReadonlyArray<SceneStep>;
}
