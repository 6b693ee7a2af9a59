import { outputUntil } from "./style.ts";
import type { Output, Paint } from "./style.ts";

type RunStep = <T>(
	label: string,
	work: (progress: (message: string) => void) => Promise<T>,
	describe?: (result: T) => string,
) => Promise<T>;

/** Shows the steps of a start: a line each, with its time; on a terminal a spinner while it lasts. */
export interface Steps {
	/**
	 * Runs one step. `work` may report its progress; `describe` turns its result into the text of the finished line. A
	 * failing step is marked, and rejects with its error. Once the end has begun, it shows nothing more and begins nothing.
	 */
	readonly run: RunStep;
	/** As `run`, for what is done at the end. */
	readonly runAtEnd: RunStep;
	/** Shows what may be wrong although the step went well. */
	readonly warn: (message: string) => void;
}

const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const FRAME_SECONDS = 0.08;
const LABEL_WIDTH = 18;
const CLEAR_LINE = "\r\u001b[K";

/** Shows nothing. */
export const silentSteps: Steps = {
	run: (_label, work) => work(() => {}),
	runAtEnd: (_label, work) => work(() => {}),
	warn: () => {},
};

function stepsOn(output: Output, paint: Paint): RunStep {
	return async (label, work, describe) => {
		const startedAt = performance.now();
		const elapsed = () => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
		const line = (mark: string, detail: string) =>
			`  ${mark} ${label.padEnd(LABEL_WIDTH)} ${detail}${detail === "" ? "" : "  "}${paint.dim(elapsed())}`;
		let message = "";
		let frame = 0;
		const spin = () => output.write(CLEAR_LINE + line(FRAMES[frame++ % FRAMES.length]!, paint.dim(message)));
		const timer = output.isTerminal ? setInterval(spin, FRAME_SECONDS * 1000) : undefined;
		const finish = (mark: string, detail: string) => {
			clearInterval(timer);
			output.write(`${output.isTerminal ? CLEAR_LINE : ""}${line(mark, detail)}\n`);
		};
		try {
			const result = await work((text) => {
				message = text;
				if (!output.isTerminal) output.write(`    ${label}: ${text}\n`);
			});
			finish(paint.good("✓"), describe?.(result) ?? "");
			return result;
		} catch (error) {
			finish(paint.bad("✗"), "");
			throw error;
		}
	};
}

/** @param isOver true once the end has begun */
export function createSteps(output: Output, paint: Paint, isOver: () => boolean = () => false): Steps {
	const untilEnd = outputUntil(output, isOver);
	const runBeforeEnd = stepsOn(untilEnd, paint);
	return {
		warn: (message) => untilEnd.write(`  ${paint.warn("!")} ${message}\n`),
		run: async (label, work, describe) => {
			if (isOver()) throw new Error(`${label}: the end has begun`);
			return runBeforeEnd(label, work, describe);
		},
		runAtEnd: stepsOn(output, paint),
	};
}
