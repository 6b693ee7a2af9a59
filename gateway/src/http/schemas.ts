import { Type, type Static, type TSchema } from "@fastify/type-provider-typebox";
import type { Op } from "../wire.ts";
import { FRAME_CAPS as CAPS } from "../limits.ts";

/** The wire's shapes, for validation. Unknown fields are ignored, because a newer game may send more. */

/** Only characters that are safe in a tag, a log and a URL. */
const npcId = Type.String({ pattern: `^[A-Za-z0-9_.-]{1,${CAPS.maxIdChars}}$` });
const turnId = Type.String({ pattern: `^[\\x21-\\x7e]{1,${CAPS.maxTurnIdChars}}$` });
const callId = turnId;
/** A label becomes a file's name at the App Server. */
const LABEL_PATTERN = "^[a-z][a-z0-9_]{0,39}$";
/** The persona belongs to the creator: only the agent's specification may set it. */
const label = Type.String({ pattern: `^(?!persona$)${LABEL_PATTERN.slice(1)}` });
const blockValue = Type.String({ maxLength: CAPS.maxBlockChars });

const blocks = Type.Unsafe<Record<string, string>>({
	anyOf: [
		{
			type: "object",
			maxProperties: CAPS.maxBlocks,
			propertyNames: label,
			additionalProperties: blockValue,
		},
		// Roblox's JSONEncode writes an empty table as an empty array.
		{ type: "array", maxItems: 0 },
	],
});

const spec = Type.Object({
	npcId,
	displayName: Type.String({ minLength: 1, maxLength: CAPS.maxDisplayNameChars }),
	persona: Type.String({ maxLength: CAPS.maxPersonaChars }),
	blocks,
});

const opSchemas = {
	ensureAgent: Type.Object({ op: Type.Literal("ensureAgent"), spec }),
	setBlock: Type.Object({
		op: Type.Literal("setBlock"),
		npcId,
		label,
		value: blockValue,
		rev: Type.Integer({ minimum: 0 }),
	}),
	turn: Type.Object({
		op: Type.Literal("turn"),
		npcId,
		turnId,
		content: Type.String({ minLength: 1, maxLength: CAPS.maxContentChars }),
	}),
	actionResult: Type.Object({
		op: Type.Literal("actionResult"),
		npcId,
		callId,
		ok: Type.Boolean(),
		result: Type.String({ maxLength: CAPS.maxResultChars }),
	}),
	release: Type.Object({ op: Type.Literal("release"), npcId, forget: Type.Boolean() }),
	cancelTurn: Type.Object({ op: Type.Literal("cancelTurn"), npcId, turnId }),
	erase: Type.Object({ op: Type.Literal("erase"), npcId, blocks }),
} satisfies Record<Op["op"], TSchema>;

type ValidOp = { [K in keyof typeof opSchemas]: Static<(typeof opSchemas)[K]> }[keyof typeof opSchemas];

/** Chosen by its `op`, so that an error names the wrong field instead of every shape that did not fit. */
const op = Type.Unsafe<ValidOp>({
	type: "object",
	discriminator: { propertyName: "op" },
	oneOf: Object.values(opSchemas),
	required: ["op"],
});

const seq = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });

export const clientFrame = Type.Object({
	seq,
	ack: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
	ops: Type.Array(op, { maxItems: CAPS.maxOps }),
});

export const openSessionRequest = Type.Object({
	protocol: Type.Integer(),
	placeId: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
	serverId: Type.String({ pattern: `^[A-Za-z0-9_.:-]{1,${CAPS.maxIdChars}}$` }),
	memoryMode: Type.Union([Type.Literal("session"), Type.Literal("persistent")]),
});

export const sessionParams = Type.Object({ sessionId: Type.String({ maxLength: CAPS.maxIdChars }) });

/** Seconds, as a decimal number; a poll without `wait` is answered at once. */
export const frameQuery = Type.Object({
	wait: Type.Optional(Type.String({ pattern: "^[0-9]{1,4}(\\.[0-9]{1,3})?$" })),
});
