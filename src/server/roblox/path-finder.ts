import { PathfindingService } from "@rbxts/services";
import type { Threads } from "./threads";

/** Bodies of ordinary height and width that do not jump: townsfolk take the way round. Only corners are waypoints. */
const AGENT = { AgentRadius: 2, AgentHeight: 5, AgentCanJump: false, WaypointSpacing: math.huge };

/** @param path undefined if there is none */
type OnPath = (path: Path | undefined) => void;

interface Request {
	readonly from: () => Vector3;
	readonly to: Vector3;
	readonly onPath: OnPath;
	isCancelled: boolean;
}

/** Computes paths, a limited number at once. */
export interface PathFinder {
	/**
	 * Asks `from` when the computation begins, in the next frame at the earliest. The returned function cancels: `onPath` is
	 * not called after it.
	 */
	readonly find: (from: () => Vector3, to: Vector3, onPath: OnPath) => () => void;
}

function compute({ from, to }: Request): Path | undefined {
	const path = PathfindingService.CreatePath(AGENT);
	const [ok] = pcall(() => path.ComputeAsync(from(), to));
	return ok && path.Status === Enum.PathStatus.Success ? path : undefined;
}

export function createPathFinder(threads: Threads, maxUnderWay: number): PathFinder {
	const waiting = new Array<Request>();
	let underWay = 0;

	const begin = (request: Request) => {
		underWay += 1;
		threads.runLater("path", 0, () => {
			const path = compute(request);
			underWay -= 1;
			if (!request.isCancelled) request.onPath(path);
			proceed();
		});
	};

	const proceed = () => {
		while (underWay < maxUnderWay) {
			const request = waiting.shift();
			if (request === undefined) return;
			if (!request.isCancelled) begin(request);
		}
	};

	return {
		find: (from, to, onPath) => {
			const request: Request = { from, to, onPath, isCancelled: false };
			waiting.push(request);
			proceed();
			return () => {
				request.isCancelled = true;
			};
		},
	};
}
