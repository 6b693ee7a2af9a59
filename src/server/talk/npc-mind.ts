import type { Clock, LettaPort, Log, Random, Switch, TurnEvent } from "server/ports";
import { LIMITS } from "server/constants/rules";
import type { Talks } from "server/rules/talk/talks";
import { buildTurnContent } from "server/rules/talk/turn-content";
import type { BlockWriter } from "server/net/block-writer";
import { SlidingWindow } from "server/net/sliding-window";
import { type Mail, Mailbox, type MailLine } from "server/rules/talk/mailbox";
import type { PerceptionService } from "server/perception/perception-service";
import type { Npc } from "server/npcs/npc-manager";
import { NpcVoice, type NpcVoiceDeps } from "./npc-voice";
import type { TiredLine } from "./tired-line";
import { isLong, newTurn, type TurnInHand } from "./turn-in-hand";

/** What an NPC has said in one turn, as players saw it. */
export interface SpokenReply {
	readonly npc: Npc;
	readonly text: string;
	/** The NPC withdrew the rest: others overhear the reply, and need not answer. */
	readonly isCutShort?: boolean;
}

export interface NpcMindDeps extends NpcVoiceDeps {
	readonly clock: Clock;
	readonly random: Random;
	readonly log: Log;
	readonly letta: Pick<LettaPort, "sendTurn" | "hasten" | "cancelTurn" | "actionResult">;
	readonly blocks: Pick<BlockWriter, "flush">;
	readonly perception: NpcVoiceDeps["perception"] &
		Pick<PerceptionService, "statusOf" | "companyOf" | "takeEvents">;
	readonly talks: Pick<Talks, "spoke" | "end" | "beginThinking" | "endThinking">;
	readonly switch: Pick<Switch, "isOn">;
	/** Takes one turn of what the whole server may spend; false when nothing is left. `now` in seconds. */
	readonly spend: (now: number) => boolean;
	/** What NPCs say when nothing is left. */
	readonly tired: TiredLine;
	/** Hears of every reply of which anything was said, after its last sentence. */
	readonly onSpoken: (reply: SpokenReply) => void;
}

type TurnFailure = Extract<TurnEvent, { readonly kind: "failed" }>;

/** Seconds until an NPC tries again that has no turns left for now, or whose agent did not take one. */
const RETRY_SECONDS = 5;

/** What an agent is told of a reply that a player's line ended. */
const INTERRUPTED = "somebody spoke before you could finish";

const TOO_LONG = "nobody heard more than the beginning of your last reply: it was too long";

/** What one NPC has heard, its turns with its agent (one at a time), and what it says of them. */
export class NpcMind {
	private readonly mailbox = new Mailbox();
	private readonly voice: NpcVoice;
	/** The turns of the last minute. */
	private readonly turns = new SlidingWindow(60);
	/** The turn that its agent has. */
	private turn?: TurnInHand;
	private isRetryPlanned = false;
	private isDropped = false;

	constructor(
		private readonly npc: Npc,
		private readonly deps: NpcMindDeps,
	) {
		this.voice = new NpcVoice(npc, deps);
	}

	/** A line that wakes the NPC is answered as soon as its mind is free. */
	public hear(line: MailLine): void {
		this.mailbox.push(line);
		if (!line.wakes) return;
		const isFromPlayer = line.from !== "npc";
		if (isFromPlayer) this.breakOff();
		if (this.npc.state === "ready") this.takeTurn();
		else this.voice.sayFallback(isFromPlayer);
	}

	/** Has a turn without being spoken to. */
	public prompt(): void {
		this.mailbox.wake();
		this.takeTurn();
	}

	/** A player comes up to the NPC and asks it to talk, without a line. */
	public approach(): void {
		this.mailbox.wake(true);
		if (this.npc.state === "ready") this.takeTurn();
		else this.voice.sayFallback(true);
	}

	/** Says a line of the game's now: not part of any turn. */
	public sayOwn(text: string): void {
		this.voice.say(text);
	}

	/** Its agent is ready, perhaps after a long time. */
	public wake(): void {
		this.mailbox.expireWaiting(this.deps.clock.now());
		this.takeTurn();
	}

	/** NPCs are switched on again. What was said before is not answered. */
	public resume(): void {
		this.takeTurn();
	}

	/** NPCs are switched off. */
	public silence(): void {
		this.voice.hush();
		if (this.turn !== undefined) this.withdraw(this.turn, "you fell silent before you could finish");
		this.takeTurn();
	}

