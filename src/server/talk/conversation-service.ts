import type { Clock, Log, Switch, WorldView } from "server/ports";
import { LIMITS } from "server/constants/rules";
import type { Acquaintances } from "server/rules/company/acquaintances";
import { type Entity, type EntityId, npcIdOf } from "server/rules/space/entity";
import { facingOf } from "server/rules/space/geometry";
import { type TalkPhase, TalkTime } from "server/rules/talk/talk-time";
import type { Talks } from "server/rules/talk/talks";
import type { Candidate, Choice, TurnDirector } from "server/rules/talk/turn-director";
import { RateWindow } from "server/net/rate-window";
import type { ChatService, FilteredLine } from "server/chat/chat-service";
import { npcsHearing, playersHearing } from "server/perception/earshot";
import { type HintKind, Hints } from "./hints";
import type { PerceptionService } from "server/perception/perception-service";
import type { Npc, NpcManager } from "server/npcs/npc-manager";
import type { SpokenReply, TurnService } from "./turn-service";

export interface ConversationDeps {
	readonly clock: Clock;
	readonly log: Log;
	readonly npcs: NpcManager;
	readonly world: Pick<WorldView, "onGone">;
	readonly perception: PerceptionService;
	readonly chat: Pick<ChatService, "giveNotice">;
	readonly turns: TurnService;
	readonly director: TurnDirector;
	readonly talks: Talks;
	readonly acquaintances: Pick<Acquaintances, "heard">;
	readonly switch: Switch;
}

export interface ConversationOptions {
	/** Seconds after which a conversation is wound up; undefined: never. */
	readonly maxTalkSeconds?: number;
}

export interface ConversationService {
	readonly start: () => void;
	/** A player said something, anywhere. */
	readonly hear: (line: FilteredLine) => void;
	/** An NPC has said something. */
	readonly hearNpc: (reply: SpokenReply) => void;
	readonly destroy: () => void;
}

/** Who could hear a line. */
interface Audience {
	readonly hearers: ReadonlyArray<Npc>;
	readonly candidates: ReadonlyArray<Candidate>;
	/** The players in earshot, without the speaker. */
	readonly bystanders: ReadonlyArray<Entity>;
}

