import type { AppServerLimits } from "../../limits.ts";
import type { Clock } from "../../timing/clock.ts";
import type { RuntimeScope } from "../agents/agent-api.ts";
import type { RunningTurn, TurnRequest } from "../agents/running-turn.ts";
import type { AppServerApi } from "./agent-api.ts";
import { readScope, type ServerFrame } from "./frames.ts";
import { streamTurn, type FramedTurn } from "./stream-turn.ts";

const keyOf = ({ agent_id, conversation_id }: RuntimeScope) => `${agent_id} ${conversation_id}`;

/** Starts turns and brings the App Server's frames to them. Frames of a conversation without a turn are dropped. */
export class TurnRouter {
	private readonly turns = new Map<string, FramedTurn>();

	constructor(
		private readonly deps: { readonly api: AppServerApi; readonly clock: Clock },
		private readonly limits: AppServerLimits,
	) {}

	readonly start = (request: TurnRequest): RunningTurn => {
		const turn = streamTurn(request, this.deps, this.limits);
		const key = keyOf(request.scope);
		this.turns.set(key, turn);
		void turn.aftermath.then(() => {
			if (this.turns.get(key) === turn) this.turns.delete(key);
		});
		return turn;
	};

	handleFrame(frame: ServerFrame): void {
		const scope = readScope(frame);
		if (scope !== undefined) this.turns.get(keyOf(scope))?.handleFrame(frame);
	}
}
