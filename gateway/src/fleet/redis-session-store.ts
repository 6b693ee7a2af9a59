import type { Redis } from "ioredis";
import { defineScript, milliseconds, PREFIX } from "./redis-script.ts";
import type {
	Claim,
	Fields,
	GatewayAddress,
	OwnedSession,
	SessionStore,
	WriteResult,
} from "./session-store.ts";

const sessionKey = (sessionId: string) => `${PREFIX}session:${sessionId}`;
const gatewayKey = (id: string) => `${PREFIX}gateway:${id}`;
const addressKey = (url: string) => `${PREFIX}address:${url}`;
const gameKey = (game: string) => `${PREFIX}game:${game}`;

/** The store's own fields of a session. What is over has an empty token. */
const OWNER = "@owner";
const TOKEN = "@token";

/** Sets pairs of ARGV from index `first` on, `count` of them. */
const SET_PAIRS = `
local function setPairs(key, first, count)
	for index = first, first + 2 * count - 1, 2 do redis.call("HSET", key, ARGV[index], ARGV[index + 1]) end
end`;

/** KEYS: gateway, address. ARGV: url, id, milliseconds, the prefix of gateways' keys. */
const SIGN_ON = `
local last = redis.call("GET", KEYS[2])
if last and last ~= ARGV[2] then redis.call("DEL", ARGV[4] .. last) end
redis.call("SET", KEYS[1], ARGV[1], "PX", ARGV[3])
redis.call("SET", KEYS[2], ARGV[2])
return 1`;

/** KEYS: session, game. ARGV: owner, token, milliseconds, the prefix of sessions' keys, id, pairs. */
const CREATE = `
${SET_PAIRS}
local last = redis.call("GET", KEYS[2])
if last and last ~= ARGV[5] and redis.call("DEL", ARGV[4] .. last) == 1 then
	redis.call("HSET", ARGV[4] .. last, "${TOKEN}", "")
	redis.call("PEXPIRE", ARGV[4] .. last, ARGV[3])
end
redis.call("SET", KEYS[2], ARGV[5], "PX", 10 * ARGV[3])
redis.call("DEL", KEYS[1])
redis.call("HSET", KEYS[1], "${OWNER}", ARGV[1], "${TOKEN}", ARGV[2])
setPairs(KEYS[1], 6, (#ARGV - 5) / 2)
redis.call("PEXPIRE", KEYS[1], ARGV[3])
return 1`;

/** KEYS: session. ARGV: owner, token, milliseconds, the prefix of gateways' keys, who is gone. */
const CLAIM = `
local token = redis.call("HGET", KEYS[1], "${TOKEN}")
if not token or token == "" then return {} end
local owner = redis.call("HGET", KEYS[1], "${OWNER}")
local url = redis.call("GET", ARGV[4] .. owner)
if url and owner ~= ARGV[1] and owner ~= ARGV[5] then return { owner, url } end
redis.call("HSET", KEYS[1], "${OWNER}", ARGV[1], "${TOKEN}", ARGV[2])
redis.call("PEXPIRE", KEYS[1], ARGV[3])
return { redis.call("HGETALL", KEYS[1]) }`;

/** KEYS: session. ARGV: token, milliseconds, how many pairs, pairs, fields to remove. */
const WRITE = `
${SET_PAIRS}
local token = redis.call("HGET", KEYS[1], "${TOKEN}")
if not token then return "missing" end
if token ~= ARGV[1] then return "refused" end
setPairs(KEYS[1], 4, tonumber(ARGV[3]))
for index = 4 + 2 * ARGV[3], #ARGV do redis.call("HDEL", KEYS[1], ARGV[index]) end
redis.call("PEXPIRE", KEYS[1], ARGV[2])
return "ok"`;