/** Who hears a line, and which one of them answers. */
export function createConversationService(
	deps: ConversationDeps,
	options: ConversationOptions = {},
): ConversationService {
	const { clock, log, npcs, perception, chat, turns, director } = deps;
	const lines = new RateWindow<EntityId>(LIMITS.linesPerMinute, 60);
	const hints = new Hints();
	const talkTime =
		options.maxTalkSeconds === undefined
			? undefined
			: new TalkTime({ ...LIMITS, maxTalkSeconds: options.maxTalkSeconds });
	let stopForgetting = () => {};

	const isBusyForAnother = (npc: Npc, speakerId: EntityId) =>
		turns.isThinking(npc.definition.npcId) &&
		deps.talks.partnerOf(npc.entityId, clock.now(), true) !== speakerId;

	const audienceOf = (speaker: Entity): Audience => {
		const hearers = new Array<Npc>();
		const candidates = new Array<Candidate>();
		for (const { id, distance } of npcsHearing(perception, speaker)) {
			const npc = npcs.get(npcIdOf(id) ?? "");
			if (npc === undefined) continue;
			hearers.push(npc);
			const body = perception.entity(id);
			const { displayName, talkativeness } = npc.definition;
			candidates.push({
				id,
				displayName,
				distance,
				talkativeness,
				facing: body && facingOf(speaker, body.position),
				isBusy: isBusyForAnother(npc, speaker.id),
			});
		}
		const bystanders = playersHearing(perception, speaker).mapFiltered(({ id }) => perception.entity(id));
		return { hearers, candidates, bystanders };
	};

	const hint = (npc: Npc, playerId: EntityId, kind: HintKind) => {
		const text = hints.take(playerId, kind, clock.now());
		log.info("a player has reached a limit", { playerId, limit: kind });
		if (text !== undefined) turns.sayOwn(npc, text);
	};

	const nameOf = (npc: Npc, id: EntityId, displayName: string) =>
		perception.nameFor(npc.definition.npcId, id) ?? displayName;

	/** The NPC that was chosen gets ready to answer a player. */
	const turnTo = (npc: Npc, line: FilteredLine, phase: TalkPhase) => {
		const { npcId, displayName } = npc.definition;
		chat.giveNotice(line.userId, npcId, displayName);
		deps.talks.heard(npc.entityId, line.entityId, clock.now());
		if (phase !== "windUp") return;
		const name = nameOf(npc, line.entityId, line.displayName);
		turns.note(
			npc,
			"time",
			`you have talked with ${name} for long enough: say a warm goodbye now and ask nothing more`,
		);
	};

	const answererOf = (choice: Choice): Npc | undefined =>
		choice.kind === "answer" ? npcs.get(npcIdOf(choice.npc) ?? "") : undefined;

	const hear = (line: FilteredLine) => {
		const speaker = perception.entity(line.entityId);
		if (speaker === undefined || !deps.switch.isOn()) return;
		const now = clock.now();
		const { hearers, candidates, bystanders } = audienceOf(speaker);
		if (hearers.isEmpty()) return;
		if (!lines.take(line.entityId, now)) return hint(hearers[0], line.entityId, "tooFast");

		const choice = director.choose(
			{
				speakerId: speaker.id,
				speakerKind: "player",
				text: line.text,
				candidates,
				bystanders,
				playersListening: bystanders.size() + 1,
			},
			now,
		);
		log.debug("a line was heard", { by: hearers.size(), choice: choice.kind, reason: choice.reason });
		const answerer = answererOf(choice);
		const phase = answerer === undefined ? "free" : (talkTime?.line(line.entityId, now) ?? "free");
		if (answerer !== undefined && phase === "resting") hint(answerer, line.entityId, "resting");
		const isAnswered = answerer !== undefined && phase !== "resting";
		if (isAnswered) turnTo(answerer, line, phase);
		const endsTalk = phase === "windUp" || (choice.kind === "answer" && choice.isGoodbye === true);
		// Before anybody is woken: who answers must not be told to be silent after it.
		for (const npc of hearers) turns.yieldToPlayer(npc);
		for (const npc of hearers) {
			deps.acquaintances.heard(npc.definition.npcId, line.entityId);
			const wakes = isAnswered && npc === answerer;
			turns.hear(npc, {
				speaker: nameOf(npc, line.entityId, line.displayName),
				text: line.text,
				at: now,
				wakes,
				endsTalk: wakes && endsTalk,
			});
		}
	};

	/** The NPC that a reply calls for an answer. */
	const answererToNpc = (
		speaker: Entity,
		{ text, isCutShort }: SpokenReply,
		{ candidates, bystanders }: Audience,
	): Npc | undefined => {
		if (isCutShort === true) return undefined;
		const line = { speakerId: speaker.id, speakerKind: "npc", text, candidates, bystanders } as const;
		return answererOf(director.choose({ ...line, playersListening: bystanders.size() }, clock.now()));
	};

	const hearNpc = (reply: SpokenReply) => {
		const { npc, text } = reply;
		const speaker = perception.entity(npc.entityId);
		if (speaker === undefined || !deps.switch.isOn()) return;
		const now = clock.now();
		const audience = audienceOf(speaker);
		const answerer = answererToNpc(speaker, reply, audience);
		if (answerer !== undefined) deps.talks.heard(answerer.entityId, npc.entityId, now);
		for (const other of audience.hearers) {
			deps.acquaintances.heard(other.definition.npcId, npc.entityId);
			const wakes = other === answerer;
			const name = nameOf(other, npc.entityId, npc.definition.displayName);
			turns.hear(other, { speaker: name, text, at: now, wakes, from: "npc" });
		}
	};

	return {
		start: () => {
			npcs.onState((npc) => {
				if (npc.state !== "destroyed") return;
				director.forget(npc.entityId);
				deps.talks.end(npc.entityId);
			});
			stopForgetting = deps.world.onGone((id) => {
				director.forget(id);
				lines.forget(id);
				hints.forget(id);
				talkTime?.forget(id);
			});
		},
		hear,
		hearNpc,
		destroy: () => stopForgetting(),
	};
}
