import type { NpcMotions } from "server/ports";
import type { BehaviourState, Grounds, Movement } from "server/rules/behaviour/behaviour";
import { isSettled } from "server/rules/behaviour/step-behaviour";
import type { Entity, Point } from "server/rules/space/entity";

/** Studs ahead at which an NPC looks while it stands at home: so far that a small push turns it little. */
const OUTLOOK_STUDS = 20;

/** What one NPC is about, from its first decision until its body is lost. */
export class NpcActivity {
	/** Where the NPC stood when it came into the world. */
	public readonly home: Point;
	/** What it looked at there. */
	public readonly outlook?: Point;
	/** What it last decided by. */
	public grounds?: Grounds;
	private walkingTo?: Point;
	private walkEnd?: "reached" | "failed";

	constructor(
		private readonly npcId: string,
		private readonly motions: NpcMotions,
		{ position, facing }: Entity,
		public state: BehaviourState,
	) {
		this.home = position;
		if (facing !== undefined) {
			const { x, y, z } = position;
			this.outlook = { x: x + facing.x * OUTLOOK_STUDS, y, z: z + facing.z * OUTLOOK_STUDS };
		}
	}

	/** True if a decision would be the same as the last. */
	public isSettledOn(grounds: Grounds): boolean {
		const { state, grounds: last, walkEnd } = this;
		return walkEnd === undefined && last !== undefined && isSettled(state, last, grounds);
	}

	/** How the last walk ended; told once. */
	public takeWalkEnd(): "reached" | "failed" | undefined {
		const walkEnd = this.walkEnd;
		this.walkEnd = undefined;
		return walkEnd;
	}

	public move(movement: Movement): void {
		if (movement.kind === "walk") return this.walkTo(movement.to);
		if (this.walkingTo !== undefined) {
			this.walkingTo = undefined;
			this.motions.stop(this.npcId);
		}
		if (movement.kind === "face") this.motions.face(this.npcId, movement.toward);
		else if (movement.kind === "setDown") this.motions.setDown(this.npcId, movement.at, this.outlook);
	}

	private walkTo(to: Point): void {
		// The same point is the same walk: the state keeps it.
		if (this.walkingTo === to) return;
		this.walkingTo = to;
		this.motions.walk(this.npcId, to, (reached) => {
			if (this.walkingTo !== to) return;
			this.walkingTo = undefined;
			this.walkEnd = reached ? "reached" : "failed";
		});
	}
}