/** KEYS: session. ARGV: owner, token, milliseconds, pairs. */
const REWRITE = `
${SET_PAIRS}
local token = redis.call("HGET", KEYS[1], "${TOKEN}")
if token and token ~= ARGV[2] then return 0 end
redis.call("DEL", KEYS[1])
redis.call("HSET", KEYS[1], "${OWNER}", ARGV[1], "${TOKEN}", ARGV[2])
setPairs(KEYS[1], 4, (#ARGV - 3) / 2)
redis.call("PEXPIRE", KEYS[1], ARGV[3])
return 1`;

/** KEYS: session. ARGV: token, milliseconds. */
const REMOVE = `
if redis.call("HGET", KEYS[1], "${TOKEN}") ~= ARGV[1] then return 0 end
redis.call("DEL", KEYS[1])
redis.call("HSET", KEYS[1], "${TOKEN}", "")
return redis.call("PEXPIRE", KEYS[1], ARGV[2])`;

const pairsOf = (fields: Fields): ReadonlyArray<string> => Object.entries(fields).flat();

/** What HGETALL answers, as an object without the store's own fields. */
function fieldsOf(flat: ReadonlyArray<string>): Fields {
	const fields: Record<string, string> = {};
	for (let index = 0; index < flat.length; index += 2) {
		if (!flat[index]!.startsWith("@")) fields[flat[index]!] = flat[index + 1]!;
	}
	return fields;
}

function readClaim(answer: ReadonlyArray<unknown>): Claim {
	const [first, url] = answer;
	if (first === undefined) return { kind: "unknown" };
	if (typeof first === "string") return { kind: "elsewhere", gateway: { id: first, url: String(url) } };
	return { kind: "claimed", fields: fieldsOf(first as ReadonlyArray<string>) };
}

/** For gateways in several processes. Redis' own clock says who lives. */
export function createRedisSessionStore(redis: Redis): SessionStore {
	const prefix = redis.options.keyPrefix ?? "";
	const gatewayPrefix = prefix + gatewayKey("");
	const signOn = defineScript(redis, "townsfolkSignOn", SIGN_ON, 2);
	const create = defineScript(redis, "townsfolkCreate", CREATE, 2);
	const claim = defineScript(redis, "townsfolkClaim", CLAIM, 1);
	const write = defineScript(redis, "townsfolkWrite", WRITE, 1);
	const rewrite = defineScript(redis, "townsfolkRewrite", REWRITE, 1);
	const remove = defineScript(redis, "townsfolkRemove", REMOVE, 1);
	const ms = ({ seconds }: OwnedSession) => milliseconds(seconds);
	return {
		signOn: async ({ id, url }: GatewayAddress, seconds) => {
			await signOn(gatewayKey(id), addressKey(url), url, id, milliseconds(seconds), gatewayPrefix);
		},
		signOff: async ({ id }) => void (await redis.del(gatewayKey(id))),
		create: async (session, game, fields) => {
			const { sessionId, gatewayId, token } = session;
			const keys = [sessionKey(sessionId), gameKey(game)];
			const own = [gatewayId, token, ms(session), prefix + sessionKey(""), sessionId];
			await create(...keys, ...own, ...pairsOf(fields));
		},
		claim: async (session, gone = "") => {
			const { sessionId, gatewayId, token } = session;
			const answer = await claim(sessionKey(sessionId), gatewayId, token, ms(session), gatewayPrefix, gone);
			return readClaim(answer as ReadonlyArray<unknown>);
		},
		write: async (session, { set, remove: names }) => {
			const pairs = pairsOf(set);
			const args = [session.token, ms(session), pairs.length / 2, ...pairs, ...names];
			return (await write(sessionKey(session.sessionId), ...args)) as WriteResult;
		},
		rewrite: async (session, fields) => {
			const { sessionId, gatewayId, token } = session;
			return (await rewrite(sessionKey(sessionId), gatewayId, token, ms(session), ...pairsOf(fields))) === 1;
		},
		remove: async (session) => void (await remove(sessionKey(session.sessionId), session.token, ms(session))),
		onReturn: (callback) => redis.on("ready", callback),
	};
}
