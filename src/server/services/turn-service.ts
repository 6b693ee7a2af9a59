import type { Clock, LettaPort, Log, Random, Switch, TurnEvent } from "server/ports";
import { createSpeechGate } from "shared/core/speech-gate";
import { buildTurnContent } from "shared/core/turn-content";
import type { Talks } from "shared/core/talks";
import type { BlockWriter } from "shared/net/block-writer";
import { type Mail, Mailbox, type MailLine } from "shared/net/mailbox";
import type { ChatService } from "./chat-service";
import { usersHearing } from "./earshot";
import { FallbackLines } from "./fallback-lines";
import type { InteractionService } from "./interaction-service";
import type { Npc, NpcManager } from "./npc-manager";

export interface TurnServiceDeps {
	readonly clock: Clock;
	readonly random: Random;
	readonly log: Log;
	readonly letta: LettaPort;
	readonly blocks: Pick<BlockWriter, "flush">;
	readonly npcs: NpcManager;
	readonly interaction: InteractionService;
	readonly chat: Pick<ChatService, "say">;
	readonly talks: Talks;
	readonly switch: Switch;
}

/** What each NPC has heard, its turns with its agent, and what it says of them. One turn of an NPC at a time. */
export interface TurnService {
	readonly start: () => void;
	/** The NPC heard a line. One that wakes it is answered as soon as its mind is free. */
	readonly hear: (npc: Npc, line: MailLine) => void;
	/** True while a turn of the NPC is under way: its answer is still to come. */
	readonly isThinking: (npcId: string) => boolean;
	/** The NPC has heard and said nothing: what it was about to answer, or to say, is dropped. */
	readonly forget: (npcId: string) => void;
	readonly destroy: () => void;
}

export function createTurnService(deps: TurnServiceDeps): TurnService {
	const { clock, log, letta, npcs, interaction, chat } = deps;
	const gate = createSpeechGate();
	const fallback = new FallbackLines(deps.random);
	const mailboxes = new Map<string, Mailbox>();
	/** By NPC, the turn whose events count. */
	const inFlight = new Map<string, string>();
	let stopFollowingSwitch: (() => void) | undefined;

	const mailboxOf = ({ definition: { npcId } }: Npc) => {
		const mailbox = mailboxes.get(npcId) ?? new Mailbox();
		mailboxes.set(npcId, mailbox);
		return mailbox;
	};

	const say = (npc: Npc, text: string) => {
		const { npcId, displayName } = npc.definition;
		deps.talks.spoke(npc.entityId, clock.now());
		chat.say({ npcId, displayName, text, listeners: () => usersHearing(interaction, npc.entityId) });
	};

	const sayFallback = (npc: Npc) => {
		const line = deps.switch.isOn() ? fallback.take(npc.definition, clock.now()) : undefined;
		if (line !== undefined) say(npc, line);
	};

	const onSentence = (npc: Npc, turnId: string, text: string, mail: Mail) => {
		const { npcId, displayName } = npc.definition;
		const others = npcs.all().filter((other) => other.entityId !== npc.entityId);
		const verdict = gate.check(
			{
				npcId,
				displayName,
				text,
				turnId,
				playersInEarshot: usersHearing(interaction, npc.entityId).size(),
				recentLines: mail.lines.map((line) => line.text),
				otherNames: others.map((other) => other.definition.displayName),
			},
			clock.now(),
		);
		if (verdict.kind === "withhold")
			log.info("a sentence is withheld", { npcId, turnId, reason: verdict.reason });
		else if (deps.switch.isOn()) say(npc, verdict.text);
	};

	const onTurnEvent = (npc: Npc, turnId: string, mail: Mail, event: TurnEvent) => {
		const { npcId } = npc.definition;
		// What is left of a turn that was cancelled, or whose NPC has forgotten it, is nobody's.
		if (npc.state === "destroyed" || inFlight.get(npcId) !== turnId) return;
		if (event.kind === "sentence") return onSentence(npc, turnId, event.text, mail);
		if (event.kind === "action") {
			log.warn("an agent called a tool that there is not", { npcId, tool: event.name });
			return letta.actionResult(npcId, event.callId, false, "There is no such tool.");
		}
		const mailbox = mailboxOf(npc);
		inFlight.delete(npcId);
		if (event.kind === "failed") {
			log.warn("a turn failed", { npcId, turnId, reason: event.reason, problem: event.message });
			sayFallback(npc);
			// Not lost: the lines go into the first turn after the agent is ready again.
			if (!event.delivered) return mailbox.giveBack();
		}
		mailbox.done();
		takeTurn(npc);
	};

	const contentFor = (npc: Npc, mail: Mail): string => {
		const { npcId } = npc.definition;
		const now = clock.now();
		return buildTurnContent({
			status: interaction.statusOf(npcId),
			company: interaction
				.companyOf(npcId)
				.map(({ key, kind, appearance }) => ({ name: key, kind, appearance })),
			events: interaction.takeEvents(npcId),
			lines: mail.lines.map(({ speaker, text, at }) => ({ speaker, text, secondsAgo: now - at })),
			earlierLines: mail.earlier,
		});
	};

	const takeTurn = (npc: Npc) => {
		const mailbox = mailboxOf(npc);
		if (!deps.switch.isOn()) {
			// What was said before is not answered when NPCs are switched on again.
			if (mailbox.takeNext(clock.now()) !== undefined) mailbox.done();
			return;
		}
		const mail = npc.state === "ready" ? mailbox.takeNext(clock.now()) : undefined;
		if (mail === undefined) return;
		const { npcId } = npc.definition;
		const turnId = deps.random.guid();
		// The agent must not answer from a memory that is older than the turn.
		deps.blocks.flush(npcId, clock.now());
		inFlight.set(npcId, turnId);
		log.debug("turn", { npcId, turnId, lines: mail.lines.size() });
		letta.sendTurn(npcId, { turnId, content: contentFor(npc, mail) }, (event) =>
			onTurnEvent(npc, turnId, mail, event),
		);
	};

	/** Ends the turn in flight, if there is one, and answers nothing of it. */
	const cancel = (npcId: string) => {
		const turnId = inFlight.get(npcId);
		if (turnId === undefined) return;
		inFlight.delete(npcId);
		letta.cancelTurn(npcId, turnId);
		mailboxes.get(npcId)?.done();
	};

	const forget = (npcId: string) => {
		cancel(npcId);
		mailboxes.delete(npcId);
		fallback.forget(npcId);
		gate.forget(npcId);
	};

	return {
		start: () => {
			npcs.onState((npc) => {
				if (npc.state === "ready") takeTurn(npc);
				else if (npc.state === "destroyed") forget(npc.definition.npcId);
			});
			stopFollowingSwitch = deps.switch.onChanged((isOn) => {
				log.info(isOn ? "NPCs are switched on" : "NPCs are switched off");
				for (const npc of npcs.all()) {
					if (!isOn) cancel(npc.definition.npcId);
					takeTurn(npc);
				}
			});
		},
		hear: (npc, line) => {
			mailboxOf(npc).push(line);
			if (!line.wakes) return;
			if (npc.state === "ready") takeTurn(npc);
			else sayFallback(npc);
		},
		forget,
		isThinking: (npcId) => mailboxes.get(npcId)?.isBusy() ?? false,
		destroy: () => {
			stopFollowingSwitch?.();
			stopFollowingSwitch = undefined;
		},
	};
}
