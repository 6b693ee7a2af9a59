import type { Random } from "../repeatable/random.ts";

/** Makes ids in Letta's form: `agent-` and a UUID. */
export type IdMaker = (prefix: string) => string;

/** The same seed gives the same ids. */
export function createIdMaker(random: Random): IdMaker {
	const digits = (count: number) =>
		Array.from({ length: count }, () => Math.floor(random.between(0, 16)).toString(16)).join("");
	return (prefix) => {
		const variant = "89ab"[Math.floor(random.between(0, 4))]!;
		return `${prefix}-${digits(8)}-${digits(4)}-4${digits(3)}-${variant}${digits(3)}-${digits(12)}`;
	};
}
