import { Type, type TSchema } from "@fastify/type-provider-typebox";
import { WIRE_LIMITS as LIMITS, type Op } from "../wire.ts";

/** Only characters that are safe in a tag, a log and a URL. */
const npcId = Type.String({ pattern: `^[A-Za-z0-9_.-]{1,${LIMITS.maxIdChars}}$` });
const turnId = Type.String({ pattern: `^[\\x21-\\x7e]{1,${LIMITS.maxTurnIdChars}}$` });
const callId = turnId;
/** A label becomes a file's name at the App Server. */
const LABEL_PATTERN = "^[a-z][a-z0-9_]{0,39}$";
/** The persona belongs to the creator: only the agent's specification may set it. */
const label = Type.String({ pattern: `^(?!persona$)${LABEL_PATTERN.slice(1)}` });
/**
 * No NUL, which the App Server cannot hand to git, and no half of a surrogate pair, which no file can hold. An agent with one
 * of them is never what was specified.
 */
export const TEXT_PATTERN = "^[^\\u0000\\ud800-\\udfff]*$";
const text = (maxLength: number, minLength = 0) =>
	Type.String({ minLength, maxLength, pattern: TEXT_PATTERN });
const blockValue = text(LIMITS.maxBlockChars);

const blocks = Type.Unsafe<Record<string, string>>({
	anyOf: [
		{
			type: "object",
			maxProperties: LIMITS.maxBlocks,
			propertyNames: label,
			additionalProperties: blockValue,
		},
		// Roblox's JSONEncode writes an empty table as an empty array.
		{ type: "array", maxItems: 0 },
	],
});

const spec = Type.Object({
	npcId,
	displayName: text(LIMITS.maxDisplayNameChars, 1),
	persona: text(LIMITS.maxPersonaChars),
	blocks,
});

/** The shape of each op. */
export const OP_SCHEMAS = {
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
		content: text(LIMITS.maxContentChars, 1),
	}),
	actionResult: Type.Object({
		op: Type.Literal("actionResult"),
		npcId,
		callId,
		ok: Type.Boolean(),
		result: text(LIMITS.maxResultChars),
	}),
	release: Type.Object({ op: Type.Literal("release"), npcId, forget: Type.Boolean() }),
	cancelTurn: Type.Object({ op: Type.Literal("cancelTurn"), npcId, turnId }),
	erase: Type.Object({ op: Type.Literal("erase"), npcId, blocks }),
} satisfies Record<Op["op"], TSchema>;
