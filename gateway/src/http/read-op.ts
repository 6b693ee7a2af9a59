import type { Static } from "@fastify/type-provider-typebox";
import type { FastifyRequest } from "fastify";
import { WIRE_LIMITS, type Op } from "../wire.ts";
import type { IncomingFrame } from "../session/game-session.ts";
import type { IncomingOp } from "../session/op-dispatcher.ts";
import { problemOf } from "./errors.ts";
import { OP_SCHEMAS } from "./op-schemas.ts";
import type { clientFrame } from "./schemas.ts";

type RawOp = Readonly<Record<string, unknown>> & { readonly op: string };

/** Of the name of an op that the gateway does not know, in the log. */
const MAX_NAME_CHARS = 32;

/** An id goes back to the game and into the log, so a longer one is none. */
const idOf = (value: unknown) =>
	typeof value === "string" && value.length <= WIRE_LIMITS.maxTurnIdChars ? value : undefined;

/** Which NPC and which turn an op is about, as far as it says so. */
function subjectOf(raw: RawOp) {
	const { spec } = raw;
	const owner = typeof spec === "object" && spec !== null ? (spec as Record<string, unknown>) : raw;
	return { npcId: idOf(owner.npcId), turnId: idOf(raw.turnId) };
}

const isKnown = (op: string): op is Op["op"] => Object.hasOwn(OP_SCHEMAS, op);

/** Checks one op. A wrong one is refused by itself, and names the field. */
export function readOp(raw: RawOp, request: Pick<FastifyRequest, "compileValidationSchema">): IncomingOp {
	const refused = (problem: string): IncomingOp => ({
		kind: "refused",
		op: raw.op.slice(0, MAX_NAME_CHARS),
		problem,
		...subjectOf(raw),
	});
	if (!isKnown(raw.op)) return refused("op: this gateway does not know it");
	// Fastify compiles each schema once.
	const isValid = request.compileValidationSchema(OP_SCHEMAS[raw.op]);
	if (isValid(raw)) return { kind: "ok", op: raw as unknown as Op };
	return refused(problemOf(isValid.errors?.[0]) ?? "it is not valid");
}

/** Reads the ops of a frame that has the right shape. */
export function readFrame(
	frame: Static<typeof clientFrame>,
	request: Pick<FastifyRequest, "compileValidationSchema" | "id">,
): IncomingFrame {
	return { ...frame, requestId: request.id, ops: frame.ops.map((raw) => readOp(raw, request)) };
}
