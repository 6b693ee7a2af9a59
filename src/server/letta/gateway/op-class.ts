import { classOfBlock, type RequestClass } from "server/net/request-class";
import type { Op } from "server/wire/gateway-frames";

/** What an op is about. `isUrgent` as for `classOfBlock`. */
export function classOf(op: Op, isUrgent = false): RequestClass {
	switch (op.op) {
		case "turn":
		case "actionResult":
			return op.op;
		case "cancelTurn":
			// It makes room for the turn that is wanted instead.
			return "turn";
		case "setBlock":
			return classOfBlock(op.label, isUrgent);
		case "ensureAgent":
		case "erase":
		case "release":
			return "housekeeping";
	}
}
