import { readTurn } from "../scripted-model/read-turn.ts";
import { scriptedReply } from "../scripted-model/reply.ts";
import type { Model } from "./model.ts";

/** The scripted model of `npm start`, with the persona in the system prompt as for a language model. */
export const townsfolkModel: Model = ({ system, blocks, content, toolResults, earlierReplies }) => {
	const persona = `<persona>${blocks.persona ?? ""}</persona>`;
	const earlier = Array.from({ length: earlierReplies }, () => ({ role: "assistant", content: "" }));
	const said = toolResults.length > 0 ? toolResults.map(({ text }) => text).join("\n") : content;
	const messages = [
		{ role: "system", content: `${system}\n${persona}` },
		...earlier,
		{ role: "user", content: said },
	];
	return { kind: "text", text: scriptedReply(readTurn({ messages })), seconds: THINKING_SECONDS };
};

/** A turn takes some time, as with a real model. */
const THINKING_SECONDS = 0.4;
