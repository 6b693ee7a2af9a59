import type { Redis } from "ioredis";
import type { LeaseStore, ClearanceTerms } from "./lease-store.ts";
import { defineScript, milliseconds, PREFIX, REDIS_NOW } from "./redis-script.ts";

/** Marks of missing servers whose agents are gone by now. */
const MARK_MS = 86_400_000;

/** A set of holders by the time at which their lease runs out; one clearance; since when the server is missing. */
const keysOf = (server: string) =>
	["lease", "clearance", "missing"].map((kind) => `${PREFIX}${kind}:${server}`);

const HOLD = `
if redis.call("EXISTS", KEYS[2]) == 1 then return 0 end
${REDIS_NOW}
redis.call("ZADD", KEYS[1], now + ARGV[2], ARGV[1])
redis.call("PEXPIRE", KEYS[1], ARGV[2])
redis.call("DEL", KEYS[3])
return 1`;

/** A server with a lease or a clearance gets none. */
const BEGIN = `
redis.call("ZREMRANGEBYSCORE", KEYS[1], "-inf", now)
if redis.call("ZCARD", KEYS[1]) > 0 then return 0 end`;

const EXCHANGE = `
${REDIS_NOW}
redis.call("ZREM", KEYS[1], ARGV[1])
${BEGIN}
return redis.call("SET", KEYS[2], ARGV[2], "NX", "PX", ARGV[3]) and 1 or 0`;

const CONDEMN = `
${REDIS_NOW}
${BEGIN}
redis.call("SET", KEYS[3], now, "NX", "PX", ${MARK_MS})
if now - redis.call("GET", KEYS[3]) < tonumber(ARGV[1]) then return 0 end
return redis.call("SET", KEYS[2], ARGV[2], "NX", "PX", ARGV[3]) and 1 or 0`;

const EXTEND = `
if redis.call("GET", KEYS[2]) ~= ARGV[1] then return 0 end
redis.call("PEXPIRE", KEYS[2], ARGV[2])
return 1`;

const END = `
if redis.call("GET", KEYS[2]) ~= ARGV[1] then return 0 end
return redis.call("DEL", KEYS[2], KEYS[3])`;

/** For gateways in several processes. Redis' own clock says when a lease runs out. */
export function createRedisLeaseStore(redis: Redis): LeaseStore {
	const run = (name: string, text: string) => {
		const script = defineScript(redis, name, text, 3);
		return async (server: string, ...args: ReadonlyArray<string | number>) =>
			(await script(...keysOf(server), ...args)) === 1;
	};
	const hold = run("townsfolkHold", HOLD);
	const exchange = run("townsfolkExchange", EXCHANGE);
	const condemn = run("townsfolkCondemn", CONDEMN);
	const extend = run("townsfolkExtend", EXTEND);
	const endClearance = run("townsfolkEndClearance", END);
	const terms = ({ token, seconds }: ClearanceTerms) => [token, milliseconds(seconds)] as const;
	return {
		hold: (server, holder, seconds) => hold(server, holder, milliseconds(seconds)),
		drop: async (server, holder) => void (await redis.zrem(keysOf(server)[0]!, holder)),
		exchange: (server, holder, clearance) => exchange(server, holder, ...terms(clearance)),
		condemn: (server, missingSeconds, clearance) =>
			condemn(server, milliseconds(missingSeconds), ...terms(clearance)),
		extend: (server, clearance) => extend(server, ...terms(clearance)),
		endClearance: async (server, token) => void (await endClearance(server, token)),
	};
}
