import { Players, RunService, Workspace } from "@rbxts/services";
import { ANIMATED_BY, type AnimatedBy } from "shared/animation/animated-by";
import { BodyAnimation } from "shared/animation/body-animation";
import { CLIENT_ANIMATION } from "shared/constants";
import { watchNpcBodies } from "./npc-bodies";

const BY_CLIENTS: AnimatedBy = "Clients";

function viewpoint(): Vector3 | undefined {
	const root = Players.LocalPlayer.Character?.FindFirstChild("HumanoidRootPart");
	if (root?.IsA("BasePart") === true) return root.Position;
	return Workspace.CurrentCamera?.CFrame.Position;
}

function distanceTo(body: Model, from: Vector3): number {
	const root = body.FindFirstChild("HumanoidRootPart");
	return root?.IsA("BasePart") === true ? root.Position.sub(from).Magnitude : math.huge;
}

/** Animates the bodies near this player that the server leaves to clients. */
class NearAnimations {
	private readonly bodies = new Set<Model>();
	private readonly animations = new Map<Model, BodyAnimation>();

	public add(body: Model): void {
		if (body.GetAttribute(ANIMATED_BY) === BY_CLIENTS) this.bodies.add(body);
	}

	public remove(body: Model): void {
		this.bodies.delete(body);
		this.end(body);
	}

	public step(seconds: number): void {
		for (const [, animation] of this.animations) animation.step(seconds);
	}

	/** Begins with those who have come near, and ends with those who are far. */
	public look(): void {
		const from = viewpoint();
		if (from === undefined) return;
		for (const body of this.bodies) {
			const isNear = distanceTo(body, from) <= CLIENT_ANIMATION.radiusStuds;
			if (!isNear) this.end(body);
			else if (!this.animations.has(body)) this.begin(body);
		}
	}

	private begin(body: Model): void {
		const animation = BodyAnimation.of(body, os.clock);
		if (animation !== undefined) this.animations.set(body, animation);
	}

	private end(body: Model): void {
		this.animations.get(body)?.destroy();
		this.animations.delete(body);
	}
}

/** Starts animating; bodies may stream in and out. */
export function animateNpcs(): RBXScriptConnection {
	const near = new NearAnimations();
	watchNpcBodies(
		(body) => near.add(body),
		(body) => near.remove(body),
	);
	let sinceStep = 0;
	let sinceLook = math.huge;
	return RunService.Heartbeat.Connect((seconds) => {
		sinceStep += seconds;
		sinceLook += seconds;
		if (sinceLook >= CLIENT_ANIMATION.lookSeconds) {
			sinceLook = 0;
			near.look();
		}
		if (sinceStep < CLIENT_ANIMATION.stepSeconds) return;
		near.step(sinceStep);
		sinceStep = 0;
	});
}
