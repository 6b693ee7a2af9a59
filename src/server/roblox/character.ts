import type { Point } from "server/rules/space/entity";
import { pointOf } from "./point-of";

/** The parts of a body that the server looks at. */
export interface Character {
	readonly humanoid: Humanoid;
	readonly root: BasePart;
}

/** Undefined while the model is incomplete: it is still loading, or it is falling apart. */
export function findCharacter(model: Instance | undefined): Character | undefined {
	const humanoid = model?.FindFirstChildOfClass("Humanoid");
	const root = model?.FindFirstChild("HumanoidRootPart");
	if (humanoid === undefined || root === undefined || !root.IsA("BasePart")) return undefined;
	return { humanoid, root };
}

export function positionOf(character: Character): Point {
	return pointOf(character.root);
}

/** Studs from the origin. Beyond, numbers are too coarse to tell who is near whom. */
const WORLD_STUDS = 1e6;

/** False for a point beyond the world, or for no number: a client may place its own character anywhere. */
export function isInWorld({ x, y, z }: Point): boolean {
	return math.abs(x) <= WORLD_STUDS && math.abs(y) <= WORLD_STUDS && math.abs(z) <= WORLD_STUDS;
}

/** The direction along the ground; none for a body that lies on its back or face, which looks up or down. */
export function alongGround({ X, Z }: Vector3): Point | undefined {
	const length = math.sqrt(X * X + Z * Z);
	return length >= 1e-3 ? { x: X / length, y: 0, z: Z / length } : undefined;
}

/** 0–100. */
export function healthPercentOf({ humanoid }: Character): number {
	const { Health, MaxHealth } = humanoid;
	return MaxHealth > 0 ? math.clamp((Health / MaxHealth) * 100, 0, 100) : 0;
}
