import { RunService } from "@rbxts/services";
import type { Random } from "server/ports";

/** Identifies this game server. In Studio, `game.JobId` is empty. */
export function getServerId(random: Random): string {
	return game.JobId !== "" ? game.JobId : random.guid();
}

/** Which place this is and where it runs, for a report. */
export function placeText(): string {
	return `place ${game.PlaceId} version ${game.PlaceVersion}, ${RunService.IsStudio() ? "Studio" : "a live server"}`;
}

/** Seconds between two looks of the closing server at whether it may end. */
const POLL_SECONDS = 0.05;

/**
 * Keeps the closing server running until `callback` has called `onDone`, for at most `timeoutSeconds`. The engine allows
 * 30 s in all.
 */
export function onShutdown(timeoutSeconds: number, callback: (onDone: () => void) => void): void {
	game.BindToClose(() => {
		let done = false;
		callback(() => {
			done = true;
		});
		const deadline = os.clock() + timeoutSeconds;
		while (!done && os.clock() < deadline) task.wait(POLL_SECONDS);
	});
}
