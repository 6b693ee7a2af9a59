/** Ends everything that was started, in the reverse order, exactly once, whatever the reason. */
export interface Lifecycle {
	/** Registers how a part is stopped. Parts that were added later are stopped first. */
	readonly add: (name: string, stop: () => Promise<void> | void) => void;
	/** Resolves when everything has ended; the first call's code stands. */
	readonly end: (code: number) => Promise<number>;
	readonly isEnding: () => boolean;
}

export interface LifecycleOptions {
	/** How long one part may take to stop, seconds. Then the next part is stopped. */
	readonly stopTimeoutSeconds: number;
	readonly onProblem: (message: string) => void;
}

export function createLifecycle({ stopTimeoutSeconds, onProblem }: LifecycleOptions): Lifecycle {
	const parts: { name: string; stop: () => Promise<void> | void }[] = [];
	let ending: Promise<number> | undefined;

	async function stopPart({ name, stop }: (typeof parts)[number]): Promise<void> {
		let timer: NodeJS.Timeout | undefined;
		const tooLate = new Promise<never>((_, reject) => {
			timer = setTimeout(
				() => reject(new Error(`not ended after ${stopTimeoutSeconds} s`)),
				stopTimeoutSeconds * 1000,
			);
		});
		try {
			await Promise.race([(async () => stop())(), tooLate]);
		} catch (error) {
			onProblem(`${name}: ${(error as Error).message}`);
		} finally {
			clearTimeout(timer);
		}
	}

	async function stopAll(code: number): Promise<number> {
		for (let part = parts.pop(); part !== undefined; part = parts.pop()) await stopPart(part);
		return code;
	}

	return {
		add: (name, stop) => void parts.push({ name, stop }),
		end: (code) => (ending ??= stopAll(code)),
		isEnding: () => ending !== undefined,
	};
}

/** The exit code that a shell expects of a program ended by a signal. */
const SIGNAL_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** A repeat of the same signal within this time is a parent's copy of a Ctrl-C that the terminal has sent to us already. */
const ECHO_SECONDS = 1;

/** Between two checks whether our parent process is still there. */
const PARENT_POLL_SECONDS = 1;

/**
 * Calls `end` when the process is told to stop, when nobody caught an error, and when the process that
 * started us is gone (a killed npm or shell cannot tell us). A second signal ends the process at once.
 */
export function endOnSignals(
	lifecycle: Lifecycle,
	end: (code: number, reason: string) => void,
	now: () => number = () => performance.now() / 1000,
): void {
	let first: { readonly signal: string; readonly at: number } | undefined;
	for (const [signal, code] of Object.entries(SIGNAL_CODES)) {
		process.on(signal, () => {
			const isEcho = first?.signal === signal && now() - first.at < ECHO_SECONDS;
			if (isEcho) return;
			if (lifecycle.isEnding()) process.exit(code);
			first = { signal, at: now() };
			end(code, `${signal}: ending`);
		});
	}
	const onError = (error: unknown) =>
		end(1, error instanceof Error ? (error.stack ?? error.message) : String(error));
	process.on("uncaughtException", onError);
	process.on("unhandledRejection", onError);
	const parent = process.ppid;
	setInterval(() => {
		if (process.ppid !== parent && !lifecycle.isEnding()) end(1, "the process that started this one is gone");
	}, PARENT_POLL_SECONDS * 1000).unref();
}
