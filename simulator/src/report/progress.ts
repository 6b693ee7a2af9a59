/** Tells how far a run is. */
export interface Progress {
	readonly phase: (name: string) => void;
	/** `share` from 0 to 1. */
	readonly update: (share: number, detail: string) => void;
	readonly done: () => void;
}

export interface ProgressOutput {
	readonly isTerminal: boolean;
	readonly write: (text: string) => void;
}

export const silentProgress: Progress = { phase: () => {}, update: () => {}, done: () => {} };

const WIDTH = 30;
const CLEAR_LINE = "\r\u001b[K";
/** Without a terminal, progress prints a line at each of these steps. */
const PLAIN_STEP = 0.1;
/** Between two redraws on a terminal, milliseconds. */
const REDRAW_MILLISECONDS = 100;

/** Shows a bar on a terminal, and plain lines elsewhere. */
export function createProgress(output: ProgressOutput): Progress {
	let name = "";
	let next = 0;
	let drawnAt = -Infinity;
	const elapsed = (
		(since) => () =>
			`${((performance.now() - since) / 1000).toFixed(0)} s`
	)(performance.now());
	return {
		phase: (phase) => {
			name = phase;
			next = 0;
			output.write(output.isTerminal ? `${CLEAR_LINE}${name} …` : `${name} (${elapsed()})\n`);
		},
		update: (share, detail) => {
			const percent = `${Math.floor(share * 100)} %`.padStart(5);
			if (!output.isTerminal) {
				if (share < next) return;
				next = (Math.floor(share / PLAIN_STEP) + 1) * PLAIN_STEP;
				output.write(`${name} ${percent}  ${detail} (${elapsed()})\n`);
				return;
			}
			if (performance.now() - drawnAt < REDRAW_MILLISECONDS) return;
			drawnAt = performance.now();
			const full = Math.round(share * WIDTH);
			const bar = "█".repeat(full) + "░".repeat(WIDTH - full);
			output.write(`${CLEAR_LINE}${name} ${bar}${percent}  ${detail}  ${elapsed()}`);
		},
		done: () => {
			if (output.isTerminal) output.write(CLEAR_LINE);
		},
	};
}
