import type { Entity } from "server/rules/space/entity";
import { alongGround, type Character, healthPercentOf } from "./character";

/** Bodies sway: less than this many studs is no movement, and less than this cosine's angle (3 degrees) no turn. */
const STILL_STUDS = 0.05;
const STILL_COSINE = 0.9986;

/** What a look at a body finds out. */
export type Sighting = Pick<Entity, "position" | "facing" | "healthPercent">;

function isSameFacing(a: Entity["facing"], b: Entity["facing"]): boolean {
	if (a === undefined || b === undefined) return a === b;
	return a.x * b.x + a.z * b.z >= STILL_COSINE;
}

/** True if nobody would see a difference. Compares with what was last seen, so that slow movement adds up. */
function isSameSighting(before: Sighting, { position, facing, healthPercent }: Sighting): boolean {
	const { x, y, z } = before.position;
	return (
		math.abs(position.x - x) < STILL_STUDS &&
		math.abs(position.y - y) < STILL_STUDS &&
		math.abs(position.z - z) < STILL_STUDS &&
		healthPercent === before.healthPercent &&
		isSameFacing(before.facing, facing)
	);
}

function sightingAt({ Position, LookVector }: CFrame, healthPercent: number): Sighting {
	return {
		position: { x: Position.X, y: Position.Y, z: Position.Z },
		facing: alongGround(LookVector),
		healthPercent,
	};
}

/** One body, looked at again and again. Most bodies stand still: a look at one of these makes nothing new. */
export class BodySightings {
	/** The body was at the same place, to the last digit, at the last two looks. */
	public isStill = false;
	private cframe?: CFrame;
	/** Undefined when it has changed since the last look: events tell of that, so no look has to read it. */
	private healthPercent?: number;
	private last?: Sighting;
	private readonly root: BasePart;
	private readonly connections: ReadonlyArray<RBXScriptConnection>;

	constructor(private readonly character: Character) {
		const { humanoid, root } = character;
		this.root = root;
		const onHealth = () => {
			this.healthPercent = undefined;
		};
		this.connections = [
			humanoid.HealthChanged.Connect(onHealth),
			humanoid.GetPropertyChangedSignal("MaxHealth").Connect(onHealth),
		];
	}

	/** The same object, with the same position, while nobody would see a difference. */
	public look(): Sighting {
		// Each read of a property is a call into the engine.
		const cframe = this.root.CFrame;
		this.isStill = cframe === this.cframe;
		const { last } = this;
		if (last !== undefined && this.isStill && this.healthPercent !== undefined) return last;
		this.cframe = cframe;
		this.healthPercent ??= healthPercentOf(this.character);
		const sighting = sightingAt(cframe, this.healthPercent);
		if (last !== undefined && isSameSighting(last, sighting)) return last;
		this.last = sighting;
		return sighting;
	}

	/** Nobody looks at the body any more. */
	public destroy(): void {
		for (const connection of this.connections) connection.Disconnect();
	}
}
