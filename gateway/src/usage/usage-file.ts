import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import type { Log } from "../logging.ts";
import { repeat, type Clock } from "../timing/clock.ts";
import { createUsageBook, type UsageBook, type UsageTable } from "./usage-book.ts";

/** A crash loses what was used since. */
const SAVE_SECONDS = 5;
const FILE_MODE = 0o600;

export interface KeptUsage {
	readonly book: UsageBook;
	/** Saves what is new and saves no more. */
	readonly close: () => void;
}

/** Throws with a message for the operator: a bill or a quota must not begin anew because a file is broken. */
function read(file: string): UsageTable {
	if (!existsSync(file)) return {};
	try {
		return JSON.parse(readFileSync(file, "utf8")) as UsageTable;
	} catch (error) {
		throw new Error(`the usage file ${file} cannot be read: ${(error as Error).message}`);
	}
}

/** Keeps the book in a file, or in memory where there is none. */
export function keepUsage(
	file: string | undefined,
	deps: { readonly clock: Clock; readonly log: Log },
): KeptUsage {
	const book = createUsageBook(file === undefined ? {} : read(file));
	if (file === undefined) return { book, close: () => {} };
	let saved = book.version();

	function save(path: string): void {
		if (book.version() === saved) return;
		const { version } = book;
		try {
			writeFileSync(`${path}.next`, JSON.stringify(book.table()), { mode: FILE_MODE });
			renameSync(`${path}.next`, path);
			saved = version();
		} catch (error) {
			deps.log.error({ file: path, reason: (error as Error).message }, "the usage is not saved");
		}
	}

	const stop = repeat(deps.clock, SAVE_SECONDS, () => save(file));
	return {
		book,
		close: () => {
			stop();
			save(file);
		},
	};
}
