import { CollectionService, Workspace } from "@rbxts/services";
import { Trove } from "@rbxts/trove";
import type { TalkPrompts } from "server/ports";

const NAME = "TalkPrompt";

/** Studs: as near as people stand who talk. */
const REACH_STUDS = 10;

/** It hangs on the root, and so streams in and out with the whole body. */
function addPrompt(body: Instance): ProximityPrompt | undefined {
	const root = body.FindFirstChild("HumanoidRootPart");
	if (root === undefined || root.FindFirstChild(NAME) !== undefined) return undefined;
	const prompt = new Instance("ProximityPrompt");
	prompt.Name = NAME;
	prompt.ActionText = "Talk";
	const displayName = body.GetAttribute("DisplayName");
	prompt.ObjectText = typeIs(displayName, "string") ? displayName : "";
	prompt.MaxActivationDistance = REACH_STUDS;
	// NPCs stand behind counters and in crowds.
	prompt.RequiresLineOfSight = false;
	prompt.Parent = root;
	return prompt;
}

/** A prompt "Talk" at every NPC's body. Roblox checks on the server that the player is near. */
export function createTalkPrompts(isOn: boolean): TalkPrompts {
	return {
		onTalk: (callback) => {
			const trove = new Trove();
			if (!isOn) return () => {};
			const add = (body: Instance) => {
				const npcId = body.GetAttribute("NpcId");
				if (!typeIs(npcId, "string") || !body.IsDescendantOf(Workspace)) return;
				// The connection goes with the prompt, and the prompt with the body.
				addPrompt(body)?.Triggered.Connect((player) => callback(npcId, player.UserId));
			};
			trove.connect(CollectionService.GetInstanceAddedSignal("Npc"), add);
			for (const body of CollectionService.GetTagged("Npc")) add(body);
			return () => trove.destroy();
		},
	};
}
