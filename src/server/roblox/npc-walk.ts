import { Trove } from "@rbxts/trove";
import { MOTION } from "server/constants/operations";
import { ProgressWatch } from "server/rules/behaviour/progress-watch";
import { type Character, positionOf } from "./character";
import type { PathFinder } from "./path-finder";

export interface WalkDeps {
	readonly character: Character;
	readonly paths: PathFinder;
	/** Seconds. */
	readonly now: () => number;
}

/** One way of one body to one point. */
export interface NpcWalk {
	readonly character: Character;
	/** To be called twice a second: keeps the engine from ending the walk, and sees when the body is stuck. */
	readonly check: () => void;
	/** Stands still; `onEnd` is not called. */
	readonly cancel: () => void;
}

/** Walks along a path. Where that leads nowhere, along a fresh one, `MOTION.maxRepaths` times; then it is over. */
export function startWalk(
	{ character, paths, now }: WalkDeps,
	to: Vector3,
	onEnd: (reached: boolean) => void,
): NpcWalk {
	const { humanoid, root } = character;
	const trove = new Trove();
	const progress = new ProgressWatch(MOTION, positionOf(character), now());
	let corners: ReadonlyArray<Vector3> = [];
	let nextCorner = 0;
	let issuedAt = 0;
	let repaths = 0;

	const stand = () => {
		trove.clean();
		corners = [];
		humanoid.Move(Vector3.zero);
	};

	const finish = (reached: boolean) => {
		stand();
		onEnd(reached);
	};

	const step = () => {
		issuedAt = now();
		humanoid.MoveTo(corners[nextCorner]);
	};

	const advance = () => {
		nextCorner += 1;
		if (nextCorner >= corners.size()) finish(true);
		else step();
	};

	const isAtCorner = () => {
		const { X, Z } = corners[nextCorner].sub(root.Position);
		return math.sqrt(X * X + Z * Z) <= MOTION.arrivalStuds;
	};

	const follow = (path: Path) => {
		corners = path.GetWaypoints().map((waypoint) => waypoint.Position);
		nextCorner = 0;
		// The engine also says so, with false, of a walk that another replaced or that took too long: `check` sees to those.
		trove.connect(humanoid.MoveToFinished, (reached) => {
			if (reached && isAtCorner()) advance();
		});
		trove.connect(path.Blocked, (blockedIndex) => {
			if (blockedIndex > nextCorner) retry();
		});
		progress.reset(positionOf(character), now());
		// The first is where it stands.
		advance();
	};

	const seek = () => {
		const cancel = paths.find(
			() => root.Position,
			to,
			(path) => (path === undefined ? finish(false) : follow(path)),
		);
		trove.add(cancel);
	};

	const retry = () => {
		stand();
		repaths += 1;
		if (repaths > MOTION.maxRepaths) finish(false);
		else seek();
	};

	seek();
	return {
		character,
		check: () => {
			// A path is still being computed.
			if (corners.isEmpty()) return;
			if (progress.isStuck(positionOf(character), now())) retry();
			else if (now() - issuedAt >= MOTION.reissueSeconds) step();
		},
		cancel: stand,
	};
}
