import type { World } from "@townsfolk/headless";
import type { Scenario } from "../../scenarios/index.ts";
import type { Random } from "../repeatable/random.ts";

/** Hurts NPCs now and then, as a script of the world would. */
export interface Mishaps {
	/** Does what is due. */
	readonly step: (npcIds: ReadonlyArray<string>) => Promise<void>;
}

/** An NPC that has this much left at most, percent, is spared: dying is another matter. */
const SPARED_PERCENT = 10;

function onHumanoid(npcId: string, luau: string): string {
	return `
for _, model in workspace.Npcs:GetChildren() do
	local humanoid = model:FindFirstChildOfClass("Humanoid")
	if humanoid and model:GetAttribute("NpcId") == "${npcId}" then ${luau} end
end`;
}

export function createMishaps(world: World, random: Random, plan: Scenario["mishaps"]): Mishaps {
	let nextAt = -Infinity;
	let endsAt = Infinity;
	const hurt: { npcId: string; healAt: number }[] = [];
	return {
		step: async (npcIds) => {
			if (plan === undefined || npcIds.length === 0) return;
			const now = world.now();
			if (nextAt === -Infinity) {
				nextAt = now + plan.everySeconds;
				endsAt = now + (plan.untilSeconds ?? Infinity);
			}
			while (hurt.length > 0 && hurt[0]!.healAt <= now) {
				await world.evaluate(
					"server",
					onHumanoid(hurt.shift()!.npcId, "humanoid.Health = humanoid.MaxHealth"),
				);
			}
			if (now < nextAt || now >= endsAt) return;
			nextAt += plan.everySeconds;
			const npcId = random.pick(npcIds);
			const left = `humanoid.Health - humanoid.MaxHealth * ${plan.percent / 100}`;
			const spared = `humanoid.MaxHealth * ${SPARED_PERCENT / 100}`;
			await world.evaluate(
				"server",
				onHumanoid(npcId, `if ${left} > ${spared} then humanoid.Health = ${left} end`),
			);
			hurt.push({ npcId, healAt: now + plan.healAfterSeconds });
		},
	};
}
