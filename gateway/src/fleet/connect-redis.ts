import { Redis } from "ioredis";
import type { Log } from "../logging.ts";

/** Whoever waits for Redis hears within this time that it is away. */
const COMMAND_MS = 3000;
const CONNECT_MS = 3000;
const RECONNECT_MS = 500;

/** Connects, and connects again for as long as the process runs. Commands wait for a connection, but not for long. */
export function connectRedis(url: string, log: Log): Redis {
	const redis = new Redis(url, {
		connectTimeout: CONNECT_MS,
		commandTimeout: COMMAND_MS,
		maxRetriesPerRequest: null,
		retryStrategy: (attempt) => Math.min(RECONNECT_MS, attempt * 50),
	});
	let isDown = false;
	redis.on("error", (error) => {
		if (!isDown) log.error({ reason: error.message }, "Redis cannot be reached");
		isDown = true;
	});
	redis.on("ready", () => {
		isDown = false;
		log.info("connected to Redis");
	});
	return redis;
}