	/** A player speaks: the NPC does not say what it was about to say to other NPCs, or of its own accord. */
	public yieldToPlayer(): void {
		this.mailbox.yieldToPlayers();
		for (const turn of this.unfinished()) if (turn.cause !== "player") this.withdraw(turn, INTERRUPTED);
	}

	/** A player's new line goes before what is left of a long reply. */
	private breakOff(): void {
		for (const turn of this.unfinished())
			if (isLong(turn, this.turn === turn)) this.withdraw(turn, INTERRUPTED);
	}

	private unfinished(): ReadonlyArray<TurnInHand> {
		const turns = this.turn === undefined ? this.voice.unsaid() : [...this.voice.unsaid(), this.turn];
		return turns.filter(({ isWithdrawn }) => !isWithdrawn);
	}

	/** Stops its turn; the NPC says nothing more and ignores what its agent still sends. */
	public drop(): void {
		const { turn } = this;
		this.isDropped = true;
		this.turn = undefined;
		this.voice.drop();
		this.deps.talks.endThinking(this.npc.entityId);
		if (turn !== undefined) this.deps.letta.cancelTurn(this.npc.definition.npcId, turn.turnId);
	}

	/** Says nothing more. */
	public hush(): void {
		this.voice.hush();
	}

	private takeTurn(): void {
		const { mailbox } = this;
		const now = this.deps.clock.now();
		if (!this.deps.switch.isOn()) {
			if (mailbox.takeNext(now) !== undefined) mailbox.done();
			return;
		}
		// The next turn begins when this one ends.
		if (mailbox.isBusy() && mailbox.isAwaitedByPlayer()) this.deps.letta.hasten();
		const isFree = this.npc.state === "ready" && !mailbox.isBusy();
		if (!isFree || !mailbox.isAsked() || !this.mayTakeTurn(now)) return;
		const mail = mailbox.takeNext(now);
		if (mail !== undefined) this.send(newTurn(this.deps.random.guid(), mail), now);
	}

	/** True if the server and this NPC may have another turn now. If not, the NPC tries again later. */
	private mayTakeTurn(now: number): boolean {
		if (this.turns.count(now) < LIMITS.npcTurnsPerMinute) {
			this.turns.add(now);
			if (this.deps.spend(now)) return true;
			this.tire(now);
		}
		this.retryLater();
		return false;
	}

	private tire(now: number): void {
		this.mailbox.expireWaiting(now);
		const line = this.deps.tired.take(now);
		if (line !== undefined) this.voice.say(line);
	}

	/** What waits for an answer may become too old for one meanwhile. */
	private retryLater(): void {
		if (this.isRetryPlanned) return;
		this.isRetryPlanned = true;
		this.deps.clock.after(RETRY_SECONDS, () => {
			this.isRetryPlanned = false;
			if (!this.isDropped) this.takeTurn();
		});
	}

	private send(turn: TurnInHand, now: number): void {
		const { letta, log, talks } = this.deps;
		const { npcId } = this.npc.definition;
		const { turnId, mail, cause } = turn;
		this.turn = turn;
		talks.beginThinking(this.npc.entityId, now);
		// The agent must not answer from a memory that is older than the turn.
		this.deps.blocks.flush(npcId, now);
		log.debug("turn", { npcId, turnId, lines: mail.lines.size(), cause });
		this.voice.showThinking(() => this.turn === turn && turn.progress === "asked" && !turn.isWithdrawn);
		const content = this.contentFor(mail, now);
		turn.content = content;
		this.voice.expect(turn);
		const spareSeconds = () => this.spareSeconds(turn);
		const isEndAwaited = () => this.mailbox.isAwaitedByPlayer();
		letta.sendTurn(npcId, { turnId, content, spareSeconds, isEndAwaited }, (event) => {
			// Ignore late events for a turn this NPC dropped.
			if (!this.isDropped) this.onTurnEvent(turn, event);
		});
	}

	/** Seconds for which the NPC needs no further sentence of a turn. */
	private spareSeconds(turn: TurnInHand): number {
		return turn.isWithdrawn || turn.progress === "stopped" ? math.huge : this.voice.spareSeconds();
	}

	private contentFor({ lines, earlier }: Mail, now: number): string {
		const { perception } = this.deps;
		const { npcId, displayName } = this.npc.definition;
		return buildTurnContent({
			name: displayName,
			status: perception.statusOf(npcId),
			company: perception
				.companyOf(npcId)
				.map(({ key, kind, appearance }) => ({ name: key, kind, appearance })),
			events: perception.takeEvents(npcId),
			lines: lines.map(({ speaker, text, at, wakes }) => ({ speaker, text, secondsAgo: now - at, wakes })),
			earlierLines: earlier,
		});
	}

