import type { Fault } from "../../scripts/teeth/fault.ts";

const ROBLOX = "src/server/roblox";
const SHARED = "src/shared/animation";

export default [
	{
		name: "an NPC's left arm is black",
		file: `${ROBLOX}/npc-figure.ts`,
		find: "description.LeftArmColor = arms;",
		replace: "",
		covers: { specs: ["roblox.npc-figure"] },
	},
	{
		name: "an NPC's skin has the colour of its shirt under the shirt",
		file: `${ROBLOX}/npc-figure.ts`,
		find: "look.shirtId === 0 ? shirt : skin",
		replace: "shirt",
		covers: { specs: ["roblox.npc-figure"] },
	},
	{
		name: "the script Animate stays in NPCs' bodies",
		file: `${ROBLOX}/animate-script.ts`,
		find: "animate.Destroy();",
		replace: "",
		covers: { specs: ["roblox.npc-model"] },
	},
	{
		name: "a creator's body that falls apart is taken as it is",
		file: `${ROBLOX}/npc-body-template.ts`,
		find: "if (loose.isEmpty()) return undefined;",
		replace: "if (loose.size() >= 0) return undefined;",
		covers: { specs: ["roblox.npc-model"] },
	},
	{
		name: "an NPC's name has no AI mark",
		file: `${ROBLOX}/npc-model.ts`,
		find: "humanoid.DisplayName = `${displayName} ${AI_MARK}`;",
		replace: "humanoid.DisplayName = displayName;",
		covers: { specs: ["roblox.npc-model"] },
	},
	{
		name: "players push NPCs about",
		file: `${ROBLOX}/collision-groups.ts`,
		find: "PhysicsService.CollisionGroupSetCollidable(NPCS, PLAYERS, false);",
		replace: "",
		covers: { specs: ["roblox.collision-groups"] },
	},
	{
		name: "NPCs turn the longer way round",
		file: `${ROBLOX}/npc-turns.ts`,
		find: "math.clamp(angle, -most, most)",
		replace: "math.clamp(-angle, -most, most)",
		covers: { specs: ["roblox.npc-motion"] },
	},
	{
		name: "an NPC that finds no way home stays lost",
		file: "src/server/rules/behaviour/activities.ts",
		find: "setDownAtHome, standUnseen,",
		replace: "standUnseen,",
		covers: { specs: ["behaviour.step-behaviour"] },
	},
	{
		name: "a body that has been home is set down for a failure of an hour ago",
		file: "src/server/rules/behaviour/step-behaviour.ts",
		find: 'walkEnd === "reached" ? undefined : state.lostSince',
		replace: "state.lostSince",
		covers: { specs: ["behaviour.step-behaviour"] },
	},
	{
		name: "walking bodies slide: their animation does not keep step",
		file: `${SHARED}/gait.ts`,
		find: "rate: speed / walk",
		replace: "rate: 1",
		covers: { specs: ["animation.gait"] },
	},
	{
		name: "an emote whose animation does not load never ends",
		file: `${SHARED}/body-animation.ts`,
		find: '(gait === "run" || this.now() >= this.emoteEndsAt)',
		replace: '(gait === "run")',
		covers: { specs: ["animation.body-animation"] },
	},
	{
		name: "all bodies are the server's to animate",
		file: `${ROBLOX}/npc-animations.ts`,
		find: "animated.size() < ANIMATION.maxOnServer",
		replace: "true",
		covers: { specs: ["roblox.npc-animations"] },
	},
	{
		name: "clients animate the server's bodies a second time",
		file: "src/client/roblox/npc-animations.ts",
		find: "if (body.GetAttribute(ANIMATED_BY) !== BY_CLIENTS) return;",
		replace: "",
		covers: { specs: ["roblox.npc-animations"] },
	},
	{
		name: "a head that nods turns further with each frame",
		file: "src/client/roblox/talk-gestures.ts",
		find: "this.joint.Transform = this.base.mul(rotation);",
		replace: "this.joint.Transform = this.joint.Transform.mul(rotation);",
		covers: { specs: ["roblox.npc-animations"] },
	},
	{
		name: "the looks of players who have gone are kept for ever",
		file: `${ROBLOX}/player-appearance.ts`,
		find: "player.CharacterRemoving.Connect(forget)",
		replace: "player",
		covers: { tests: ["tests/repo/players-seen.test.ts"] },
	},
] satisfies ReadonlyArray<Fault>;
