import type { OperatorConsole, Vitals, VitalsSample } from "server/ports";

export interface FakeVitals extends Vitals {
	readonly set: (change: Partial<VitalsSample>) => void;
}

/** A server at ease, unless told otherwise. */
export function createFakeVitals(): FakeVitals {
	let current: VitalsSample = { heartbeatSeconds: 0.004, memoryMb: 900, instances: 5000 };
	return {
		sample: () => current,
		set: (change) => {
			current = { ...current, ...change };
		},
	};
}

export interface FakeConsole extends OperatorConsole {
	/** What the operator reads; an error where nobody listens. */
	readonly type: (line: string) => string;
	readonly isOpen: () => boolean;
	readonly printed: ReadonlyArray<string>;
}

export function createFakeConsole(): FakeConsole {
	const printed = new Array<string>();
	let handler: ((words: ReadonlyArray<string>) => string) | undefined;
	return {
		open: (run) => {
			handler = run;
			return () => {
				handler = undefined;
			};
		},
		type: (line) => {
			assert(handler, "the console is closed");
			return handler(line.split(" "));
		},
		print: (text) => {
			printed.push(text);
		},
		printed,
		isOpen: () => handler !== undefined,
	};
}
