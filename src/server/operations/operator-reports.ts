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
	/** How many of an NPC's blocks the back end has not confirmed. */
	readonly pendingBlocks: (npcId: string) => number;
}

/** `npcs`: a table of all NPCs and their state. */
export function npcsCommand(deps: NpcReportDeps): OperatorCommand {
	return {
		name: "npcs",
		usage: "npcs",
		help: "every NPC: its agent's state, its attention, its location, its pending blocks",
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
		help: `the newest n lines of the log (default ${MONITOR.logLines})`,
		run: ([count]) => {
			const wanted = count === undefined ? MONITOR.logLines : tonumber(count);
			if (wanted === undefined || wanted < 1 || wanted % 1 !== 0)
				return `Usage: ${usage}, where n is a whole number from 1 up.`;
			const all = entries();
			const newest = all.filter((_, index) => index >= all.size() - wanted);
			if (newest.isEmpty()) return "The log is empty.";
			return newest
				.map(({ time, level, category, message }) => `${time} ${level} [${category}] ${message}`)
				.join("\n");
		},
	};
}
