import type { AppServerLimits } from "../../limits.ts";
import type { Log } from "../../logging.ts";
import type { Clock } from "../../timing/clock.ts";
import type { Failure } from "../backend.ts";
import type { AgentApi } from "./agent-api.ts";
import { conductTurn, type Aftermath, type RunningTurn, type TurnOutcome } from "./conduct-turn.ts";
import { readScope, type RuntimeScope, type ServerFrame } from "./frames.ts";
import { failTurn, type AgentTurn } from "./turn-queue.ts";

/** Runs an agent's turns, one at a time, and tells the game what comes of each. */
export interface TurnRunner {
	/** Resolves when the agent is free for the next piece of work. */
	readonly run: (
		turn: AgentTurn,
		scope: RuntimeScope,
	) => Promise<{ outcome: TurnOutcome; aftermath: Aftermath }>;
	/** 1 while the game waits for a turn's end. */
	readonly inFlight: () => number;
	/** Resolves when the game does not wait for a turn any more. */
	readonly settled: () => Promise<void>;
	/** Ends the turn in flight, if it is the session's, and this one. */
	readonly cancel: (failure: Failure, sessionId?: string, turnId?: string) => void;
	readonly handleFrame: (frame: ServerFrame) => void;
	readonly handleDown: (reason: string) => void;
}

interface Current {
	readonly turn: AgentTurn;
	readonly scope: RuntimeScope;
	readonly running: RunningTurn;
	isOver: boolean;
}

/** Creates the runner of one agent's turns. */
export function createTurnRunner(
	deps: { readonly api: AgentApi; readonly clock: Clock; readonly log: Log },
	limits: AppServerLimits,
): TurnRunner {
	const { clock, log } = deps;
	let current: Current | undefined;

	async function run(turn: AgentTurn, scope: RuntimeScope) {
		const { sessionId, npcId, turnId, content, emit } = turn;
		const startedAt = clock.now();
		let index = 0;
		let firstSeconds: number | undefined;
		const running = conductTurn(
			{
				scope,
				// The game's turn ids are unique in a session only.
				messageId: `${sessionId}:${turnId}`,
				content,
				onSentence: (text) => {
					firstSeconds ??= clock.now() - startedAt;
					emit({ event: "sentence", npcId, turnId, index, text });
					index += 1;
				},
			},
			deps,
			limits,
		);
		const mine: Current = { turn, scope, running, isOver: false };
		current = mine;
		const outcome = await running.outcome;
		mine.isOver = true;
		const entry = {
			npcId,
			turnId,
			agentId: scope.agent_id,
			sentences: index,
			firstSeconds,
			seconds: clock.now() - startedAt,
		};
		if (outcome.kind === "done") {
			const { usage } = outcome;
			emit({ event: "turnDone", npcId, turnId, ...(usage === undefined ? {} : { usage }) });
			log.info({ ...entry, ...usage }, "turn done");
		} else {
			failTurn(turn, outcome.failure);
			log.warn({ ...entry, ...outcome.failure }, "turn failed");
		}
		const aftermath = await running.aftermath;
		current = undefined;
		return { outcome, aftermath };
	}

	return {
		run,
		inFlight: () => (current === undefined || current.isOver ? 0 : 1),
		settled: async () => {
			await current?.running.outcome;
		},
		cancel: (failure, sessionId, turnId) => {
			if (sessionId !== undefined && current?.turn.sessionId !== sessionId) return;
			if (turnId !== undefined && current?.turn.turnId !== turnId) return;
			current?.running.cancel(failure);
		},
		handleFrame: (frame) => {
			// A stuck conversation that was left may still speak.
			const isSameConversation = readScope(frame)?.conversation_id === current?.scope.conversation_id;
			if (isSameConversation) current?.running.handleFrame(frame);
		},
		handleDown: (reason) => current?.running.handleDown(reason),
	};
}
