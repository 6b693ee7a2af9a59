import { createHash } from "node:crypto";

const weight = (key: string, name: string) =>
	createHash("sha256")
		.update(JSON.stringify([key, name]))
		.digest("hex");

/**
 * The names in the order in which they are to have what the key stands for (rendezvous hashing): every gateway finds the same
 * order, and a name that comes or goes moves only its own share of the keys.
 */
export function rank(key: string, names: ReadonlyArray<string>): ReadonlyArray<string> {
	const weights = new Map(names.map((name) => [name, weight(key, name)]));
	return [...names].sort((a, b) => (weights.get(a)! < weights.get(b)! ? -1 : 1));
}
