import assert from "node:assert/strict";
import type { PlayerHandle } from "@townsfolk/headless";
import { firstMeeting } from "../../../scenarios/first-meeting.ts";
import type { DoubleModel } from "../../../src/double/double-model.ts";
import { createRandom } from "../../../src/repeatable/random.ts";
import { createRig, type Rig, type RigListeners, type RigOptions } from "../../../src/run/rig.ts";

/** Visits of the demo town. */

const NPCS = 5;

/** Keeps the errors of scripts, and nothing else. */
export function keepProblems(problems: string[]): RigListeners {
	return { onProblem: (problem) => problems.push(problem), onRequest: () => {}, onBackend: () => {} };
}

/** The demo town behind the gateway, its agents thinking with `model`. Nothing runs yet. */
export function createDemoTown(
	seed: number,
	problems: string[],
	options: RigOptions & { readonly model: DoubleModel },
): Promise<Rig> {
	return createRig(firstMeeting, createRandom(seed), keepProblems(problems), options);
}

/** Starts the demo town; Alex joins when every NPC has its agent, and stands beside the first NPC. */
export async function letAlexIn(
	rig: Rig,
	problems: ReadonlyArray<string>,
	patienceSeconds = 60,
): Promise<PlayerHandle> {
	const { world, double } = rig;
	await world.start();
	assert.ok(
		await world.runUntil(() => double.readyCount() >= NPCS, patienceSeconds),
		`not everybody has an agent: ${problems.join("; ")}`,
	);
	const alex = await world.join({ name: "Alex" });
	await standBesideNpc(rig, alex);
	return alex;
}

/** Some steps to the right of the first NPC, and `behindStuds` behind that spot. */
export async function standBesideNpc({ spots }: Rig, player: PlayerHandle, behindStuds = 0): Promise<void> {
	const [x, z] = spots.npcSpots[0]!;
	await player.teleport({ x: x + 4, y: 3, z: z + behindStuds });
}

/**
 * Luau for a player's client: presses the prompt of the nearest NPC; its value is what the prompt says, whether it names the NPC,
 * and whether it is in reach. Nil where no NPC is.
 */
export const PRESS_TALK = `
	local Players = game:GetService("Players")
	local here = Players.LocalPlayer.Character.HumanoidRootPart.Position
	local nearest, least
	for _, npc in workspace.Npcs:GetChildren() do
		local distance = (npc.HumanoidRootPart.Position - here).Magnitude
		if nearest == nil or distance < least then nearest, least = npc, distance end
	end
	if nearest == nil then return nil end
	local prompt = nearest.HumanoidRootPart.TalkPrompt
	prompt:InputHoldBegin()
	task.wait(0.1)
	prompt:InputHoldEnd()
	return { prompt.ActionText, prompt.ObjectText == nearest.Name, least < prompt.MaxActivationDistance }`;
