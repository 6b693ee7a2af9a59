import type { DisplayEvent, PlayerHandle } from "@townsfolk/headless";
import { BUBBLES } from "../../../src/shared/constants.ts";
import type { NumberedScript } from "../scripts.ts";
import { clockTime, type ExchangeMoments, type Moment, MOMENTS } from "./moments.ts";

interface Open {
	readonly player: PlayerHandle;
	readonly script: NumberedScript;
	readonly at: Partial<Record<Moment, number>>;
	readonly finish: (at: ExchangeMoments) => void;
}

/** A line whose answer takes longer is lost. */
const TIMEOUT_SECONDS = 30;

/** Follows lines from Enter to the model and back. */
export class Questions {
	private readonly open = new Map<number, Open>();
	/** By the player who asked: what to do at the next bubble of an NPC's. */
	private readonly mindless = new Map<string, () => void>();

	/** Types the line. Rejects when not everything has happened in time. */
	ask(player: PlayerHandle, script: NumberedScript): Promise<ExchangeMoments> {
		const { tale, line } = script;
		return new Promise((resolve, reject) => {
			const at: Open["at"] = {};
			const fail = (error: Error) => {
				clearTimeout(timer);
				this.open.delete(tale);
				reject(error);
			};
			const finish = (whole: ExchangeMoments) => {
				clearTimeout(timer);
				this.open.delete(tale);
				resolve(whole);
			};
			const timer = setTimeout(() => {
				const missing = MOMENTS.filter((moment) => at[moment] === undefined).join(", ");
				fail(new Error(`“${line}”: not within ${TIMEOUT_SECONDS} s: ${missing}`));
			}, TIMEOUT_SECONDS * 1000);
			this.open.set(tale, { player, script, at, finish });
			this.note(tale, "entered", clockTime());
			player.chat(line).catch(fail);
		});
	}

	/** Types a line to an NPC without a mind. Milliseconds until it says something of its own. */
	askMindless(player: PlayerHandle, line: string): Promise<number> {
		return new Promise((resolve, reject) => {
			const entered = clockTime();
			const timer = setTimeout(() => reject(new Error(`“${line}”: no word`)), TIMEOUT_SECONDS * 1000);
			this.mindless.set(player.name, () => {
				clearTimeout(timer);
				this.mindless.delete(player.name);
				resolve(clockTime() - entered);
			});
			player.chat(line).catch(reject);
		});
	}

	/** Only the first time counts. */
	note(tale: number, moment: Moment, time: number): void {
		const question = this.open.get(tale);
		if (question === undefined) return;
		question.at[moment] ??= time;
		if (MOMENTS.every((each) => question.at[each] !== undefined))
			question.finish(question.at as ExchangeMoments);
	}

	displayed({ kind, text, player }: DisplayEvent): void {
		if (kind !== "bubble" || !text.startsWith(BUBBLES.aiMark)) return;
		if (/\p{L}/u.test(text.slice(BUBBLES.aiMark.length))) this.mindless.get(player)?.();
		for (const [tale, { player: asker, script }] of this.open)
			if (asker.name === player && text === BUBBLES.aiMark + script.sentences[0]!)
				this.note(tale, "shown", clockTime());
	}
}