	private onTurnEvent(turn: TurnInHand, event: TurnEvent): void {
		if (event.kind === "sentence") return this.onSentence(turn, event.text);
		if (event.kind === "delayed") return this.onDelay(turn);
		if (event.kind === "action") return this.refuseTool(event.callId, event.name);
		if (this.turn === turn) this.turn = undefined;
		const isOurs = turn.isWithdrawn || turn.progress === "stopped";
		if (event.kind === "failed" && !isOurs) this.onFailure(turn, event);
		if (event.kind === "failed" && !event.delivered) return this.takeBack(turn);
		this.voice.finish(turn, () => this.conclude(turn));
		this.mailbox.done();
		this.deps.talks.endThinking(this.npc.entityId);
		this.takeTurn();
	}

	/** Ignores what comes of a reply that has said enough. */
	private onSentence(turn: TurnInHand, text: string): void {
		if (turn.progress === "stopped") return;
		this.voice.hear(turn, text);
		// A whole reply comes at once, and ends by itself.
		if (turn.reply.isOver) this.deps.clock.after(0, () => this.stop(turn));
	}

	/** A reply has gone on for too long: stops its agent, which believes that all of it was heard. */
	private stop(turn: TurnInHand): void {
		if (this.turn !== turn || this.isDropped || turn.isWithdrawn) return;
		const { npcId } = this.npc.definition;
		const { turnId } = turn;
		this.deps.log.info("a reply was too long: its agent is stopped", { npcId, turnId });
		// Whoever has spoken meanwhile does not wait until all of it is read.
		if (this.mailbox.isAskedByPlayer() && !turn.said.isEmpty()) return this.withdraw(turn, TOO_LONG);
		this.deps.perception.noteEvent(npcId, "unheard", TOO_LONG);
		this.deps.letta.cancelTurn(npcId, turnId);
	}

	/** Players should not stand before a silent NPC for a minute. */
	private onDelay(turn: TurnInHand): void {
		if (turn.progress === "asked" && !turn.isWithdrawn) this.sayFallback(turn);
	}

	private sayFallback(turn: TurnInHand): void {
		turn.isExcused = true;
		this.voice.sayFallback(turn.isAwaited);
	}

	private refuseTool(callId: string, tool: string): void {
		const { npcId } = this.npc.definition;
		this.deps.log.warn("an agent called a tool that does not exist", { npcId, tool });
		this.deps.letta.actionResult(npcId, callId, false, "There is no such tool.");
	}

	private onFailure(turn: TurnInHand, { reason, message }: TurnFailure): void {
		const { npcId } = this.npc.definition;
		this.deps.log.warn("a turn failed", { npcId, turnId: turn.turnId, reason, problem: message });
		// A fallback line in the middle of a reply would sound odd.
		if (turn.progress === "asked") this.sayFallback(turn);
	}

	/** The agent never saw the turn: its lines go into the next one. */
	private takeBack(turn: TurnInHand): void {
		this.voice.finish(turn, () => {});
		this.mailbox.giveBack();
		this.deps.talks.endThinking(this.npc.entityId);
		this.mailbox.expireWaiting(this.deps.clock.now());
		if (turn.isWithdrawn) this.mailbox.yieldToPlayers();
		this.retryLater();
	}

	/** All of a reply has been said. */
	private conclude(turn: TurnInHand): void {
		const { endsTalk, said, isWithdrawn } = turn;
		turn.isConcluded = true;
		this.voice.giveWords(turn);
		if (endsTalk) this.deps.talks.end(this.npc.entityId);
		if (!said.isEmpty() && !isWithdrawn) this.deps.onSpoken({ npc: this.npc, text: said.join(" ") });
	}

	/** Takes back what the NPC has not said of a reply, and stops its agent. */
	private withdraw(turn: TurnInHand, why: string): void {
		const { npcId } = this.npc.definition;
		const { turnId, cause, said } = turn;
		turn.isWithdrawn = true;
		// Others heard what the NPC had already said.
		if (!said.isEmpty()) this.deps.onSpoken({ npc: this.npc, text: said.join(" "), isCutShort: true });
		this.deps.perception.noteEvent(npcId, "unheard", why);
		this.deps.log.info("a reply is withdrawn", { npcId, turnId, cause });
		if (this.turn === turn) this.deps.letta.cancelTurn(npcId, turnId);
	}
}
