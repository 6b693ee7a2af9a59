import { THINKING_TEXT } from "shared/constants";
import type { ChatDisplay } from "server/ports";
import { type NpcChatMessage } from "shared/npc-chat-message";
import { AiNotice } from "./ai-notice";
import { FilterQueues, type FilterQueuesDeps } from "./filter-queues";

/** Something that an NPC wants to say. */
export interface Speech {
	readonly npcId: string;
	readonly displayName: string;
	readonly text: string;
	/** The user ids of those who would hear it at the moment of the call. */
	readonly listeners: () => ReadonlyArray<number>;
	/** The text filter refused it: nobody is shown anything. */
	readonly onRefused?: () => void;
}

export interface NpcTextDeps extends FilterQueuesDeps {
	readonly display: ChatDisplay;
}

/** What players see of NPCs, and the notices, on the way out. */
export class NpcText {
	private readonly queues: FilterQueues<string>;
	private readonly notice = new AiNotice();
	private lastMessage = 0;

	constructor(private readonly deps: NpcTextDeps) {
		this.queues = new FilterQueues(deps, "an NPC's line");
	}

	public say(speech: Speech): void {
		const { npcId, text, listeners, onRefused } = speech;
		this.queues.send(npcId, {
			text,
			userId: () => listeners()[0],
			onText: (clean) => this.show({ ...speech, text: clean }),
			onRefused,
			context: { npcId },
		});
	}

	/** Drops the NPC's lines that wait for the filter. */
	public drop(npcId: string): void {
		this.queues.forget(npcId);
	}

	public think({ npcId, displayName, listeners }: Speech): void {
		const message = this.withId({ npcId, displayName, text: THINKING_TEXT, kind: "thinking" });
		for (const userId of listeners()) this.deps.display.show(userId, message);
	}

	/** Tells a player, the first time, that NPCs are AI. */
	public giveNotice(userId: number, npcId: string, displayName: string): void {
		const text = this.notice.take(userId, displayName);
		if (text !== undefined) this.showNotice(userId, npcId, text);
	}

	/** The operator's fixed text needs no filter. */
	public giveHelp(userId: number, text: string): void {
		this.deps.log.info("a line got the crisis answer");
		this.showNotice(userId, "", text);
	}

	/** A fixed text of the game's needs no filter. */
	public tell(userId: number, text: string): void {
		this.showNotice(userId, "", text);
	}

	/** A player who comes again gets the notice again. */
	public forgetPlayer(userId: number): void {
		this.notice.forget(userId);
	}

	private show({ npcId, displayName, text, listeners }: Speech): void {
		const message = this.withId({ npcId, displayName, text, kind: "speech" });
		for (const userId of listeners()) {
			this.giveNotice(userId, npcId, displayName);
			this.deps.display.show(userId, message);
		}
	}

	private showNotice(userId: number, npcId: string, text: string): void {
		this.deps.display.show(userId, this.withId({ npcId, displayName: "Notice", text, kind: "notice" }));
	}

	/** A message has the same id for all who are shown it. */
	private withId(message: Omit<NpcChatMessage, "messageId">): NpcChatMessage {
		this.lastMessage += 1;
		return { messageId: `line-${this.lastMessage}`, ...message };
	}
}
