import type { GatewayEvent, Op } from "../wire.ts";
import type { BackendSession, Turn } from "../backend/backend.ts";
import type { Log } from "../logging.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import type { SessionMeter } from "./session-meter.ts";

/** An op as it came in: checked, or with what is wrong with it. */
export type IncomingOp =
	| { readonly kind: "ok"; readonly op: Op }
	| {
			readonly kind: "refused";
			readonly op: string;
			readonly problem: string;
			/** As far as it says which. */
			readonly npcId?: string;
			readonly turnId?: string;
	  };

export interface OpContext {
	readonly agents: BackendSession;
	readonly emit: (event: GatewayEvent) => void;
	readonly log: Log;
	readonly meter: SessionMeter;
	readonly metrics: Metrics;
	readonly requestId?: string;
}

function startTurn(turn: Turn, { agents, emit, log, meter, metrics, requestId }: OpContext): void {
	const { npcId, turnId } = turn;
	const message = meter.refusal();
	if (message !== undefined) {
		metrics.dropped("quota");
		log.warn({ requestId, npcId, turnId, reason: message }, "a turn was refused");
		emit({ event: "turnFailed", npcId, turnId, kind: "rejected", message });
		return;
	}
	meter.noteOp(turn);
	log.info({ requestId, npcId, turnId }, "turn taken");
	agents.startTurn(turn);
}

function perform(op: Op, context: OpContext): void {
	const { agents, meter } = context;
	if (op.op !== "turn") meter.noteOp(op);
	switch (op.op) {
		case "ensureAgent":
			return agents.ensureAgent(op.spec);
		case "setBlock":
			return agents.setBlock(op);
		case "turn":
			return startTurn(op, context);
		case "actionResult":
			return agents.actionResult(op);
		case "release":
			return agents.release(op.npcId, op.forget);
		case "cancelTurn":
			return agents.cancelTurn(op.npcId, op.turnId);
		case "erase":
			return agents.erase(op);
	}
}

/** Says what an op that was not done means for its NPC. All others go on. */
function refuse(refused: Extract<IncomingOp, { kind: "refused" }>, { emit, metrics }: OpContext): void {
	const { op, npcId, turnId, problem } = refused;
	metrics.dropped("opRefused");
	if (npcId === undefined) return;
	const kind = "rejected";
	const message = `${op}: ${problem}`;
	if (op === "ensureAgent") emit({ event: "agentFailed", npcId, kind, message, final: true });
	else if (op === "erase") emit({ event: "erased", npcId, ok: false });
	else if (op === "turn" && turnId !== undefined) emit({ event: "turnFailed", npcId, turnId, kind, message });
}

/** Hands an op to the back end. If that throws, logs it and goes on: one bad op must not stop the others. */
export function dispatchOp(incoming: IncomingOp, context: OpContext): void {
	if (incoming.kind === "refused") return refuse(incoming, context);
	const { op } = incoming;
	try {
		perform(op, context);
	} catch (error) {
		context.log.error({ err: error, op: op.op }, "an op broke the back end");
		if (op.op !== "turn") return;
		const { npcId, turnId } = op;
		const message = "the gateway could not start the turn";
		context.emit({ event: "turnFailed", npcId, turnId, kind: "internal", message });
	}
}
