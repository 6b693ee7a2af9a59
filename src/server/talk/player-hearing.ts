import type { Log } from "server/ports";
import { LIMITS } from "server/constants/rules";
import type { Acquaintances } from "server/rules/company/acquaintances";
import { type Entity, type EntityId, npcIdOf, userIdOf } from "server/rules/space/entity";
import { approachEvent } from "server/rules/talk/approach-event";
import type { Talks } from "server/rules/talk/talks";
import type { Choice, TurnDirector } from "server/rules/talk/turn-director";
import { nameInTurn } from "server/rules/talk/turn-content";
import type { JobQueue } from "server/net/job-queue";
import { RateWindow } from "server/net/rate-window";
import type { ChatService, FilteredLine } from "server/chat/chat-service";
import type { PerceptionService } from "server/perception/perception-service";
import type { Npc } from "server/npcs/npc-manager";
import { type Audience, type AudienceDeps, audienceOf } from "./audience";
import { type HintKind, Hints } from "./hints";
import type { TurnService } from "./turn-service";

export interface PlayerHearingDeps extends AudienceDeps {
	readonly log: Pick<Log, "debug" | "info">;
	readonly perception: AudienceDeps["perception"] & Pick<PerceptionService, "nameFor" | "noteEvent">;
	readonly talks: AudienceDeps["talks"] & Pick<Talks, "heardPlayer">;
	/** Whether the player may chat, as far as anybody knows. */
	readonly mayChat: (userId: number) => boolean | undefined;
	readonly chat: Pick<ChatService, "giveNotice">;
	readonly turns: Pick<TurnService, "hear" | "approach" | "yieldToPlayer" | "sayOwn">;
	readonly director: Pick<TurnDirector, "choose" | "greeted">;
	readonly acquaintances: Pick<Acquaintances, "heard">;
	readonly jobs: Pick<JobQueue, "add">;
}

/** The NPC that answers a line. */
interface Answerer {
	readonly npc: Npc;
	readonly endsTalk: boolean;
}

/** How NPCs hear players. */
export class PlayerHearing {
	private readonly rate = new RateWindow<EntityId>(LIMITS.linesPerMinute, 60);
	private readonly hints = new Hints();

	constructor(private readonly deps: PlayerHearingDeps) {}

	/** The NPCs around hear a line; at most one of them answers. */
	public hear(line: FilteredLine): void {
		const { clock, perception } = this.deps;
		const speaker = perception.entity(line.entityId);
		if (speaker === undefined) return;
		const audience = audienceOf(speaker, this.deps);
		const { hearers } = audience;
		if (hearers.isEmpty()) return;
		if (!this.rate.take(line.entityId, clock.now())) return this.hint(hearers[0], line.entityId, "tooFast");
		this.tell(hearers, line, this.turnTo(this.choose(speaker, line, audience), line));
	}

	/** The player asks an NPC to talk, without a line. */
	public approach(npcId: string, playerId: EntityId): void {
		const { acquaintances, chat, clock, director, npcs, perception, talks, turns } = this.deps;
		const npc = npcs.get(npcId);
		const userId = userIdOf(playerId);
		const player = perception.entity(playerId);
		if (npc === undefined || userId === undefined || player === undefined) return;
		const now = clock.now();
		const isPartner = talks.partnerOf(npc.entityId, now) === playerId;
		// Pressed twice: the NPC is about to say something to this player.
		if (isPartner && talks.isThinking(npc.entityId)) return;
		if (!this.rate.take(playerId, now)) return this.hint(npc, playerId, "tooFast");
		const phase = talks.heardPlayer({ npcId: npc.entityId, partnerId: playerId, takesLeave: false }, now);
		if (phase === "resting") return this.hint(npc, playerId, "resting");
		chat.giveNotice(userId, npcId, npc.definition.displayName);
		director.greeted(npc.entityId, playerId, now);
		acquaintances.heard(npcId, playerId);
		const name = nameInTurn(perception.nameFor(npcId, playerId) ?? player.displayName);
		if (phase === "windUp") this.askToWindUp(npc, name);
		else perception.noteEvent(npcId, "greeting", approachEvent(name, isPartner, this.deps.mayChat(userId)));
		turns.approach(npc);
	}

	/** The player is gone. */
	public forget(playerId: EntityId): void {
		this.rate.forget(playerId);
		this.hints.forget(playerId);
	}

	private choose(
		speaker: Entity,
		{ text }: FilteredLine,
		{ hearers, candidates, bystanders }: Audience,
	): Choice {
		const { clock, director, log } = this.deps;
		const line = { speakerId: speaker.id, speakerKind: "player", text, candidates, bystanders } as const;
		const choice = director.choose({ ...line, playersListening: bystanders.size() + 1 }, clock.now());
		log.debug("a line was heard", { by: hearers.size(), choice: choice.kind, reason: choice.reason });
		return choice;
	}

	/** The NPC turns to the player; undefined if nobody answers, or the player has talked for too long. */
	private turnTo(choice: Choice, line: FilteredLine): Answerer | undefined {
		const { chat, clock, npcs, talks } = this.deps;
		const npc = choice.kind === "answer" ? npcs.get(npcIdOf(choice.npc) ?? "") : undefined;
		if (choice.kind === "silence" || npc === undefined) return undefined;
		const takesLeave = choice.isGoodbye === true;
		const talkLine = { npcId: npc.entityId, partnerId: line.entityId, takesLeave };
		const phase = talks.heardPlayer(talkLine, clock.now());
		if (phase === "resting") {
			this.hint(npc, line.entityId, "resting");
			return undefined;
		}
		chat.giveNotice(line.userId, npc.definition.npcId, npc.definition.displayName);
		if (phase === "windUp") this.askToWindUp(npc, this.nameFor(npc, line));
		return { npc, endsTalk: takesLeave || phase === "windUp" };
	}

	private askToWindUp(npc: Npc, name: string): void {
		const event = `you have talked with ${name} for long enough: say a warm goodbye now and ask nothing more`;
		this.deps.perception.noteEvent(npc.definition.npcId, "time", event);
	}

	private tell(hearers: ReadonlyArray<Npc>, line: FilteredLine, answerer: Answerer | undefined): void {
		const { acquaintances, clock, jobs, turns } = this.deps;
		// All yield before anybody is woken: an NPC that yields after it was woken would not answer.
		for (const npc of hearers) turns.yieldToPlayer(npc);
		const at = clock.now();
		for (const npc of hearers)
			jobs.add(() => {
				if (npc.state === "destroyed") return;
				acquaintances.heard(npc.definition.npcId, line.entityId);
				const wakes = npc === answerer?.npc;
				const endsTalk = wakes && answerer.endsTalk;
				const speaker = this.nameFor(npc, line);
				turns.hear(npc, { speaker, text: line.text, at, wakes, endsTalk });
			});
	}

	private hint(npc: Npc, playerId: EntityId, kind: HintKind): void {
		const text = this.hints.take(playerId, kind, this.deps.clock.now());
		this.deps.log.info("a player has reached a limit", { playerId, limit: kind });
		if (text !== undefined) this.deps.turns.sayOwn(npc, text);
	}

	/** What the NPC calls the speaker. */
	private nameFor(npc: Npc, { entityId, displayName }: FilteredLine): string {
		return this.deps.perception.nameFor(npc.definition.npcId, entityId) ?? displayName;
	}
}
