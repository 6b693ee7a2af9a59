import type { Clock, NpcMotions } from "server/ports";
import { MOTION } from "server/constants/operations";
import { BEHAVIOUR } from "server/constants/rules";
import type { Point } from "server/rules/space/entity";
import type { Character } from "./character";
import { NpcWalk } from "./npc-walk";
import { NpcTurns } from "./npc-turns";
import { createPathFinder } from "./path-finder";
import type { Threads } from "./threads";

export interface NpcMotionDeps {
	readonly clock: Clock;
	readonly threads: Threads;
	/** An NPC's body; undefined while it has none. */
	readonly characterOf: (npcId: string) => Character | undefined;
}

function toVector({ x, y, z }: Point): Vector3 {
	return new Vector3(x, y, z);
}

/** Where a body stands at a point, and looks at another along the ground. */
function standing({ root }: Character, at: Point, outlook: Point | undefined): CFrame {
	const place = toVector(at);
	if (outlook === undefined) return root.CFrame.Rotation.add(place);
	return CFrame.lookAt(place, new Vector3(outlook.x, at.y, outlook.z));
}

/** Moves NPCs by their humanoids, along paths of PathfindingService. The server owns their bodies; no client moves them. */
export function createNpcMotions({ clock, threads, characterOf }: NpcMotionDeps): NpcMotions {
	const paths = createPathFinder(threads, MOTION.maxPathsUnderWay);
	const walks = new Map<string, NpcWalk>();
	const turns = new NpcTurns(clock, characterOf);

	const stop = (npcId: string) => {
		const walk = walks.get(npcId);
		walks.delete(npcId);
		walk?.cancel();
	};

	clock.every(MOTION.checkSeconds, () => {
		for (const [npcId, walk] of walks) {
			if (characterOf(npcId) === walk.character) walk.check();
			else stop(npcId);
		}
	});

	return {
		walk: (npcId, to, onEnd) => {
			stop(npcId);
			turns.end(npcId);
			const character = characterOf(npcId);
			if (character === undefined) return;
			character.humanoid.WalkSpeed = BEHAVIOUR.walkSpeed;
			const walk = new NpcWalk({ character, paths, now: clock.now }, toVector(to), (reached) => {
				if (walks.get(npcId) === walk) walks.delete(npcId);
				onEnd(reached);
			});
			walks.set(npcId, walk);
			walk.start();
		},
		stop,
		face: (npcId, toward) => {
			if (!walks.has(npcId)) turns.begin(npcId, toward);
		},
		setDown: (npcId, at, outlook) => {
			stop(npcId);
			turns.end(npcId);
			const character = characterOf(npcId);
			if (character !== undefined) character.root.CFrame = standing(character, at, outlook);
		},
	};
}
