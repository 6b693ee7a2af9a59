import { Type } from "@fastify/type-provider-typebox";
import { WIRE_LIMITS as LIMITS } from "../wire.ts";

/** The wire's shapes, for validation. Unknown fields are ignored, because a newer game may send more. */

const seq = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });

export const clientFrame = Type.Object({
	seq,
	ack: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
	/** Each op is read by itself, so that a wrong one fails its NPC only. */
	ops: Type.Array(Type.Object({ op: Type.String() }), { maxItems: LIMITS.maxOps }),
});

export const openSessionRequest = Type.Object({
	protocol: Type.Integer(),
	placeId: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
	serverId: Type.String({ pattern: `^[A-Za-z0-9_.:-]{1,${LIMITS.maxIdChars}}$` }),
	memoryMode: Type.Union([Type.Literal("session"), Type.Literal("persistent")]),
});

export const sessionParams = Type.Object({ sessionId: Type.String({ maxLength: LIMITS.maxIdChars }) });

export const socketQuery = Type.Object({
	session: Type.String({ minLength: 1, maxLength: LIMITS.maxIdChars }),
});

/** A sign of life over a socket; the number comes back. */
export const socketPing = Type.Object({
	ping: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
});

const seconds = Type.Optional(Type.String({ pattern: "^[0-9]{1,4}(\\.[0-9]{1,3})?$" }));

/** Seconds, as decimal numbers; a frame without `wait` is answered at once. */
export const frameQuery = Type.Object({ wait: seconds, rest: seconds, idle: seconds });
