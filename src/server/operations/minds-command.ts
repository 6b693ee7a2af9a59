import type { Json } from "server/ports";
import type { Npc } from "server/npcs/npc-manager";
import type { MindReport, MindsReport } from "./minds-report";
import type { NpcReportDeps } from "./operator-reports";
import type { OperatorCommand } from "./operator-commands";

export interface MindsCommandDeps extends NpcReportDeps {
	readonly json: Pick<Json, "encode">;
	readonly factsOf: (npcId: string) => Pick<MindReport, "agentId" | "model" | "failure" | "isErasing">;
	readonly blocksOf: (npcId: string) => MindReport["blocks"];
	readonly turnsOf: (npcId: string) => MindReport["turns"];
}

function reportOn(npc: Npc, deps: MindsCommandDeps): MindReport | undefined {
	const { entityId, definition, state } = npc;
	const { npcId, displayName } = definition;
	if (state === "destroyed") return undefined;
	return {
		npcId,
		displayName,
		state,
		...deps.factsOf(npcId),
		attention: deps.tierOf(entityId),
		location: deps.locationOf(entityId),
		action: deps.actionOf(npcId),
		blocks: deps.blocksOf(npcId),
		pendingBlocks: deps.pendingBlocks(npcId),
		turns: deps.turnsOf(npcId),
	};
}

/** `minds [npc…]`: the state of all NPCs' minds, or of those named by their ids, for programs. */
export function mindsCommand(deps: MindsCommandDeps): OperatorCommand {
	return {
		name: "minds",
		usage: "minds [npc…]",
		help: "for programs: every NPC's mind, or those of the ids given, as JSON",
		run: (npcIds) => {
			const isWanted = ({ definition }: Npc) => npcIds.isEmpty() || npcIds.includes(definition.npcId);
			const minds = deps
				.all()
				.filter(isWanted)
				.mapFiltered((npc) => reportOn(npc, deps));
			const report: MindsReport = { minds };
			return deps.json.encode(report);
		},
	};
}
