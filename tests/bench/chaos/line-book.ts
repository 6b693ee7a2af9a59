import type { DisplayEvent } from "@townsfolk/headless";
import { BUBBLES } from "../../../src/shared/constants.ts";
import type { Script } from "../exchange.ts";

/** What became of a line that a player typed. */
export interface LineFate {
	/** Of the line itself, or of a later one that it was told together with. */
	script: Script;
	readonly player: string;
	/** Seconds of this process's clock. */
	readonly entered: number;
	/** How often the model was asked with it. */
	asked: number;
	/** The player saw the first sentence of the answer. */
	answered?: number;
	/** The NPC said something else: that it cannot think now. */
	told?: number;
}

export const now = (): number => performance.now() / 1000;

const NPC_BODIES = "Workspace.Npcs.";

/** Follows every line of a run, and what players saw. */
export class LineBook {
	readonly lines: LineFate[] = [];
	/** Sentences that a player saw more than once. */
	readonly shownTwice: string[] = [];
	private readonly byLine = new Map<string, LineFate>();
	private readonly seen = new Set<string>();

	enter(player: string, script: Script): LineFate {
		const fate: LineFate = { script, player, entered: now(), asked: 0 };
		this.lines.push(fate);
		this.byLine.set(script.line, fate);
		return fate;
	}

	/** The model is asked about these lines, of which it answers the last. */
	replyTo(heard: ReadonlyArray<string>): string {
		const fates = heard.flatMap((line) => this.byLine.get(line) ?? []);
		for (const fate of fates) fate.asked += 1;
		const last = fates.at(-1);
		for (const fate of fates) if (fate !== last) fate.script = last!.script;
		return last?.script.sentences.join(" ") ?? "Hm.";
	}

	displayed({ kind, text, player, adornee }: DisplayEvent): void {
		if (kind !== "bubble" || adornee?.startsWith(NPC_BODIES) !== true) return;
		const words = text.startsWith(BUBBLES.aiMark) ? text.slice(BUBBLES.aiMark.length) : text;
		const open = this.lines.filter((line) => line.player === player);
		const answer = open.filter(({ script }) => script.sentences.includes(words));
		if (answer.length > 0) return this.noteSentence(answer, player, words);
		const last = open.at(-1);
		// Dots say that it thinks.
		if (last !== undefined && /\p{L}/u.test(words)) last.told ??= now();
	}

	private noteSentence(fates: ReadonlyArray<LineFate>, player: string, words: string): void {
		const key = `${player}: ${words}`;
		if (this.seen.has(key)) this.shownTwice.push(key);
		this.seen.add(key);
		for (const fate of fates) fate.answered ??= now();
	}
}
