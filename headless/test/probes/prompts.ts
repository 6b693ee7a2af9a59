import type { TestContext } from "node:test";
import { attempt } from "../support/attempt.ts";
import type { Probe } from "../support/probe.ts";
import { createScriptedWorld } from "../support/scripted-world.ts";

/** ProximityPrompt. */
export interface PromptProbe extends Probe {
	/** Luau for the server: makes `prompt` under `part`, which is 5 studs from Alex. */
	readonly make: string;
	/** How often it triggers on Alex's client and on the server. */
	readonly expected: readonly [client: number, server: number];
	/** Seconds for which Alex holds the key. */
	readonly holdSeconds?: number;
	/** Luau for the client before the press. */
	readonly before?: string;
}

export const PROMPT_PROBES: ReadonlyArray<PromptProbe> = [
	{
		what: "a prompt under a part triggers on both sides",
		source: `ProximityPrompt: "works when parented to a BasePart, Attachment, or Model (with PrimaryPart set)"`,
		make: "prompt.Parent = part",
		expected: [1, 1],
	},
	{
		what: "a prompt under an attachment triggers on both sides",
		source: "ProximityPrompt",
		make: `local at = Instance.new("Attachment") at.Parent = part prompt.Parent = at`,
		expected: [1, 1],
	},
	{
		what: "a prompt under a model with a primary part triggers on both sides",
		source: "ProximityPrompt",
		make: `local model = Instance.new("Model") part.Parent = model model.PrimaryPart = part
			model.Parent = workspace prompt.Parent = model`,
		expected: [1, 1],
	},
	{
		what: "a prompt under a model without a primary part never triggers",
		source: "ProximityPrompt",
		make: `local model = Instance.new("Model") part.Parent = model model.Parent = workspace prompt.Parent = model`,
		expected: [0, 0],
	},
	{
		what: "a prompt that is too far away does not trigger",
		source: "ProximityPrompt.MaxActivationDistance",
		make: "prompt.MaxActivationDistance = 3 prompt.Parent = part",
		expected: [0, 0],
	},
	{
		what: "the server measures for itself whether a prompt is near",
		source: "facts: ProximityPrompt.Triggered is checked for distance on the server",
		make: "prompt.MaxActivationDistance = 3 prompt.Parent = part",
		before: "prompt.MaxActivationDistance = 100",
		expected: [1, 0],
	},
	{
		what: "a prompt that is disabled does not trigger",
		source: "ProximityPrompt.Enabled",
		make: "prompt.Enabled = false prompt.Parent = part",
		expected: [0, 0],
	},
	{
		what: "a prompt that has to be held triggers when it was held for long enough",
		source: "ProximityPrompt.HoldDuration",
		make: "prompt.HoldDuration = 1 prompt.Parent = part",
		holdSeconds: 1.2,
		expected: [1, 1],
	},
	{
		what: "a prompt that has to be held does not trigger before",
		source: "ProximityPrompt.HoldDuration",
		make: "prompt.HoldDuration = 1 prompt.Parent = part",
		holdSeconds: 0.5,
		expected: [0, 0],
	},
];

export async function askPrompt(
	t: TestContext,
	{ make, holdSeconds = 0.1, before = "" }: PromptProbe,
): Promise<unknown> {
	const { world } = await createScriptedWorld(t, {});
	await world.start();
	const alex = await world.join({ name: "Alex" });
	await alex.teleport({ x: 0, y: 3, z: 0 });
	const listen = "_G.count = 0 prompt.Triggered:Connect(function() _G.count += 1 end)";
	await attempt(
		world,
		`local part = Instance.new("Part") part.Anchored = true part.Position = Vector3.new(5, 3, 0) part.Parent = workspace
		local prompt = Instance.new("ProximityPrompt") ${make} ${listen}`,
	);
	await world.run(0.3);
	const find = `local prompt = workspace:FindFirstChildWhichIsA("ProximityPrompt", true)`;
	await attempt(
		world,
		`${find} ${listen} ${before} prompt:InputHoldBegin() task.wait(${holdSeconds}) prompt:InputHoldEnd()`,
		"Alex",
	);
	await world.run(1);
	return [await attempt(world, "return _G.count", "Alex"), await attempt(world, "return _G.count")];
}
