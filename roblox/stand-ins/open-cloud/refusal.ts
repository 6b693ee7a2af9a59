/** An answer that is no success. The description gives no form to its body. */
export class Refusal extends Error {
	constructor(
		readonly status: number,
		readonly code: string,
		message: string,
		readonly headers: Readonly<Record<string, string>> = {},
	) {
		super(message);
	}
}

export const refuse = (status: number, code: string, message: string): Refusal =>
	new Refusal(status, code, message);
