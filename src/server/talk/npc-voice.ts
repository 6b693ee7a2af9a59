import type { Clock, Log, Random, Switch } from "server/ports";
import { PACING } from "server/constants/rules";
import { HeardLines } from "server/rules/reply/heard-lines";
import { type CommonLines, KnownTexts } from "server/rules/reply/known-texts";
import { stepReply, type ReplyContext } from "server/rules/reply/reply-gate";
import { replyNames, type TownNames } from "server/rules/reply/reply-names";
import { withSpokenNames } from "server/rules/reply/spoken-names";
import { SpeechGate, type WithholdReason } from "server/rules/talk/speech-gate";
import type { Talks } from "server/rules/talk/talks";
import type { ChatService } from "server/chat/chat-service";
import { usersHearing } from "server/perception/earshot";
import type { PerceptionService } from "server/perception/perception-service";
import type { Npc } from "server/npcs/npc-manager";
import { type Breathe, holdBreath, InPieces } from "server/rules/load/in-pieces";
import { FallbackLines } from "./fallback-lines";
import type { ReadAhead } from "./read-ahead";
import { SpeechPacer } from "./speech-pacer";
import { leavesPlayerWithoutWords, type TurnInHand } from "./turn-in-hand";

export interface NpcVoiceDeps {
	readonly clock: Clock;
	readonly random: Random;
	readonly log: Log;
	readonly townNames: () => TownNames;
	readonly perception: Pick<PerceptionService, "entity" | "near" | "clusterOf" | "companyOf" | "noteEvent">;
	readonly chat: Pick<ChatService, "say" | "think" | "dropNpc">;
	readonly talks: Pick<Talks, "spoke">;
	readonly switch: Pick<Switch, "isOn">;
	/** What an NPC's agent was told to be. */
	readonly promptOf: (displayName: string) => string;
	/** The lines of what all agents were told to be. */
	readonly promptLines: CommonLines;
	readonly readAhead: Pick<ReadAhead, "add">;
}

/** What one NPC says: the sentences of its replies, each in its time, and lines of the game's. */
export class NpcVoice {
	private readonly gate = new SpeechGate();
	private readonly pacer: SpeechPacer;
	private readonly fallback: FallbackLines;
	/** What its agent knows by heart. Read with its first reply: most NPCs of a large town never say anything. */
	private known?: KnownTexts;
	/** Says a fallback line that a player waits for. */
	private stopOwing?: () => void;
	/** Turns that are over and whose replies are still being said, oldest first. */
	private saying: ReadonlyArray<TurnInHand> = [];

	constructor(
		private readonly npc: Npc,
		private readonly deps: NpcVoiceDeps,
	) {
		this.pacer = new SpeechPacer(deps.clock);
		this.fallback = new FallbackLines(npc.definition.fallbackLines, deps.random);
	}

	/** Says a line now. */
	public say(text: string, onRefused?: () => void): void {
		this.owesNothing();
		this.deps.talks.spoke(this.npc.entityId, this.deps.clock.now());
		this.deps.chat.say({ ...this.speechOf(text), onRefused });
	}

	/**
	 * The NPC's mind cannot be reached, or had nothing that can be said. A player who asked gets a line, if later; what the NPC
	 * says until then will do, too.
	 */
	public sayFallback(isForPlayer: boolean): void {
		if (!this.deps.switch.isOn()) return;
		const { clock } = this.deps;
		const line = this.fallback.take(clock.now(), isForPlayer);
		if (line !== undefined) return this.say(line);
		if (!isForPlayer || this.stopOwing !== undefined) return;
		const wait = this.fallback.waitFor(clock.now(), isForPlayer);
		this.stopOwing = clock.after(wait, () => {
			this.stopOwing = undefined;
			this.sayFallback(isForPlayer);
		});
	}

	/** Its agent gets a turn. By the time that it answers, the texts are read by which the reply is judged. */
	public expect(turn: TurnInHand): void {
		const reading = new InPieces((breathe) => {
			turn.texts = this.textsOf(turn, breathe);
		});
		turn.reading = reading;
		this.deps.readAhead.add(reading);
	}

	/** A sentence of a reply has come. What may be said of it is said when it is its time. */
	public hear(turn: TurnInHand, sentence: string): void {
		const context = turn.context ?? this.contextOf(turn);
		turn.context = context;
		const { state, text, fault, retracts } = stepReply(turn.reply, sentence, context);
		turn.reply = state;
		if (retracts) {
			turn.draft += 1;
			turn.waiting = 0;
		}
		if (state.isOver) turn.progress = "stopped";
		if (fault !== undefined) this.noteWithheld(turn, fault);
		if (text === undefined) return;
		turn.progress = "answered";
		turn.waiting += 1;
		const { draft } = turn;
		const spoken = withSpokenNames(text, this.keysOf(turn));
		this.pacer.push(() => this.speak(turn, spoken, draft));
	}

