import type { Scene } from "./scene.ts";

/** A newcomer meets two of the townsfolk. */
export const firstMeeting: Scene = {
	title: "First meeting",
	steps: [
		{ kind: "walk", to: "Pip" },
		{ kind: "say", text: "Hello!", answeredBy: "Pip" },
		{ kind: "say", text: "What do you sell here?", answeredBy: "Pip" },
		{ kind: "walk", to: "Mara" },
		{ kind: "say", text: "Hi Mara, which of your cakes is the best?", answeredBy: "Mara" },
		{ kind: "say", text: "I have to go. Goodbye!", answeredBy: "Mara" },
		{ kind: "walk", to: "Plaza" },
	],
};
