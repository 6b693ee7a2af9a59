import type { Clock, Log, Random, Switch } from "server/ports";
import { PACING } from "server/constants/rules";
import { SpeechGate, type WithholdReason } from "server/rules/talk/speech-gate";
import type { Talks } from "server/rules/talk/talks";
import type { ChatService } from "server/chat/chat-service";
import { usersHearing } from "server/perception/earshot";
import type { PerceptionService } from "server/perception/perception-service";
import type { Npc, NpcManager } from "server/npcs/npc-manager";
import { FallbackLines } from "./fallback-lines";
import { SpeechPacer } from "./speech-pacer";
import type { TurnInHand } from "./turn-in-hand";

export interface NpcVoiceDeps {
	readonly clock: Clock;
	readonly random: Random;
	readonly log: Log;
	readonly npcs: Pick<NpcManager, "all">;
	readonly perception: Pick<PerceptionService, "entity" | "entities" | "clusterOf" | "noteEvent">;
	readonly chat: Pick<ChatService, "say" | "think" | "dropNpc">;
	readonly talks: Pick<Talks, "spoke">;
	readonly switch: Pick<Switch, "isOn">;
}

/** What one NPC says: the sentences of its replies, each in its time, and lines of the game's. */
export class NpcVoice {
	private readonly gate = new SpeechGate();
	private readonly pacer: SpeechPacer;
	private readonly fallback: FallbackLines;
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
	public say(text: string): void {
		this.deps.talks.spoke(this.npc.entityId, this.deps.clock.now());
		this.deps.chat.say(this.speechOf(text));
	}

	/** The NPC's mind cannot be reached. */
	public sayFallback(): void {
		if (!this.deps.switch.isOn()) return;
		const line = this.fallback.take(this.deps.clock.now());
		if (line !== undefined) this.say(line);
	}

	/** Says a sentence of a reply when it is its time. */
	public sayInTime(turn: TurnInHand, text: string): void {
		this.pacer.push(() => this.speak(turn, text));
	}

	/** The reply has no further sentences; `onSaid` is called when the last has had its time. */
	public finish(turn: TurnInHand, onSaid: () => void): void {
		this.saying = [...this.saying, turn];
		this.pacer.whenSaid(() => {
			this.saying = this.saying.filter((other) => other !== turn);
			onSaid();
		});
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

	/** Says a sentence, if it may be said, and returns what was said. */
	private speak(turn: TurnInHand, text: string): string | undefined {
		if (turn.isWithdrawn) return undefined;
		const decision = this.gate.check(this.utteranceOf(turn, text), this.deps.clock.now());
		if (decision.kind === "withhold") {
			this.noteWithheld(turn.turnId, decision.reason);
			return undefined;
		}
		turn.said.push(decision.text);
		this.say(decision.text);
		return decision.text;
	}

	private utteranceOf({ turnId, mail }: TurnInHand, text: string) {
		const others = this.deps.npcs.all().filter((other) => other.entityId !== this.npc.entityId);
		return {
			displayName: this.npc.definition.displayName,
			text,
			turnId,
			playersInEarshot: usersHearing(this.deps.perception, this.npc.entityId).size(),
			recentLines: mail.lines.map((line) => line.text),
			otherNames: others.map((other) => other.definition.displayName),
		};
	}

	private noteWithheld(turnId: string, reason: WithholdReason): void {
		const { npcId } = this.npc.definition;
		this.deps.log.info("a sentence is withheld", { npcId, turnId, reason });
		if (reason === "nobodyListens")
			this.deps.perception.noteEvent(npcId, "unheard", "nobody was there to hear your last words");
	}
}
