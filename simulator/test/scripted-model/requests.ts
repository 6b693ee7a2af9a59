import type { ChatCompletionBody } from "../../src/scripted-model/read-turn.ts";

export const PERSONA =
	"I am Mara, and I run the Cafe in Willowbrook. I have baked here for twenty-two years.\n\n" +
	"My honey and lavender cake is the best thing I make. I speak warmly.";

export interface RequestParts {
	readonly persona?: string;
	/** `at the Cafe, well`. */
	readonly where?: string;
	readonly company?: string;
	readonly heard?: ReadonlyArray<string>;
	readonly earlier?: ReadonlyArray<string>;
	readonly stream?: boolean;
}

/** A chat-completions body as the App Server sends it for one turn of an NPC. */
export function appServerRequest(parts: RequestParts = {}): ChatCompletionBody {
	const {
		persona = PERSONA,
		where = "at the Cafe, well",
		company = "Alex, a visitor in a red jacket; Pip, a neighbour",
		heard = ['Alex says: "Hello!"'],
		earlier = [],
		stream = false,
	} = parts;
	const scene = `You are ${where}. ${company === "" ? "Nobody is with you" : `With you: ${company}`}.`;
	const turn = `${scene}\n${heard.join("\n")}\nYou are Mara. What do you say to Alex? One to three short sentences in your own voice.`;
	return {
		model: "scripted-townsfolk",
		stream,
		messages: [
			{
				role: "system",
				content:
					"You are a character in a Roblox town. Your name is Mara.\n\n<self>\n<projection>$MEMORY_DIR/system/persona.md</projection>\n" +
					`${persona}\n</self>\n\n<memory>\n<status>\n  health: 1 | location: Stale | current_action: Stale\n</status>\n</memory>`,
			},
			...earlier.flatMap((reply) => [
				{ role: "user", content: 'Zoe says: "An old line"' },
				{ role: "assistant", content: reply },
			]),
			{
				role: "user",
				content: [
					{ type: "text", text: '<system-reminder>\nNobody says: "this"\n</system-reminder>' },
					{ type: "text", text: turn },
				],
			},
		],
	};
}
