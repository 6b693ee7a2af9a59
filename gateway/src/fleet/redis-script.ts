import type { Redis } from "ioredis";

/** Before every key of ours, so that a Redis may serve others, too. */
export const PREFIX = "townsfolk:";

/** Redis counts in whole ones. */
export const milliseconds = (seconds: number): number => Math.round(seconds * 1000);

/** Lua: `now` in milliseconds since 1970, by Redis' own clock. */
export const REDIS_NOW = `
local time = redis.call("TIME")
local now = time[1] * 1000 + math.floor(time[2] / 1000)`;

type Script = (...keysAndArgs: ReadonlyArray<string | number>) => Promise<unknown>;

/** A script that Redis runs as a whole; it is sent once and then called by its hash. */
export function defineScript(redis: Redis, name: string, lua: string, numberOfKeys: number): Script {
	redis.defineCommand(name, { lua, numberOfKeys });
	return (redis as unknown as Record<string, Script>)[name]!.bind(redis);
}
