import type { Profiler } from "server/ports";

/** The MicroProfiler shows our rooms under this name. */
const PREFIX = "Townsfolk ";

/** Labels for Roblox's MicroProfiler, after https://create.roblox.com/docs/reference/engine/libraries/debug. */
export const profiler: Profiler = {
	begin: (room) => debug.profilebegin(PREFIX + room),
	end: () => debug.profileend(),
};
