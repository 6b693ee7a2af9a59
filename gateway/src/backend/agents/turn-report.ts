import type { Log } from "../../logging.ts";
import type { Clock } from "../../timing/clock.ts";
import type { TurnOutcome } from "./running-turn.ts";
import { failTurn, type AgentTurn } from "./turn-queue.ts";

const TOO_FEW_TOKENS =
	"the reply reached its token limit before the first sentence: a model that thinks needs more max_tokens in LETTA_MODEL_SETTINGS";

/** Tells the game and the log what comes of one turn. */
export class TurnReport {
	private readonly startedAt: number;
	private sentences = 0;
	private firstSeconds: number | undefined;

	constructor(
		private readonly turn: AgentTurn,
		private readonly deps: { readonly clock: Clock; readonly log: Log },
	) {
		this.startedAt = deps.clock.now();
	}

	/** Nobody has heard anything of it. */
	get isSilent(): boolean {
		return this.sentences === 0;
	}

	sentence(text: string): void {
		const { npcId, turnId, emit } = this.turn;
		this.firstSeconds ??= this.seconds();
		emit({ event: "sentence", npcId, turnId, index: this.sentences, text });
		this.sentences += 1;
	}

	end(outcome: TurnOutcome, agentId: string): void {
		const { npcId, turnId, emit } = this.turn;
		const { log } = this.deps;
		const { sentences, firstSeconds } = this;
		const entry = { npcId, turnId, agentId, sentences, firstSeconds, seconds: this.seconds() };
		if (outcome.kind === "done") {
			const { usage } = outcome;
			emit({ event: "turnDone", npcId, turnId, ...(usage === undefined ? {} : { usage }) });
			log.info({ ...entry, ...usage }, "turn done");
			if (outcome.isMute === true) log.warn({ npcId, turnId, agentId }, TOO_FEW_TOKENS);
		} else {
			failTurn(this.turn, outcome.failure);
			log.warn({ ...entry, ...outcome.failure }, "turn failed");
		}
	}

	private seconds(): number {
		return this.deps.clock.now() - this.startedAt;
	}
}
