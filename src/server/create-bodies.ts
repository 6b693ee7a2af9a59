import type { Clock, Log, NpcGestures, NpcMotions } from "server/ports";
import type { FrameBudget } from "server/net/frame-budget";
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

export interface BodiesDeps {
	/** For the making of bodies. */
	readonly bodyClock: Clock;
	/** For what moves them. */
	readonly motionClock: Clock;
	readonly budget: FrameBudget;
	readonly threads: Threads;
	readonly log: Log;
}

/** NPCs' bodies, and what moves and animates them. */
export function createBodies(deps: BodiesDeps): TownBodies {
	const { bodyClock, motionClock: clock, budget, threads, log } = deps;
	const bodies = createNpcBodies({
		clock: bodyClock,
		budget,
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
