import type { PlayerLine } from "server/ports";
import { TURN } from "server/constants/rules";
import { isCrisis } from "server/rules/talk/crisis";
import { type EntityId, playerEntityId } from "server/rules/space/entity";
import { createLineDedupe } from "server/rules/talk/line-dedupe";
import { clampUtf8, stripControl } from "shared/text/text";
import { FilterQueues, type FilterQueuesDeps } from "./filter-queues";
import type { InboundLimits } from "./inbound-limits";

/** A player's line as the rest of the server may know it: filtered, and once. */
export interface FilteredLine {
	readonly userId: number;
	readonly entityId: EntityId;
	readonly displayName: string;
	readonly text: string;
}

export interface PlayerTextDeps extends FilterQueuesDeps {
	readonly inbound: Pick<InboundLimits, "accept">;
	/** A player speaks of hurting themselves: no NPC and no model hears the line. */
	readonly onCrisis: (userId: number) => void;
}

/** Bytes of a line in which the server looks for words of self-harm: more than anybody can type. */
const CRISIS_BYTES = 1000;

/** `/e dance`, `/w Bob …`: lines for the chat itself. Some ways of hearing players tell of them, too. */
function isCommand(line: string): boolean {
	return line.sub(1, 1) === "/";
}

/** What players type, on its way in. */
export class PlayerText {
	private readonly dedupe = createLineDedupe();
	private readonly queues: FilterQueues<number>;

	constructor(private readonly deps: PlayerTextDeps) {
		this.queues = new FilterQueues(deps, "a player's line");
	}

	public receive(line: PlayerLine, onLine: (line: FilteredLine) => void): void {
		if (!this.isNew(line)) return;
		// Before all limits, and whether or not NPCs are switched on: nobody types too fast to be helped.
		const start = clampUtf8(stripControl(line.text.sub(1, CRISIS_BYTES)), TURN.maxLineChars);
		if (isCrisis(start)) return this.deps.onCrisis(line.userId);
		if (isCommand(start)) return;
		const text = this.deps.inbound.accept(line.userId, line.text);
		if (text !== undefined && this.deps.switch.isOn()) this.send({ ...line, text }, onLine);
	}

	/** Drops the player's lines that wait for the filter. */
	public forget(userId: number): void {
		this.dedupe.forget(playerEntityId(userId));
		this.queues.forget(userId);
	}

	private isNew({ messageId, userId }: PlayerLine): boolean {
		return messageId === undefined || this.dedupe.accept(playerEntityId(userId), messageId);
	}

	private send({ userId, displayName, text }: PlayerLine, onLine: (line: FilteredLine) => void): void {
		const entityId = playerEntityId(userId);
		this.queues.send(userId, {
			text,
			userId: () => userId,
			onText: (clean) => onLine({ userId, entityId, displayName, text: clean }),
			context: { userId },
		});
	}
}
