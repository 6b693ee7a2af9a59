import type { Clock, NpcMotions } from "server/ports";
import { MOTION } from "server/constants/operations";
import { BEHAVIOUR } from "server/constants/rules";
import type { Point } from "server/rules/space/entity";
import type { Character } from "./character";
import { NpcWalk } from "./npc-walk";
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

function turn({ root }: Character, toward: Point): void {
	const { Position: position } = root.CFrame;
	const target = new Vector3(toward.x, position.Y, toward.z);
	const direction = target.sub(position);
	if (direction.Magnitude === 0) return;
	const cosine = direction.Unit.Dot(root.CFrame.LookVector);
	if (cosine < math.cos(math.rad(MOTION.turnDegrees))) root.CFrame = CFrame.lookAt(position, target);
}

/** Moves NPCs by their humanoids, along paths of PathfindingService. The server owns their bodies; no client moves them. */
export function createNpcMotions({ clock, threads, characterOf }: NpcMotionDeps): NpcMotions {
	const paths = createPathFinder(threads, MOTION.maxPathsUnderWay);
	const walks = new Map<string, NpcWalk>();

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
			const character = characterOf(npcId);
			if (character !== undefined && !walks.has(npcId)) turn(character, toward);
		},
	};
}
