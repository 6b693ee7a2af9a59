import type { NpcMotions } from "server/ports";
import type { Point } from "server/rules/space/entity";

export interface FakeMotions extends NpcMotions {
	/** What was asked for, in order: `walk pip 10,0`, `stop pip`, `face pip 5,0`. */
	readonly calls: ReadonlyArray<string>;
	/** Where an NPC is walking to; undefined while it stands. */
	readonly goalOf: (npcId: string) => Point | undefined;
	/** The NPC's walk is over. */
	readonly end: (npcId: string, reached: boolean) => void;
	/** The same for all who walk. */
	readonly endAll: (reached: boolean) => void;
}

interface FakeWalk {
	readonly to: Point;
	readonly onEnd: (reached: boolean) => void;
}

/** Walks that last until the spec ends them. */
export function createFakeMotions(): FakeMotions {
	const calls = new Array<string>();
	const walks = new Map<string, FakeWalk>();
	const finish = (npcId: string, reached: boolean) => {
		const walk = walks.get(npcId);
		assert(walk, `${npcId} does not walk`);
		walks.delete(npcId);
		walk.onEnd(reached);
	};
	return {
		calls,
		goalOf: (npcId) => walks.get(npcId)?.to,
		end: finish,
		endAll: (reached) => {
			const npcIds = [...walks].map(([npcId]) => npcId).sort();
			for (const npcId of npcIds) finish(npcId, reached);
		},
		walk: (npcId, to, onEnd) => {
			calls.push(`walk ${npcId} ${math.round(to.x)},${math.round(to.z)}`);
			walks.set(npcId, { to, onEnd });
		},
		stop: (npcId) => {
			calls.push(`stop ${npcId}`);
			walks.delete(npcId);
		},
		face: (npcId, toward) => {
			calls.push(`face ${npcId} ${math.round(toward.x)},${math.round(toward.z)}`);
		},
		setDown: (npcId, to) => {
			calls.push(`setDown ${npcId} ${math.round(to.x)},${math.round(to.z)}`);
			walks.delete(npcId);
		},
	};
}
