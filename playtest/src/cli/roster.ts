import type { Town } from "../town.ts";
import { distance } from "../town/survey.ts";
import type { Mind } from "../town/mind-monitor.ts";
import type { Paint } from "./style.ts";

function mindState(mind: Mind, paint: Paint): string {
	// The provider's name before the model's is the App Server's own.
	if (mind.state === "ready")
		return `${mind.agentId}  ${paint.dim(mind.model?.replace(/^openai-compatible\//, "") ?? "")}`;
	return mind.state === "asked"
		? paint.dim("its agent is being made")
		: paint.bad(`no agent: ${mind.problem}`);
}

const NAME_WIDTH = 8;

function nameCell(name: string, paint: Paint): string {
	return paint.name(name) + " ".repeat(Math.max(1, NAME_WIDTH - name.length));
}

/** The NPCs and their agents, a line each. */
export function describeMinds(minds: ReadonlyArray<Mind>, paint: Paint): string {
	return minds.map((mind) => `    ${nameCell(mind.displayName, paint)}${mindState(mind, paint)}`).join("\n");
}

/** The NPCs by distance from the player, with where they are and what their minds are. */
export async function describeWho(
	town: Pick<Town, "stage" | "minds" | "player">,
	paint: Paint,
): Promise<string> {
	const { npcs } = await town.stage.survey();
	const here = town.player.position();
	const lines = npcs
		.map((npc) => ({ ...npc, studs: here === undefined ? 0 : distance(here, npc.position) }))
		.sort((a, b) => a.studs - b.studs)
		.map(({ npcId, name, studs }) => {
			const mind = town.minds().find((candidate) => candidate.npcId === npcId);
			const status = mind?.blocks.get("status")?.value ?? "";
			const away = `${Math.round(studs)} studs`.padStart(9);
			const agent = mind?.agentId ?? mind?.problem ?? "no agent yet";
			return `    ${nameCell(name, paint)}${away}  ${status}\n${" ".repeat(4 + NAME_WIDTH + 11)}${paint.dim(agent)}`;
		});
	return lines.length === 0 ? "    Nobody is here." : lines.join("\n");
}

/** An NPC's memory blocks; undefined when there is no NPC of that name. */
export function describeBlocks(minds: ReadonlyArray<Mind>, name: string, paint: Paint): string | undefined {
	const wanted = name.toLowerCase();
	const mind = minds.find(({ displayName }) => displayName.toLowerCase() === wanted);
	if (mind === undefined) return undefined;
	const blocks = [...mind.blocks].map(([label, { value, isStored, rev }]) => {
		const state =
			rev === 0 ? "since its making" : isStored ? `stored, revision ${rev}` : `revision ${rev}, on its way`;
		const body = pretty(value).replace(/^/gm, "      ");
		return `    ${paint.bold(label)} ${paint.dim(`(${state})`)}\n${body}`;
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
