import type { Clock } from "server/ports";
import { ANIMATION } from "server/constants/operations";
import { ANIMATED_BY, type AnimatedBy } from "shared/animation/animated-by";
import { findCharacter } from "./character";
import { BodyAnimation } from "shared/animation/body-animation";

/** Animates NPCs' bodies, or leaves them to the clients. */
export interface NpcAnimations {
	/** The body is in the world. The returned function ends its animation. */
	readonly add: (body: Model) => () => void;
}

/** Seconds: steps come a rounding error early or late. */
const ROUNDING_SECONDS = 0.01;

/** A body that the server animates. */
class AnimatedBody {
	private steppedAt: number;
	/** It stands, and need not be looked at before. */
	private restsUntil = 0;
	/** It may have begun to move after a rest, less than a step ago. */
	private isStirred = false;
	private readonly connections: ReadonlyArray<RBXScriptConnection | undefined>;

	constructor(
		body: Model,
		private readonly animation: BodyAnimation,
		private readonly now: () => number,
	) {
		this.steppedAt = now();
		const character = findCharacter(body);
		const stir = () => this.stir();
		this.connections = [
			character?.humanoid.Running.Connect(stir),
			// Fires for scripts, which turn it for example, and not for physics.
			character?.root.GetPropertyChangedSignal("CFrame").Connect(stir),
		];
	}

	public step(now: number): void {
		if (now < this.restsUntil) return;
		const seconds = this.isStirred ? ANIMATION.stepSeconds : now - this.steppedAt;
		const stands = this.animation.step(seconds);
		this.steppedAt = now;
		this.isStirred = false;
		if (stands) this.restsUntil = now + ANIMATION.restSeconds - ROUNDING_SECONDS;
	}

	public destroy(): void {
		for (const connection of this.connections) connection?.Disconnect();
		this.animation.destroy();
	}

	/** It may have begun to move. */
	private stir(): void {
		if (this.now() >= this.restsUntil) return;
		this.restsUntil = 0;
		this.isStirred = true;
	}
}

/**
 * The server animates the first bodies, and every client sees the same. Further bodies carry a mark, so that each client
 * animates those near it.
 */
export function createNpcAnimations({ clock }: { clock: Clock }): NpcAnimations {
	const animated = new Set<AnimatedBody>();

	clock.every(ANIMATION.stepSeconds, () => {
		const now = clock.now();
		for (const body of animated) body.step(now);
	});

	const mark = (body: Model, by: AnimatedBy) => body.SetAttribute(ANIMATED_BY, by);

	return {
		add: (body) => {
			const isFew = animated.size() < ANIMATION.maxOnServer;
			mark(body, isFew ? "Server" : "Clients");
			const animation = isFew ? BodyAnimation.of(body, clock.now) : undefined;
			if (animation === undefined) return () => {};
			const entry = new AnimatedBody(body, animation, clock.now);
			animated.add(entry);
			return () => {
				if (animated.delete(entry)) entry.destroy();
			};
		},
	};
}
