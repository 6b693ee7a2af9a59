import type { Clock } from "server/ports";
import { ANIMATION } from "server/constants/operations";
import { ANIMATED_BY, type AnimatedBy } from "shared/animation/animated-by";
import { BodyAnimation } from "shared/animation/body-animation";

/** Animates NPCs' bodies, or leaves them to the clients. */
export interface NpcAnimations {
	/** The body is in the world. The returned function ends its animation. */
	readonly add: (body: Model) => () => void;
}

/**
 * The server animates the first bodies, and every client sees the same. Further bodies carry a mark, so that each client
 * animates those near it.
 */
export function createNpcAnimations({ clock }: { clock: Clock }): NpcAnimations {
	const animated = new Set<BodyAnimation>();
	let steppedAt = clock.now();

	clock.every(ANIMATION.stepSeconds, () => {
		const now = clock.now();
		for (const animation of animated) animation.step(now - steppedAt);
		steppedAt = now;
	});

	const mark = (body: Model, by: AnimatedBy) => body.SetAttribute(ANIMATED_BY, by);

	return {
		add: (body) => {
			const isFew = animated.size() < ANIMATION.maxOnServer;
			mark(body, isFew ? "Server" : "Clients");
			const animation = isFew ? BodyAnimation.of(body, clock.now) : undefined;
			if (animation === undefined) return () => {};
			animated.add(animation);
			return () => {
				if (animated.delete(animation)) animation.destroy();
			};
		},
	};
}
