import type { ChatCompletionBody } from "../../src/scripted-model/read-turn.ts";

export const PERSONA =
	"I am Mara, and I run the Cafe in Willowbrook. I have baked here for twenty-two years.\n\n" +
	"My honey and lavender cake is the best thing I make. I speak warmly.";

export interface RequestParts {
	readonly persona?: string;
	readonly status?: string;
	readonly company?: string;
	readonly heard?: ReadonlyArray<string>;
	readonly earlier?: ReadonlyArray<string>;
	readonly stream?: boolean;
}

/** A chat-completions body as the App Server sends it for one turn of an NPC. */
export function appServerRequest(parts: RequestParts = {}): ChatCompletionBody {
	const {
		persona = PERSONA,
		status = "health: 100 | location: Cafe | current_action: Idle",
		company = "Alex (a player in a red jacket), Pip (a boy, ten)",
		heard = ['Alex says: "Hello!"'],
		earlier = [],
		stream = false,
	} = parts;
	const turn = `[world]\nstatus: ${status}\nwith you: ${company}\n[heard]\n${heard.join("\n")}`;
	return {
		model: "scripted-townsfolk",
		stream,
		messages: [
			{
				role: "system",
				content:
					"You are Mara. Your persona is in your memory. Stay in character.\n\n<self>\n<projection>$MEMORY_DIR/system/persona.md</projection>\n" +
					`${persona}\n</self>\n\n<memory>\n<status>\n  health: 1 | location: Stale | current_action: Stale\n</status>\n</memory>`,
			},
			...earlier.flatMap((reply) => [
				{ role: "user", content: '[heard]\nZoe says: "An old line"' },
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
