import type { Entity } from "server/rules/space/entity";
import { at, npc } from "./entities";
import { type SeededRandom, seededRandom } from "../../shared/support/random";

/** People of a made-up world who walk about in a square, each towards a goal of their own. */
export interface Crowd {
	/** Where everybody is after another `seconds`. */
	readonly walk: (seconds: number) => ReadonlyArray<Entity>;
}

const STUDS_PER_SECOND = 12;

interface Walker {
	readonly name: string;
	x: number;
	z: number;
	goalX: number;
	goalZ: number;
}

/** A crowd of `count` in a square of `sideStuds`; some stand still, some meet at one place, some run about. */
export function createCrowd(seed: number, count: number, sideStuds: number): Crowd {
	const random = seededRandom(seed);
	const somewhere = () => random.between(0, sideStuds);
	const walkers = new Array<Walker>();
	for (let index = 0; index < count; index++) {
		const [x, z] = [somewhere(), somewhere()];
		walkers.push({ name: `p${index}`, x, z, goalX: x, goalZ: z });
	}
	return {
		walk: (seconds) =>
			walkers.map((walker) => {
				move(walker, seconds * STUDS_PER_SECOND, random, sideStuds);
				return npc(walker.name, at(walker.x, walker.z));
			}),
	};
}

function move(walker: Walker, studs: number, random: SeededRandom, sideStuds: number): void {
	const [dx, dz] = [walker.goalX - walker.x, walker.goalZ - walker.z];
	const left = math.sqrt(dx * dx + dz * dz);
	if (left > studs) {
		walker.x += (dx / left) * studs;
		walker.z += (dz / left) * studs;
		return;
	}
	walker.x = walker.goalX;
	walker.z = walker.goalZ;
	// Most stay a while where they came to.
	if (random.next() < 0.1)
		[walker.goalX, walker.goalZ] = [random.between(0, sideStuds), random.between(0, sideStuds)];
}
