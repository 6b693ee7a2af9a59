import type { RequestClass } from "server/net/request-class";
import type { Op } from "server/wire/gateway-frames";

/** What an op is about. `urgent` says of a group's block that somebody has left. */
export function classOf(op: Op, urgent = false): RequestClass {
	if (op.op === "turn" || op.op === "actionResult") return op.op;
	// It makes room for the turn that is wanted instead.
	if (op.op === "cancelTurn") return "turn";
	if (op.op !== "setBlock") return "housekeeping";
	if (op.label !== "group_members") return "status";
	return urgent ? "departure" : "group";
}
