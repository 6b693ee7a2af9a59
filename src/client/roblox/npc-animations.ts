import { Players, RunService, Workspace } from "@rbxts/services";
import { ANIMATED_BY, type AnimatedBy } from "shared/animation/animated-by";
import { RoundRobin } from "client/animation/round-robin";
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

interface Animated {
	readonly animation: BodyAnimation;
	steppedAt: number;
}

/** Animates the bodies near this player that the server leaves to clients. There may be hundreds: each frame has a share of them. */
class NearAnimations {
	private readonly bodies = new RoundRobin<Model>();
	private readonly animations = new Map<Model, Animated>();
	private readonly steps = new RoundRobin<Animated>();

	public add(body: Model): void {
		if (body.GetAttribute(ANIMATED_BY) !== BY_CLIENTS) return;
		this.bodies.remove(body);
		this.bodies.add(body);
	}

	public remove(body: Model): void {
		this.bodies.remove(body);
		this.end(body);
	}

	public step(seconds: number): void {
		const now = os.clock();
		this.steps.serve(seconds, CLIENT_ANIMATION.stepSeconds, (animated) => {
			animated.animation.step(now - animated.steppedAt);
			animated.steppedAt = now;
		});
	}

	/** Begins with those who have come near, and ends with those who are far. */
	public look(seconds: number): void {
		const from = viewpoint();
		if (from === undefined) return;
		this.bodies.serve(seconds, CLIENT_ANIMATION.lookSeconds, (body) => {
			const isNear = distanceTo(body, from) <= CLIENT_ANIMATION.radiusStuds;
			if (!isNear) this.end(body);
			else if (!this.animations.has(body)) this.begin(body);
		});
	}

	private begin(body: Model): void {
		const animation = BodyAnimation.of(body, os.clock);
		if (animation === undefined) return;
		const animated = { animation, steppedAt: os.clock() };
		this.animations.set(body, animated);
		this.steps.add(animated);
	}

	private end(body: Model): void {
		const animated = this.animations.get(body);
		if (animated === undefined) return;
		animated.animation.destroy();
		this.animations.delete(body);
		this.steps.remove(animated);
	}
}

/** Starts animating; bodies may stream in and out. */
export function animateNpcs(): RBXScriptConnection {
	const near = new NearAnimations();
	watchNpcBodies(
		(body) => near.add(body),
		(body) => near.remove(body),
	);
	return RunService.Heartbeat.Connect((seconds) => {
		near.look(seconds);
		near.step(seconds);
	});
}
