import { t } from "@rbxts/t";
import type {
	FailureKind,
	GatewayErrorBody,
	GatewayEvent,
	OpenSessionResponse,
	SocketPong,
} from "./gateway-frames";

/**
 * What the game accepts in a gateway's answer. Extra fields may be there, so that a newer gateway can say more. An event
 * that is unknown or malformed is skipped and counted, never acted on.
 */

const isCount = (value: unknown): value is number => t.integer(value) && value >= 0;

/** A server frame whose events are not checked yet. */
export interface RawServerFrame {
	readonly seq: number;
	readonly ack: number;
	readonly events: ReadonlyArray<defined>;
}

const hasFrameShape = t.interface({
	seq: isCount,
	ack: isCount,
	events: t.array(t.any),
});

/**
 * True for a frame with numbers and a list. Its events are read (`readEvents`) only after the session has numbered them,
 * because a skipped event has a number too.
 */
export function isServerFrame(value: unknown): value is RawServerFrame {
	return hasFrameShape(value);
}

const isFailureKind: t.check<FailureKind> = t.literal(
	"backendUnavailable",
	"model",
	"timeout",
	"busy",
	"rejected",
	"unknownAgent",
	"internal",
);

const EVENT_GUARDS: {
	readonly [Kind in GatewayEvent["event"]]: t.check<Extract<GatewayEvent, { event: Kind }>>;
} = {
	moving: t.interface({ event: t.literal("moving") }),
	agentReady: t.interface({
		event: t.literal("agentReady"),
		npcId: t.string,
		agentId: t.string,
		model: t.string,
	}),
	agentFailed: t.interface({
		event: t.literal("agentFailed"),
		npcId: t.string,
		kind: isFailureKind,
		message: t.string,
		final: t.boolean,
	}),
	blockStored: t.interface({
		event: t.literal("blockStored"),
		npcId: t.string,
		label: t.string,
		rev: isCount,
	}),
	erased: t.interface({ event: t.literal("erased"), npcId: t.string, ok: t.boolean }),
	sentence: t.interface({
		event: t.literal("sentence"),
		npcId: t.string,
		turnId: t.string,
		index: isCount,
		text: t.string,
	}),
	action: t.interface({
		event: t.literal("action"),
		npcId: t.string,
		turnId: t.string,
		callId: t.string,
		name: t.string,
		args: t.string,
	}),
	turnDone: t.interface({
		event: t.literal("turnDone"),
		npcId: t.string,
		turnId: t.string,
		usage: t.optional(t.interface({ promptTokens: isCount, completionTokens: isCount })),
	}),
	turnFailed: t.interface({
		event: t.literal("turnFailed"),
		npcId: t.string,
		turnId: t.string,
		kind: isFailureKind,
		message: t.string,
	}),
};

const hasKind = t.interface({ event: t.string });

/** True for a well-formed event that this version knows. */
export function isGatewayEvent(value: unknown): value is GatewayEvent {
	if (!hasKind(value)) return false;
	const guard = (EVENT_GUARDS as Readonly<Record<string, t.check<GatewayEvent>>>)[value.event];
	return guard !== undefined && guard(value);
}

/** The events to act on, in order, and how many were skipped. */
export function readEvents(items: ReadonlyArray<defined>): {
	readonly events: ReadonlyArray<GatewayEvent>;
	readonly skipped: number;
} {
	const events = items.filter(isGatewayEvent);
	return { events, skipped: items.size() - events.size() };
}

/** True for a usable answer to `POST /v1/sessions`. */
export const isOpenSessionResponse: t.check<OpenSessionResponse> = t.interface({
	sessionId: t.string,
	maxWaitSeconds: t.numberPositive,
	encodings: t.optional(t.array(t.string)),
});

/** The answer to a ping over a socket. */
export const isPong: t.check<SocketPong> = t.interface({ pong: isCount });

/** Accepts any code: a newer gateway may have more. */
export function isGatewayErrorBody(value: unknown): value is GatewayErrorBody {
	return hasErrorShape(value);
}

const hasErrorShape = t.interface({ error: t.string, message: t.string });
