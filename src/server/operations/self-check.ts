import { charCount, clampUtf8 } from "shared/text/text";
import { SELF_CHECK } from "server/constants/operations";
import type { Clock, EngineProbe, OperatorConsole, ProbeAnswer } from "server/ports";
import { formatTable } from "server/rules/text/text-table";
import type { OperatorCommand } from "./operator-commands";

export interface SelfCheckDeps {
	readonly clock: Clock;
	readonly print: OperatorConsole["print"];
	readonly probes: ReadonlyArray<EngineProbe>;
	/** Where this is, for whoever reads the table later. */
	readonly place: () => string;
}

const WORDS: Readonly<Record<ProbeAnswer["kind"], string>> = {
	yes: "yes",
	no: "no",
	look: "please look",
	unknown: "not known",
};

const NO_ANSWER: ProbeAnswer = {
	kind: "unknown",
	seen: `no answer in ${SELF_CHECK.timeoutSeconds} s`,
};

/** One line of a table. */
function tidy(text: string): string {
	const line = text.gsub("%s+", " ")[0];
	return charCount(line) > SELF_CHECK.maxSeenChars ? `${clampUtf8(line, SELF_CHECK.maxSeenChars)}…` : line;
}

/** One run: every probe is asked once, and the table is printed once. */
class SelfCheck {
	private readonly answers = new Map<EngineProbe, ProbeAnswer>();
	private isOver = false;

	constructor(private readonly deps: SelfCheckDeps) {
		deps.clock.after(SELF_CHECK.timeoutSeconds, () => this.finish());
		for (const probe of deps.probes) this.ask(probe);
	}

	/** Text for an operator who asks while it runs; undefined once it is over. */
	progress(): string | undefined {
		if (this.isOver) return undefined;
		return `The self-check is running: ${this.answers.size()} of ${this.deps.probes.size()} questions are answered.`;
	}

	private ask(probe: EngineProbe): void {
		const [ok, problem] = pcall(() => probe.ask((answer) => this.note(probe, answer)));
		if (!ok) this.note(probe, { kind: "unknown", seen: `the probe failed: ${tostring(problem)}` });
	}

	private note(probe: EngineProbe, answer: ProbeAnswer): void {
		if (this.answers.has(probe)) return;
		this.answers.set(probe, answer);
		if (this.answers.size() === this.deps.probes.size()) this.finish();
	}

	private finish(): void {
		if (this.isOver) return;
		this.isOver = true;
		const rows = this.deps.probes.map((probe) => {
			const { kind, seen } = this.answers.get(probe) ?? NO_ANSWER;
			return [probe.question, WORDS[kind], tidy(seen)];
		});
		const title = `Self-check, ${this.deps.clock.isoNow()}, ${this.deps.place()}`;
		this.deps.print(`${title}\n${formatTable(["question", "answer", "seen"], rows)}`);
	}
}

function tasksText(probes: ReadonlyArray<EngineProbe>): string {
	const tasks = probes.mapFiltered(({ task: wanted }) => wanted).map((wanted) => `- ${wanted}`);
	const first = `The self-check has begun. Its table appears in the output within ${SELF_CHECK.timeoutSeconds} s.`;
	return tasks.isEmpty() ? first : [first, "Meanwhile, please:", ...tasks].join("\n");
}

/** `selfcheck`: asks the engine what its documentation leaves open, and prints a table for a report. */
export function selfCheckCommand(deps: SelfCheckDeps): OperatorCommand {
	let running: SelfCheck | undefined;
	return {
		name: "selfcheck",
		usage: "selfcheck",
		help: "asks the engine what Roblox's documentation leaves open; prints a table for a report",
		run: () => {
			const progress = running?.progress();
			if (progress !== undefined) return progress;
			running = new SelfCheck(deps);
			return tasksText(deps.probes);
		},
	};
}
