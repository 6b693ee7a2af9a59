import type { Random } from "server/ports";

/** Unique to this game server. `game.JobId` is empty in Studio. */
export function getServerId(random: Random): string {
	return game.JobId !== "" ? game.JobId : random.guid();
}

/** How often the closing server looks whether it may go, seconds. */
const POLL_SECONDS = 0.05;

/**
 * Holds the closing server up until `callback` has called `onDone`, but no longer than `timeoutSeconds`;
 * the engine allows 30 s in all.
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
