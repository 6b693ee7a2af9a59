import type { LogEntry } from "server/ports";
import { MONITOR } from "server/constants/operations";
import type { AttentionTier } from "server/rules/load/attention";
import type { EntityId } from "server/rules/space/entity";
import { formatTable } from "server/rules/text/text-table";
import type { Npc } from "server/npcs/npc-manager";
import type { OperatorCommand } from "./operator-commands";

export interface NpcReportDeps {
	readonly all: () => ReadonlyArray<Npc>;
	readonly tierOf: (id: EntityId) => AttentionTier;
	readonly locationOf: (id: EntityId) => string;
	readonly actionOf: (npcId: string) => string;
	/** Blocks of an NPC that the back end has not confirmed. */
	readonly pendingBlocks: (npcId: string) => number;
}

/** `npcs`: who there is and how it stands with each. */
export function npcsCommand(deps: NpcReportDeps): OperatorCommand {
	return {
		name: "npcs",
		usage: "npcs",
		help: "every NPC: its agent's state, its attention, where it is, blocks on their way",
		run: () => {
			const rows = deps
				.all()
				.map(({ entityId, definition: { npcId, displayName }, state }) => [
					npcId,
					displayName,
					state as string,
					deps.tierOf(entityId) as string,
					deps.locationOf(entityId),
					deps.actionOf(npcId),
					`${deps.pendingBlocks(npcId)}`,
				]);
			if (rows.isEmpty()) return "There is no NPC.";
			return formatTable(["npc", "name", "agent", "attention", "location", "action", "pending blocks"], rows);
		},
	};
}

/** `log [n]`: the newest lines of the log. */
export function logCommand(entries: () => ReadonlyArray<LogEntry>): OperatorCommand {
	const usage = "log [n]";
	return {
		name: "log",
		usage,
		help: `the newest n lines of the log, ${MONITOR.logLines} if not said`,
		run: ([count]) => {
			const wanted = count === undefined ? MONITOR.logLines : tonumber(count);
			if (wanted === undefined || wanted < 1 || wanted % 1 !== 0)
				return `It goes like this: ${usage}, where n is a whole number from 1.`;
			const all = entries();
			const newest = all.filter((_, index) => index >= all.size() - wanted);
			if (newest.isEmpty()) return "The log is empty.";
			return newest
				.map(({ time, level, category, message }) => `${time} ${level} [${category}] ${message}`)
				.join("\n");
		},
	};
}
