import type { World } from "@townsfolk/headless";

/**
 * What `--without` takes out of the place, to show what it is worth. Each is Luau that changes modules before anything
 * runs. Creators have no such settings.
 */
const REMOVALS = {
	/** Every NPC counts as awake, however far away the players are. */
	sleep: `
		local attention = require(server.constants.rules).ATTENTION
		assert(attention.awakeStuds and attention.drowsyStuds, "other names")
		attention.awakeStuds, attention.drowsyStuds = 2000, 2100
	`,
	/** Everybody looks changed at each look: is located, clustered and described anew. */
	increments: `
		local BodySightings, sight = require(server.roblox.sighting).BodySightings, require(server.perception.sight)
		assert(sight.hasMoved, "another name")
		local look = assert(BodySightings.look, "another name")
		function BodySightings:look()
			self.cframe, self.last = nil, nil
			return look(self)
		end
		sight.hasMoved = function() return true end
		local Descriptions = require(server.perception.descriptions).Descriptions
		local touchDue = assert(Descriptions.touchDue, "another name")
		function Descriptions:touchDue(now)
			touchDue(self, now)
			for id in self.deps.sight.byId do
				if string.sub(id, 1, 4) == "npc:" then self:touchStatus(id) end
				self:touchGroup(id)
			end
		end
	`,
	/** A frame has time for everything. */
	slicing: `
		local work = require(server.constants.operations).WORK
		assert(work.budgetSeconds, "another name")
		work.budgetSeconds = math.huge
	`,
} as const;

export type Removal = keyof typeof REMOVALS;

export const REMOVAL_NAMES = Object.keys(REMOVALS) as ReadonlyArray<Removal>;

export const isRemoval = (name: string): name is Removal => Object.hasOwn(REMOVALS, name);

/** Takes these out of a place that has not started. */
export async function takeOut(world: World, removals: ReadonlyArray<Removal>): Promise<void> {
	for (const removal of removals) {
		const luau = `local server = game:GetService("ServerScriptService").TS ${REMOVALS[removal]}`;
		await world.evaluate("server", luau);
	}
}
