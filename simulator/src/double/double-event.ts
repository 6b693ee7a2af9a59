/** What the double does, as it does it. */
export type DoubleEvent =
	| { readonly kind: "ready"; readonly npcId: string }
	| { readonly kind: "block"; readonly npcId: string; readonly label: string; readonly value: string }
	| { readonly kind: "turn"; readonly npcId: string; readonly turnId: string; readonly content: string }
	| {
			readonly kind: "sentence";
			readonly npcId: string;
			readonly turnId: string;
			readonly index: number;
			readonly text: string;
	  }
	| {
			readonly kind: "turnOver";
			readonly npcId: string;
			readonly turnId: string;
			/** `cancelled`: the game called the turn off. */
			readonly outcome: TurnOutcome;
	  };

export type TurnOutcome = "done" | "cancelled" | "failed";
