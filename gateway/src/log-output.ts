import { write, writeSync } from "node:fs";
import type { DestinationStream } from "pino";

/** Between two tries, milliseconds. A reader that is slow, or a disk that is full, may need a while. */
const RETRY_MS = 100;

/** How often the last lines are tried while the process ends. */
const LAST_TRIES = 5;

/** What may wait for a slow reader or a full disk. Lines beyond it are lost. */
const MAX_WAITING_BYTES = 1024 * 1024;

/** The reader is gone for good: `head` has seen enough, Ctrl-C ended `tee` too. A socket says `ECONNRESET` first. */
const GONE: ReadonlySet<string | undefined> = new Set(["EPIPE", "ECONNRESET"]);

type Done = (error: NodeJS.ErrnoException | null, written: number) => void;

/** The two calls to the system, so that a test can make them fail. */
export interface LogFile {
	readonly write: (bytes: Buffer, done: Done) => void;
	readonly writeSync: (bytes: Buffer) => number;
}

export const openFile = (fd: number): LogFile => ({
	write: (bytes, done) => write(fd, bytes, done),
	writeSync: (bytes) => writeSync(fd, bytes),
});

/** Blocks the thread, because a process that ends has no event loop. */
const pause = () => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS);

/**
 * Where log lines go. Nothing that happens to the log's reader ends the process or keeps it from ending: this gives up when
 * the reader is gone, waits for a slow one without blocking, and drops lines that are too many. pino's own destination hangs
 * for ever if a write fails while the process ends (sonic-boom 4.2.1 tries it without end), and throws when a disk is full.
 */
export class LogOutput implements DestinationStream {
	private waiting: Buffer[] = [];
	private waitingBytes = 0;
	private lostLines = 0;
	private state: "idle" | "writing" | "resting" | "gone" = "idle";

	constructor(
		private readonly file: LogFile,
		private readonly maxWaitingBytes = MAX_WAITING_BYTES,
	) {}

	write(line: string): void {
		if (this.state === "gone") return;
		const bytes = Buffer.from(line);
		if (this.waitingBytes + bytes.length > this.maxWaitingBytes) this.lostLines += 1;
		else this.keep(bytes);
		if (this.state === "idle") this.writeNext();
	}

	/** Writes what waits before it returns, if that is possible. pino calls it for `fatal`. */
	flushSync(): void {
		for (let tries = 0; tries < LAST_TRIES && this.waiting.length > 0;) {
			const bytes = this.takeAll();
			try {
				this.putBack(bytes.subarray(this.file.writeSync(bytes)));
			} catch (error) {
				if (this.giveUpIfGone(error as NodeJS.ErrnoException)) return;
				this.putBack(bytes);
				tries += 1;
				pause();
			}
		}
	}

	private keep(bytes: Buffer): void {
		this.waiting.push(bytes);
		this.waitingBytes += bytes.length;
	}

	private takeAll(): Buffer {
		const bytes = Buffer.concat(this.waiting);
		this.waiting = [];
		this.waitingBytes = 0;
		return bytes;
	}

	private putBack(bytes: Buffer): void {
		if (bytes.length === 0) return;
		this.waiting.unshift(bytes);
		this.waitingBytes += bytes.length;
	}

	private writeNext(): void {
		const bytes = this.takeAll();
		this.state = "writing";
		this.file.write(bytes, (error, written) => this.onWritten(bytes, error, written));
	}

	private onWritten(bytes: Buffer, error: NodeJS.ErrnoException | null, written: number): void {
		if (error !== null && this.giveUpIfGone(error)) return;
		this.putBack(bytes.subarray(written));
		if (error !== null) return this.rest();
		this.state = "idle";
		if (this.lostLines > 0) this.tellLost();
		if (this.waiting.length > 0) this.writeNext();
	}

	private rest(): void {
		this.state = "resting";
		setTimeout(() => {
			if (this.state === "resting") this.writeNext();
		}, RETRY_MS).unref();
	}

	private tellLost(): void {
		const entry = {
			level: 40,
			time: Date.now(),
			lines: this.lostLines,
			msg: "the log was too slow: lines are lost",
		};
		this.lostLines = 0;
		this.keep(Buffer.from(`${JSON.stringify(entry)}\n`));
	}

	/** True if the reader is gone: nothing is written any more. */
	private giveUpIfGone({ code }: NodeJS.ErrnoException): boolean {
		if (!GONE.has(code)) return false;
		this.state = "gone";
		this.waiting = [];
		return true;
	}
}
