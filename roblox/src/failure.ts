/** The command was used wrongly. */
export const USAGE = 2;

/** Why a command could not be carried out, in words for whoever ran it. */
export class Failure extends Error {
	constructor(
		message: string,
		readonly exitCode = 1,
	) {
		super(message);
	}
}

export function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
