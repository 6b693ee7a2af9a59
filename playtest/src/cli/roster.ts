import type { BlockReport, MindReport } from "../../../src/server/operations/minds-report.ts";
import type { Playtest } from "../playtest.ts";
import { distance } from "../player/survey.ts";
import { nameColumns } from "./style.ts";
import type { Paint } from "./style.ts";

/** Why an NPC has no agent, in few words. The log has all of them. */
function problemOf({ failure }: MindReport): string | undefined {
	return failure?.reason === "agentLimit" ? "Letta's plan allows no more agents" : failure?.message;
}

function mindState(mind: MindReport, paint: Paint): string {
	const { agentId, model, state } = mind;
	const problem = problemOf(mind);
	// The provider's name before the model's is the App Server's own.
	if (state === "ready" && agentId !== undefined)
		return `${agentId}  ${paint.dim(model?.replace(/^openai-compatible\//, "") ?? "")}`;
	return problem === undefined ? paint.dim("its agent is being made") : paint.bad(`no agent: ${problem}`);
}

function nameCell(name: string, columns: number, paint: Paint): string {
	return paint.name(name) + " ".repeat(Math.max(1, columns - [...name].length));
}

/** The NPCs and their agents, a line each. */
export function describeMinds(minds: ReadonlyArray<MindReport>, paint: Paint): string {
	const columns = nameColumns(minds.map(({ displayName }) => displayName));
	return minds
		.map((mind) => `    ${nameCell(mind.displayName, columns, paint)}${mindState(mind, paint)}`)
		.join("\n");
}

/** The NPCs by distance from the player, with where they are and what their minds are. */
export async function describeWho(
	playtest: Pick<Playtest, "stage" | "minds" | "player">,
	paint: Paint,
): Promise<string> {
	const { npcs } = await playtest.stage.survey();
	const minds = await playtest.minds();
	const here = playtest.player.position();
	const columns = nameColumns(npcs.map(({ name }) => name));
	const lines = npcs
		.map((npc) => ({ ...npc, studs: here === undefined ? 0 : distance(here, npc.position) }))
		.sort((a, b) => a.studs - b.studs)
		.map(({ npcId, name, studs }) => {
			const mind = minds.find((candidate) => candidate.npcId === npcId);
			const status = mind?.blocks.find(({ label }) => label === "status")?.value ?? "";
			const rounded = Math.round(studs);
			const away = `${rounded} ${rounded === 1 ? "stud" : "studs"}`.padStart(9);
			const agent = mind?.agentId ?? (mind && problemOf(mind)) ?? "no agent yet";
			return `    ${nameCell(name, columns, paint)}${away}  ${status}\n${" ".repeat(4 + columns + 11)}${paint.dim(agent)}`;
		});
	return lines.length === 0 ? "    Nobody is here." : lines.join("\n");
}

function blockState({ rev, state }: BlockReport): string {
	if (state === "unsent") return "not sent yet";
	if (state === "sent") return `revision ${rev}, on its way`;
	return rev === 0 ? "since its making" : `stored, revision ${rev}`;
}

/** An NPC's memory blocks; undefined when there is no NPC of that name. */
export function describeBlocks(
	minds: ReadonlyArray<MindReport>,
	name: string,
	paint: Paint,
): string | undefined {
	const wanted = name.toLowerCase();
	const mind = minds.find(({ displayName }) => displayName.toLowerCase() === wanted);
	if (mind === undefined) return undefined;
	const blocks = mind.blocks.map((block) => {
		const body = pretty(block.value).replace(/^/gm, "      ");
		return `    ${paint.bold(block.label)} ${paint.dim(`(${blockState(block)})`)}\n${body}`;
	});
	return blocks.length === 0 ? "    It has no blocks besides its persona." : blocks.join("\n");
}

/** JSON with line breaks, anything else as it is. */
function pretty(value: string): string {
	if (!value.startsWith("{")) return value;
	try {
		return JSON.stringify(JSON.parse(value), undefined, 2);
	} catch {
		return value;
	}
}
