import type { Clock, LettaPort, Log, Random, Switch, TurnEvent } from "server/ports";
import { LIMITS, PACING } from "server/constants/rules";
import { createSpeechGate, type WithholdReason } from "server/rules/talk/speech-gate";
import type { Talks } from "server/rules/talk/talks";
import { buildTurnContent } from "server/rules/talk/turn-content";
import type { BlockWriter } from "server/net/block-writer";
import type { Mail, MailLine } from "server/rules/talk/mailbox";
import { RateWindow } from "server/net/rate-window";
import type { ChatService } from "server/chat/chat-service";
import { usersHearing } from "server/perception/earshot";
import { FallbackLines } from "./fallback-lines";
import type { PerceptionService } from "server/perception/perception-service";
import type { Npc, NpcManager } from "server/npcs/npc-manager";
import { NpcMind, type TurnInHand } from "./npc-mind";

export interface TurnServiceDeps {
	readonly clock: Clock;
	readonly random: Random;
	readonly log: Log;
	readonly letta: LettaPort;
	readonly blocks: Pick<BlockWriter, "flush">;
	readonly npcs: NpcManager;
	readonly perception: PerceptionService;
	readonly chat: Pick<ChatService, "say" | "think">;
	readonly talks: Talks;
	readonly switch: Switch;
	/** Takes one turn of what the whole server may spend; false when that is used up. `now` in seconds. */
	readonly spend: (now: number) => boolean;
}

/** What an NPC has said in one turn, as it was shown. */
export interface SpokenReply {
	readonly npc: Npc;
	readonly text: string;
	/** The rest was withdrawn: it is overheard, and calls for no answer. */
	readonly isCutShort?: boolean;
}

/** What each NPC has heard, its turns with its agent, and what it says of them. One turn of an NPC at a time. */
export interface TurnService {
	/** `onSpoken` hears of every reply of which anything was said, when the last of it has been. */
	readonly start: (onSpoken: (reply: SpokenReply) => void) => void;
	/** The NPC heard a line. One that wakes it is answered as soon as its mind is free. */
	readonly hear: (npc: Npc, line: MailLine) => void;
	/** The agent is told with the next turn; of one `kind` the latest counts. */
	readonly note: (npc: Npc, kind: string, event: string) => void;
	/** The NPC has a turn without being spoken to. */
	readonly prompt: (npc: Npc) => void;
	/** A player speaks: what the NPC was about to say to other NPCs, or of its own accord, is not said. */
	readonly yieldToPlayer: (npc: Npc) => void;
	/** The NPC says a line of the game's, at most now: not part of any turn. */
	readonly sayOwn: (npc: Npc, text: string) => void;
	/** True while a turn of the NPC is under way: its answer is still to come. */
	readonly isThinking: (npcId: string) => boolean;
	/** The NPC has heard and said nothing: what it was about to answer, or to say, is dropped. */
	readonly forget: (npcId: string) => void;
	readonly destroy: () => void;
}

/** Seconds until an NPC is tried again that has had its turns for now, or whose agent did not take one. */
const RETRY_SECONDS = 5;

/** Said once in a while where the whole server has no turns left. */
const TIRED_LINE = "Forgive me, I am worn out from all this talking. Let us speak another time.";
const TIRED_SECONDS = 600;

