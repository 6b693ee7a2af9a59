import type { Clock, Log, NpcGestures, NpcMotions } from "server/ports";
import { createCollisionGroups } from "server/roblox/collision-groups";
import { createNpcAnimations } from "server/roblox/npc-animations";
import { createNpcBodies, type RobloxNpcBodies } from "server/roblox/npc-bodies";
import { createNpcGestures } from "server/roblox/npc-gestures";
import { createNpcMotions } from "server/roblox/npc-motion";
import type { Threads } from "server/roblox/threads";

export interface TownBodies {
	readonly bodies: RobloxNpcBodies;
	readonly motions: NpcMotions;
	readonly gestures: NpcGestures;
}

/** NPCs' bodies, and what moves and animates them. */
export function createBodies(deps: { clock: Clock; threads: Threads; log: Log }): TownBodies {
	const { clock, threads, log } = deps;
	const bodies = createNpcBodies({
		threads,
		log,
		groups: createCollisionGroups(log),
		animations: createNpcAnimations({ clock }),
	});
	const { characterOf } = bodies;
	return {
		bodies,
		motions: createNpcMotions({ clock, threads, characterOf }),
		gestures: createNpcGestures(characterOf),
	};
}
