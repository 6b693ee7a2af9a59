import type { Clock } from "server/ports";
import { MOTION } from "server/constants/operations";
import type { Point } from "server/rules/space/entity";
import type { Character } from "./character";

const FULL_TURN = 2 * math.pi;

/** The angle about the vertical from where a body at a place looks to a point: 0 is ahead, positive is to its left. */
function angleTo({ Position: position, LookVector: look }: CFrame, { x, z }: Point): number {
	const [dx, dz] = [x - position.X, z - position.Z];
	if (dx === 0 && dz === 0) return 0;
	const angle = math.atan2(-dx, -dz) - math.atan2(-look.X, -look.Z);
	return ((angle + math.pi) % FULL_TURN) - math.pi;
}

/** Turns standing bodies, step by step. */
export class NpcTurns {
	private readonly targets = new Map<string, Point>();
	private stopStepping?: () => void;

	constructor(
		private readonly clock: Pick<Clock, "every">,
		private readonly characterOf: (npcId: string) => Character | undefined,
	) {}

	/** Turns an NPC to a point, unless it looks there already. */
	public begin(npcId: string, toward: Point): void {
		const character = this.characterOf(npcId);
		if (character === undefined) return;
		const isTurning = this.targets.has(npcId);
		if (!isTurning && math.abs(angleTo(character.root.CFrame, toward)) < math.rad(MOTION.turnDegrees)) return;
		this.targets.set(npcId, toward);
		this.stopStepping ??= this.clock.every(MOTION.turnStepSeconds, () => this.stepAll());
	}

	public end(npcId: string): void {
		this.targets.delete(npcId);
	}

	private stepAll(): void {
		for (const [npcId, target] of this.targets) {
			const character = this.characterOf(npcId);
			if (character === undefined || this.step(character, target)) this.targets.delete(npcId);
		}
		if (!this.targets.isEmpty()) return;
		this.stopStepping?.();
		this.stopStepping = undefined;
	}

	/** Returns whether the body looks at its target now. */
	private step(character: Character, target: Point): boolean {
		const most = math.rad(MOTION.turnSpeedDegrees) * MOTION.turnStepSeconds;
		const { CFrame: place } = character.root;
		const angle = angleTo(place, target);
		const step = math.clamp(angle, -most, most);
		character.root.CFrame = place.mul(CFrame.Angles(0, step, 0));
		return math.abs(angle - step) < math.rad(MOTION.turnedDegrees);
	}
}
