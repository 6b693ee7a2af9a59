import { SpokenText } from "../../../gateway/src/text/spoken-text.ts";
import { APP_SERVER_LIMITS } from "@townsfolk/gateway";
import { askModel, type ChatMessage, type ChatReply, type Endpoint } from "./chat-client.ts";
import { CONVERSATIONS, type Conversation, type EvalStep, PLAYERS, type StepKind } from "./conversations.ts";
import { type FaultKind, judgeReply, judgeSentence, type JudgeContext } from "./judge.ts";
import type { PlaceRules, TurnInput, Verdict } from "./place-rules.ts";
import { systemPrompt } from "../../../gateway/src/wire.ts";
import { systemMessage } from "./system-message.ts";
import type { EvalNpc, Townsfolk } from "./townsfolk.ts";

/** What the gate kept back. */
export interface Withheld {
	readonly text: string;
	readonly reason: string;
	/** The judge finds nothing wrong with it. */
	readonly isWrong: boolean;
}

/** One turn and what became of it. */
export interface EvalTurn {
	readonly npc: string;
	readonly kind: StepKind;
	readonly heard: string;
	readonly reply: string;
	readonly shown: ReadonlyArray<string>;
	readonly withheld: ReadonlyArray<Withheld>;
	/** Of all that the model wrote. */
	readonly replyFaults: ReadonlyArray<FaultKind>;
	/** Of what players saw. */
	readonly shownFaults: ReadonlyArray<FaultKind>;
	readonly promptTokens: number;
	readonly completionTokens: number;
	readonly firstTextSeconds: number;
	readonly seconds: number;
}

export interface EvalOptions {
	readonly endpoint: Endpoint;
	readonly town: Townsfolk;
	readonly rules: PlaceRules;
	/** One NPC's conversation only. */
	readonly npcId?: string | undefined;
	readonly seed: number;
	readonly onTurn?: (turn: EvalTurn) => void;
}

/** The gate lets an NPC say the same thing again after a while; a player reads and types for so long. */
const SECONDS_A_TURN = 15;

/** Reasons for which a sentence is held back whatever it says. */
const RIGHT_REASONS = ["silence", "blank", "repeat", "enough"];

/** One conversation with one NPC. */
class EvalTalk {
	private readonly messages: ChatMessage[];
	private turns = 0;

	constructor(
		private readonly options: EvalOptions,
		private readonly conversation: Conversation,
		private readonly npc: EvalNpc,
		/** The text of its persona block. */
		private readonly persona: string,
	) {
		const { displayName } = npc;
		const content = systemMessage({ displayName, persona, status: this.status("Idle") });
		this.messages = [{ role: "system", content }];
	}

	async play(step: EvalStep): Promise<EvalTurn> {
		const { endpoint, rules, seed } = this.options;
		const content = await rules.turnContent(this.inputOf(step));
		this.messages.push({ role: "user", content });
		const reply = await askModel(endpoint, this.messages, seed + this.turns);
		// The agent remembers what it wrote, whether anybody heard it or not.
		this.messages.push({ role: "assistant", content: reply.text });
		this.turns += 1;
		return this.judge(step, reply, content);
	}

	private status(action: string): string {
		return `health: 100 | location: ${this.npc.home} | current_action: ${action}`;
	}

	private inputOf({ heard, events = [] }: EvalStep): TurnInput {
		return {
			name: this.npc.displayName,
			status: this.status(this.turns === 0 ? "Idle" : "Talk"),
			company: this.conversation.company.map((name) => ({
				name,
				kind: PLAYERS[name] === undefined ? "npc" : "player",
				appearance:
					PLAYERS[name] ?? this.options.town.npcs.find((npc) => npc.displayName === name)?.appearance ?? "",
			})),
			events,
			// The last speaks to the NPC; it only overheard the others.
			lines: heard.map((line, index) => ({ ...line, wakes: index === heard.length - 1 })),
		};
	}

	private async judge(step: EvalStep, reply: ChatReply, content: string): Promise<EvalTurn> {
		const { npc } = this;
		const others = this.others();
		const context: JudgeContext = {
			name: npc.displayName,
			others,
			heard: step.heard.map(({ text }) => text),
			// What it says of itself in its persona's words is in character. What others said is an echo's matter.
			told: [systemPrompt(npc.displayName), content.replaceAll(/"[^"]*"/g, "")],
			traps: step.traps ?? [],
		};
		const spoken = new SpokenText(APP_SERVER_LIMITS.maxSentenceChars);
		const sentences = [...spoken.push("reply", reply.text), ...spoken.flush()];
		const verdicts = await this.options.rules.hear({
			npcId: npc.npcId,
			displayName: npc.displayName,
			others,
			heard: step.heard,
			known: [systemPrompt(npc.displayName), this.persona, content],
			turnId: `turn-${this.turns}`,
			sentences,
			now: this.turns * SECONDS_A_TURN,
		});
		const shown = verdicts.flatMap((verdict) => (verdict.kind === "shown" ? [verdict.text] : []));
		return {
			npc: npc.displayName,
			kind: step.kind,
			heard: context.heard.join(" / "),
			reply: reply.text,
			shown,
			withheld: withheldOf(sentences, verdicts, context),
			replyFaults: judgeReply(sentences, context),
			shownFaults: judgeReply(shown, context),
			promptTokens: reply.promptTokens,
			completionTokens: reply.completionTokens,
			firstTextSeconds: reply.firstTextSeconds,
			seconds: reply.seconds,
		};
	}

	private others(): ReadonlyArray<string> {
		const names = [...Object.keys(PLAYERS), ...this.options.town.npcs.map(({ displayName }) => displayName)];
		return names.filter((name) => name !== this.npc.displayName);
	}
}

function withheldOf(
	sentences: ReadonlyArray<string>,
	verdicts: ReadonlyArray<Verdict>,
	context: JudgeContext,
): Withheld[] {
	return verdicts.flatMap((verdict, index) => {
		if (verdict.kind === "shown") return [];
		const text = sentences[index]!;
		const { reason } = verdict;
		const isWrong = !RIGHT_REASONS.includes(reason) && judgeSentence(text, context).length === 0;
		return [{ text, reason, isWrong }];
	});
}

/** Plays the written conversations. Throws when the model fails. */
export async function runEval(options: EvalOptions): Promise<ReadonlyArray<EvalTurn>> {
	const turns: EvalTurn[] = [];
	for (const conversation of CONVERSATIONS) {
		if (options.npcId !== undefined && options.npcId !== conversation.npcId) continue;
		const { npcs, locations } = options.town;
		const npc = npcs.find(({ npcId }) => npcId === conversation.npcId);
		if (npc === undefined) continue;
		const { examples } = npc;
		const persona = await options.rules.character({ npc, examples, people: npcs, locations });
		const talk = new EvalTalk(options, conversation, npc, persona);
		for (const step of conversation.steps) {
			const turn = await talk.play(step);
			turns.push(turn);
			options.onTurn?.(turn);
		}
	}
	return turns;
}
