/** What a scene may do. */
export interface Stage {
	/** Types a line into the player's chat. */
	readonly say: (text: string) => Promise<void>;
	/** Walks to an NPC or a location, named in any case, and waits for the arrival; `onSetOut` gets its name as it is. */
	readonly walkTo: (name: string, onSetOut?: (name: string) => void) => Promise<WalkOutcome>;
	/** From now on, what this NPC says and what becomes of its turns. The last one called for an NPC counts. */
	readonly listenTo: (npc: string) => ReplyWatch;
}

export type WalkOutcome =
	| { readonly kind: "arrived"; readonly name: string }
	| { readonly kind: "unknown"; readonly known: ReadonlyArray<string> }
	/** It took much longer than the way is long, or there is no character. */
	| { readonly kind: "stuck" }
	/** Another walk began. */
	| { readonly kind: "interrupted" };

export interface ReplyWatch {
	/** Resolves when the turn is over and what was said has been displayed, or nothing came in time. */
	readonly reply: () => Promise<Reply>;
}

/** What the player's client showed of one reply, and what went wrong on the way. */
export interface Reply {
	readonly bubbles: ReadonlyArray<string>;
	readonly windowLines: ReadonlyArray<string>;
	/** A failed turn, or none within the time. */
	readonly problem: string | undefined;
}
