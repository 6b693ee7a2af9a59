/** What a command needs of the machine it runs on. */
export interface Terminal {
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly platform: NodeJS.Platform;
	readonly print: (line: string) => void;
	/** Monotonic seconds. */
	readonly now: () => number;
	readonly sleep: (seconds: number) => Promise<void>;
}

export function processTerminal(): Terminal {
	return {
		env: process.env,
		platform: process.platform,
		print: (line) => console.log(line),
		now: () => performance.now() / 1000,
		sleep: (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000)),
	};
}