export function createTurnService(deps: TurnServiceDeps): TurnService {
	const { clock, log, letta, npcs, perception, chat } = deps;
	const gate = createSpeechGate();
	const fallback = new FallbackLines(deps.random);
	const minds = new Map<string, NpcMind>();
	const npcTurns = new RateWindow<string>(LIMITS.npcTurnsPerMinute, 60);
	let onSpoken: (reply: SpokenReply) => void = () => {};
	let stopFollowingSwitch: (() => void) | undefined;
	let tiredAt = -math.huge;

	const mindOf = ({ definition: { npcId } }: Npc) => {
		const mind = minds.get(npcId) ?? new NpcMind(clock);
		minds.set(npcId, mind);
		return mind;
	};

	const speechOf = (npc: Npc, text: string) => {
		const { npcId, displayName } = npc.definition;
		return { npcId, displayName, text, listeners: () => usersHearing(perception, npc.entityId) };
	};

	const say = (npc: Npc, text: string) => {
		deps.talks.spoke(npc.entityId, clock.now());
		chat.say(speechOf(npc, text));
	};

	const sayFallback = (npc: Npc) => {
		const line = deps.switch.isOn() ? fallback.take(npc.definition, clock.now()) : undefined;
		if (line !== undefined) say(npc, line);
	};

	const withhold = (npc: Npc, turnId: string, reason: WithholdReason) => {
		log.info("a sentence is withheld", { npcId: npc.definition.npcId, turnId, reason });
		if (reason === "nobodyListens")
			perception.noteEvent(npc.definition.npcId, "unheard", "nobody was there to hear your last words");
	};

	/** It is this sentence's time. Returns what is said of it. */
	const speak = (npc: Npc, turn: TurnInHand, text: string): string | undefined => {
		const { npcId, displayName } = npc.definition;
		if (turn.isWithdrawn || npc.state === "destroyed" || !deps.switch.isOn()) return undefined;
		const others = npcs.all().filter((other) => other.entityId !== npc.entityId);
		const verdict = gate.check(
			{
				npcId,
				displayName,
				text,
				turnId: turn.turnId,
				playersInEarshot: usersHearing(perception, npc.entityId).size(),
				recentLines: turn.mail.lines.map((line) => line.text),
				otherNames: others.map((other) => other.definition.displayName),
			},
			clock.now(),
		);
		if (verdict.kind === "withhold") {
			withhold(npc, turn.turnId, verdict.reason);
			return undefined;
		}
		turn.said.push(verdict.text);
		say(npc, verdict.text);
		return verdict.text;
	};

	/** All of a reply has been said. */
	const conclude = (npc: Npc, turn: TurnInHand) => {
		if (npc.state === "destroyed") return;
		if (turn.endsTalk) deps.talks.end(npc.entityId);
		if (!turn.said.isEmpty() && !turn.isWithdrawn) onSpoken({ npc, text: turn.said.join(" ") });
	};

	const onTurnEvent = (npc: Npc, mind: NpcMind, turn: TurnInHand, event: TurnEvent) => {
		const { npcId } = npc.definition;
		// What is left of a turn whose NPC has forgotten it is nobody's.
		if (npc.state === "destroyed" || minds.get(npcId) !== mind) return;
		if (event.kind === "sentence") {
			turn.hasSentence = true;
			return mind.pacer.push(() => speak(npc, turn, event.text));
		}
		if (event.kind === "action") {
			log.warn("an agent called a tool that there is not", { npcId, tool: event.name });
			return letta.actionResult(npcId, event.callId, false, "There is no such tool.");
		}
		mind.end(turn);
		if (event.kind === "failed" && !turn.isWithdrawn) {
			log.warn("a turn failed", {
				npcId,
				turnId: turn.turnId,
				reason: event.reason,
				problem: event.message,
			});
			// What was begun stays unfinished, and another voice over it would be odd.
			if (turn.said.isEmpty()) sayFallback(npc);
		}
		// Not lost: the lines go into the next turn, at the latest when the agent is ready again.
		if (event.kind === "failed" && !event.delivered) {
			mind.mailbox.giveBack();
			mind.mailbox.expireWaiting(clock.now());
			if (turn.isWithdrawn) mind.mailbox.yieldToPlayers();
			return retryLater(npc, mind);
		}
		mind.pacer.whenSaid(() => conclude(npc, turn));
		mind.mailbox.done();
		takeTurn(npc);
	};

	const contentFor = (npc: Npc, mail: Mail): string => {
		const { npcId } = npc.definition;
		const now = clock.now();
		return buildTurnContent({
			status: perception.statusOf(npcId),
			company: perception
				.companyOf(npcId)
				.map(({ key, kind, appearance }) => ({ name: key, kind, appearance })),
			events: perception.takeEvents(npcId),
			lines: mail.lines.map(({ speaker, text, at }) => ({ speaker, text, secondsAgo: now - at })),
			earlierLines: mail.earlier,
		});
	};

	/** Shows that an answer is coming, if it takes a while. */
	const showThinking = (npc: Npc, turn: TurnInHand) => {
		clock.after(PACING.thinkingAfterSeconds, () => {
			const isWaiting = mindOf(npc).turn === turn && !turn.hasSentence && !turn.isWithdrawn;
			if (isWaiting && npc.state !== "destroyed" && deps.switch.isOn()) chat.think(speechOf(npc, ""));
		});
	};

	/** What waits to be answered is tried again, as long as it is worth an answer. */
	const retryLater = (npc: Npc, mind: NpcMind) => {
		if (mind.isRetryPlanned) return;
		mind.isRetryPlanned = true;
		clock.after(RETRY_SECONDS, () => {
			mind.isRetryPlanned = false;
			if (npc.state !== "destroyed" && minds.get(npc.definition.npcId) === mind) takeTurn(npc);
		});
	};

	/** The server has spent what it may. */
	const tire = (npc: Npc, mind: NpcMind, now: number) => {
		mind.mailbox.expireWaiting(now);
		if (now - tiredAt < TIRED_SECONDS) return;
		tiredAt = now;
		log.warn("NPCs have had their turns for now: see MaxTurnsPerHour and MaxTokensPerDay of LettaConfig");
		say(npc, TIRED_LINE);
	};

	/** True if the server and this NPC may have another turn now; if not, it is tried again. */
	const mayTakeTurn = (npc: Npc, mind: NpcMind): boolean => {
		const now = clock.now();
		if (npcTurns.take(npc.definition.npcId, now)) {
			if (deps.spend(now)) return true;
			tire(npc, mind, now);
		}
		retryLater(npc, mind);
		return false;
	};

	const takeTurn = (npc: Npc) => {
		const mind = mindOf(npc);
		const { mailbox } = mind;
		if (!deps.switch.isOn()) {
			// What was said before is not answered when NPCs are switched on again.
			if (mailbox.takeNext(clock.now()) !== undefined) mailbox.done();
			return;
		}
		if (npc.state !== "ready" || mailbox.isBusy() || !mailbox.isAsked() || !mayTakeTurn(npc, mind)) return;
		const mail = mailbox.takeNext(clock.now());
		if (mail === undefined) return;
		const { npcId } = npc.definition;
		const turn = mind.begin(deps.random.guid(), mail);
		// The agent must not answer from a memory that is older than the turn.
		deps.blocks.flush(npcId, clock.now());
		log.debug("turn", { npcId, turnId: turn.turnId, lines: mail.lines.size(), cause: turn.cause });
		showThinking(npc, turn);
		letta.sendTurn(npcId, { turnId: turn.turnId, content: contentFor(npc, mail) }, (event) =>
			onTurnEvent(npc, mind, turn, event),
		);
	};

	/** Takes back what the NPC is about to say, and stops its mind. */
	const withdraw = (npc: Npc, turn: TurnInHand, why: string) => {
		const { npcId } = npc.definition;
		turn.isWithdrawn = true;
		// What has been said aloud was heard.
		if (!turn.said.isEmpty()) onSpoken({ npc, text: turn.said.join(" "), isCutShort: true });
		perception.noteEvent(npcId, "unheard", why);
		log.info("a reply is withdrawn", { npcId, turnId: turn.turnId, cause: turn.cause });
		if (mindOf(npc).turn === turn) letta.cancelTurn(npcId, turn.turnId);
	};

	const silence = (npc: Npc) => {
		const mind = mindOf(npc);
		mind.hush();
		if (mind.turn !== undefined) withdraw(npc, mind.turn, "you fell silent before you could finish");
	};

	/** What is left of its turn is nobody's. */
	const forget = (npcId: string) => {
		const mind = minds.get(npcId);
		minds.delete(npcId);
		mind?.pacer.clear();
		if (mind?.turn !== undefined) letta.cancelTurn(npcId, mind.turn.turnId);
		fallback.forget(npcId);
		gate.forget(npcId);
		npcTurns.forget(npcId);
	};

	return {
		start: (onSpokenReply) => {
			onSpoken = onSpokenReply;
			npcs.onState((npc) => {
				if (npc.state === "ready") {
					mindOf(npc).mailbox.expireWaiting(clock.now());
					takeTurn(npc);
				} else if (npc.state === "destroyed") forget(npc.definition.npcId);
			});
			stopFollowingSwitch = deps.switch.onChanged((isOn) => {
				log.info(isOn ? "NPCs are switched on" : "NPCs are switched off");
				for (const npc of npcs.all()) {
					if (!isOn) silence(npc);
					takeTurn(npc);
				}
			});
		},
		hear: (npc, line) => {
			mindOf(npc).mailbox.push(line);
			if (!line.wakes) return;
			if (npc.state === "ready") takeTurn(npc);
			else sayFallback(npc);
		},
		note: (npc, kind, event) => perception.noteEvent(npc.definition.npcId, kind, event),
		prompt: (npc) => {
			mindOf(npc).mailbox.wake();
			takeTurn(npc);
		},
		yieldToPlayer: (npc) => {
			const mind = minds.get(npc.definition.npcId);
			if (mind === undefined) return;
			mind.mailbox.yieldToPlayers();
			for (const turn of mind.unfinished()) {
				if (turn.cause !== "player" && !turn.isWithdrawn)
					withdraw(npc, turn, "somebody spoke before you could finish");
			}
		},
		sayOwn: say,
		forget,
		isThinking: (npcId) => minds.get(npcId)?.mailbox.isBusy() ?? false,
		destroy: () => {
			stopFollowingSwitch?.();
			stopFollowingSwitch = undefined;
			for (const [, mind] of minds) mind.pacer.clear();
		},
	};
}
