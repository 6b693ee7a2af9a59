import { nearestName } from "shared/text/nearest";

function show(value: unknown): string {
	return typeIs(value, "string") ? `the text "${value}"` : `the ${typeOf(value)} ${tostring(value)}`;
}

/**
 * Says what is wrong with an attribute of a creator's: what was found, and the name that was probably misspelled.
 *
 * @param wanted completes "it has to be …"
 */
export function attributeProblem(
	key: string,
	attributes: ReadonlyMap<string, unknown>,
	wanted: string,
): string {
	const found = attributes.get(key);
	if (found !== undefined) return `its attribute ${key} is ${show(found)}, it has to be ${wanted}`;
	const misspelled = new Array<string>();
	for (const [name] of attributes) if (nearestName(name, [key]) !== undefined) misspelled.push(name);
	if (misspelled.isEmpty()) return `it has no attribute ${key}`;
	return `its attribute is called ${misspelled.sort()[0]} (did you mean ${key}?)`;
}