	/** The reply has no further sentences; `onSaid` is called when the last has had its time. */
	public finish(turn: TurnInHand, onSaid: () => void): void {
		this.saying = [...this.saying, turn];
		this.pacer.whenSaid(() => {
			this.saying = this.saying.filter((other) => other !== turn);
			onSaid();
		});
	}

	/** Seconds for which it has enough to say. */
	public spareSeconds(): number {
		return this.pacer.spareSeconds();
	}

	/** Shows that an answer is coming, if it takes a while; asks `isWaiting` then. */
	public showThinking(isWaiting: () => boolean): void {
		this.deps.clock.after(PACING.thinkingAfterSeconds, () => {
			if (isWaiting()) this.deps.chat.think(this.speechOf(""));
		});
	}

	/** Turns that are over and of which the NPC may still say something. */
	public unsaid(): ReadonlyArray<TurnInHand> {
		return this.saying;
	}

	/** Drops every sentence that has not been said. */
	public hush(): void {
		this.owesNothing();
		this.pacer.clear();
		this.saying = [];
	}

	/** Drops also what the text filter still has. */
	public drop(): void {
		this.hush();
		this.deps.chat.dropNpc(this.npc.definition.npcId);
	}

	private speechOf(text: string) {
		const { npcId, displayName } = this.npc.definition;
		const listeners = () => usersHearing(this.deps.perception, this.npc.entityId);
		return { npcId, displayName, text, listeners };
	}

	private owesNothing(): void {
		this.stopOwing?.();
		this.stopOwing = undefined;
	}

	/** Says a sentence, if it may be said, and returns what was said. */
	private speak(turn: TurnInHand, text: string, draft: number): string | undefined {
		if (turn.isWithdrawn || draft !== turn.draft) return undefined;
		turn.waiting -= 1;
		const { turnId } = turn;
		const playersInEarshot = usersHearing(this.deps.perception, this.npc.entityId).size();
		const decision = this.gate.check({ text, turnId, playersInEarshot }, this.deps.clock.now());
		if (decision.kind === "withhold") {
			this.noteWithheld(turn, decision.reason);
			return undefined;
		}
		turn.said.push(text);
		this.say(text, () => this.onRefused(turn));
		return text;
	}

	/** The text filter refused a sentence, perhaps after the reply's end. */
	private onRefused(turn: TurnInHand): void {
		turn.refused += 1;
		this.giveWords(turn);
	}

	/** A reply is over: says a fallback line to a player who asked and got no word of it. */
	public giveWords(turn: TurnInHand): void {
		if (!leavesPlayerWithoutWords(turn)) return;
		turn.isExcused = true;
		this.sayFallback(true);
	}

	/** The names by which the agent knows who is around and whom it has heard. */
	private keysOf({ mail }: TurnInHand): ReadonlyArray<string> {
		const company = this.deps.perception.companyOf(this.npc.definition.npcId);
		return [...company.map(({ key }) => key), ...mail.lines.map(({ speaker }) => speaker)];
	}

	/** Everybody whose words could be in a reply, and everything that the agent could have read in it. */
	private contextOf(turn: TurnInHand): ReplyContext {
		turn.reading?.finish();
		const texts = turn.texts ?? this.textsOf(turn, holdBreath);
		const { displayName } = this.npc.definition;
		return { names: replyNames(displayName, this.keysOf(turn), this.deps.townNames()), ...texts };
	}

	private textsOf({ mail, content }: TurnInHand, breathe: Breathe): Pick<ReplyContext, "heard" | "known"> {
		const heard = new HeardLines(mail.lines, breathe);
		const known = this.readByHeart(breathe);
		if (content === undefined) return { heard, known: [known] };
		const asked = new KnownTexts();
		asked.read(content, { breathe });
		return { heard, known: [known, asked] };
	}

	private readByHeart(breathe: Breathe): KnownTexts {
		if (this.known !== undefined) return this.known;
		const { displayName, persona } = this.npc.definition;
		const { promptOf, promptLines } = this.deps;
		const known = new KnownTexts();
		known.read(persona, { breathe });
		known.read(promptOf(displayName), { breathe, common: promptLines });
		this.known = known;
		return known;
	}

	private noteWithheld(turn: TurnInHand, reason: WithholdReason): void {
		const { npcId } = this.npc.definition;
		this.deps.log.info("a sentence is withheld", { npcId, turnId: turn.turnId, reason });
		if (reason !== "nobodyListens") return;
		turn.isExcused = true;
		this.deps.perception.noteEvent(npcId, "unheard", "nobody was there to hear your last words");
	}
}
