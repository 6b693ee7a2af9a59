import type { Log } from "../../logging.ts";
import type { Clock } from "../../timing/clock.ts";
import type { Failure } from "../backend.ts";
import type { RuntimeScope } from "./agent-api.ts";
import type { Aftermath, RunningTurn, StartTurn, TurnOutcome } from "./running-turn.ts";
import type { AgentTurn } from "./turn-queue.ts";
import { TurnReport } from "./turn-report.ts";

/** What came of a turn that an agent ran. */
export interface RunEnd {
	readonly outcome: TurnOutcome;
	readonly aftermath: Aftermath;
	/** The game has not been told of the end: the turn is to run once more. */
	readonly isUntold: boolean;
}

/** Runs an agent's turns, one at a time, and tells the game how each one ends. */
export interface TurnRunner {
	/**
	 * Resolves when the agent is free for the next piece of work. `mayRepeat` is asked when damage that can be mended ended the
	 * turn before its first sentence.
	 */
	readonly run: (turn: AgentTurn, scope: RuntimeScope, mayRepeat: () => boolean) => Promise<RunEnd>;
	/** 1 while the game waits for a turn's end. */
	readonly inFlight: () => number;
	/** When the agent is free at the latest, while the App Server stops a turn. */
	readonly stopsBy: () => number | undefined;
	/** Resolves when the game waits for no turn (immediately if it waits for none now). */
	readonly settled: () => Promise<void>;
	/** Ends the turn in flight; with a session or a turn id, only if it is that one's. */
	readonly cancel: (failure: Failure, sessionId?: string, turnId?: string) => void;
	readonly handleDown: (reason: string) => void;
}

export interface TurnRunnerDeps {
	readonly startTurn: StartTurn;
	readonly clock: Clock;
	readonly log: Log;
}

interface Current {
	readonly turn: AgentTurn;
	readonly running: RunningTurn;
	/** The game has heard the turn's end, and the back end may still be at work. */
	isOver: boolean;
}

/** The gateway mends these: it opens another conversation, or makes the agent anew. A full disk stays full. */
const isMendable = (outcome: TurnOutcome) =>
	outcome.kind === "failed" && (outcome.damage === "conversation" || outcome.damage === "memory");

/** Creates the runner of one agent's turns. */
export function createTurnRunner(deps: TurnRunnerDeps): TurnRunner {
	let current: Current | undefined;

	async function run(turn: AgentTurn, scope: RuntimeScope, mayRepeat: () => boolean): Promise<RunEnd> {
		const report = new TurnReport(turn, deps);
		const request = {
			scope,
			// The game's turn ids are unique within a session only.
			messageId: `${turn.sessionId}:${turn.turnId}`,
			content: turn.content,
			onSentence: (text: string) => report.sentence(text),
		};
		const running = deps.startTurn(request);
		const mine: Current = { turn, running, isOver: false };
		current = mine;
		const outcome = await running.outcome;
		mine.isOver = true;
		const isUntold = isMendable(outcome) && report.isSilent && mayRepeat();
		if (!isUntold) report.end(outcome, scope.agent_id);
		const aftermath = await running.aftermath;
		current = undefined;
		return { outcome, aftermath, isUntold };
	}

	return {
		run,
		inFlight: () => (current === undefined || current.isOver ? 0 : 1),
		stopsBy: () => current?.running.stopsBy(),
		settled: async () => {
			await current?.running.outcome;
		},
		cancel: (failure, sessionId, turnId) => {
			if (sessionId !== undefined && current?.turn.sessionId !== sessionId) return;
			if (turnId !== undefined && current?.turn.turnId !== turnId) return;
			current?.running.cancel(failure, turnId !== undefined);
		},
		handleDown: (reason) => current?.running.handleDown(reason),
	};
}
