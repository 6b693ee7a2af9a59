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

/**
 * One body's walk to one point, along a path. Where the path leads nowhere, the walk takes a fresh one,
 * `MOTION.maxRepaths` times; then it ends.
 */
export class NpcWalk {
	public readonly character: Character;
	private readonly trove = new Trove();
	private readonly progress: ProgressWatch;
	/** Empty while a path is being computed, and after the walk. */
	private corners: ReadonlyArray<Vector3> = [];
	private nextCorner = 0;
	private issuedAt = 0;
	private repaths = 0;

	/** @param onEnd called once, unless the walk is cancelled first */
	constructor(
		private readonly deps: WalkDeps,
		private readonly to: Vector3,
		private readonly onEnd: (reached: boolean) => void,
	) {
		this.character = deps.character;
		this.progress = new ProgressWatch(MOTION, positionOf(deps.character), deps.now());
	}

	public start(): void {
		const cancel = this.deps.paths.find(
			() => this.character.root.Position,
			this.to,
			(path) => (path === undefined ? this.finish(false) : this.follow(path)),
		);
		this.trove.add(cancel);
	}

	/** To be called twice a second: keeps the engine from ending the walk, and notices when the body is stuck. */
	public check(): void {
		if (this.corners.isEmpty()) return;
		const now = this.deps.now();
		if (this.progress.isStuck(positionOf(this.character), now)) this.retry();
		else if (now - this.issuedAt >= MOTION.reissueSeconds) this.step();
	}

	/** Stands still; `onEnd` is not called. */
	public cancel(): void {
		this.trove.clean();
		this.corners = [];
		this.character.humanoid.Move(Vector3.zero);
	}

	private finish(reached: boolean): void {
		this.cancel();
		this.onEnd(reached);
	}

	private retry(): void {
		this.cancel();
		this.repaths += 1;
		if (this.repaths > MOTION.maxRepaths) this.finish(false);
		else this.start();
	}

	private follow(path: Path): void {
		this.corners = path.GetWaypoints().map((waypoint) => waypoint.Position);
		this.nextCorner = 0;
		// The engine also fires this, with false, for a walk that another replaced or that took too long; `check` handles those.
		this.trove.connect(this.character.humanoid.MoveToFinished, (reached) => {
			if (reached && this.isAtCorner()) this.advance();
		});
		this.trove.connect(path.Blocked, (blockedIndex) => {
			if (blockedIndex > this.nextCorner) this.retry();
		});
		this.progress.reset(positionOf(this.character), this.deps.now());
		// The first corner is where the body stands.
		this.advance();
	}

	private advance(): void {
		this.nextCorner += 1;
		if (this.nextCorner >= this.corners.size()) this.finish(true);
		else this.step();
	}

	private step(): void {
		this.issuedAt = this.deps.now();
		this.character.humanoid.MoveTo(this.corners[this.nextCorner]);
	}

	private isAtCorner(): boolean {
		const { X, Z } = this.corners[this.nextCorner].sub(this.character.root.Position);
		return math.sqrt(X * X + Z * Z) <= MOTION.arrivalStuds;
	}
}
