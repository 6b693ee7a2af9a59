/** Luau for a player's client: presses the prompt of the nearest NPC in reach; its value is the NPC's name, or nil. */
export const PRESS_TALK_SOURCE = `
local character = game:GetService("Players").LocalPlayer.Character
local root = character and character:FindFirstChild("HumanoidRootPart")
if root == nil then return nil end
local nearest, least
for _, body in game:GetService("CollectionService"):GetTagged("Npc") do
	local prompt = body:FindFirstChild("TalkPrompt", true)
	local distance = prompt and (prompt.Parent.Position - root.Position).Magnitude
	if distance and distance <= prompt.MaxActivationDistance and (least == nil or distance < least) then
		nearest, least = prompt, distance
	end
end
if nearest == nil then return nil end
nearest:InputHoldBegin()
task.wait(nearest.HoldDuration + 0.1)
nearest:InputHoldEnd()
return nearest.ObjectText
`;
