import { unprocessable } from "./api-error.ts";

/**
 * Checks of request bodies, as Letta's server makes them: types and required fields. Unknown fields pass. Problems come as
 * 422 with a list in a string, as at Letta.
 */

type Location = ReadonlyArray<string | number>;

interface Problem {
	readonly type: string;
	readonly loc: Location;
	readonly msg: string;
}

export type Check = (value: unknown, loc: Location) => Problem[];

const wrong =
	(type: string, msg: string) =>
	(loc: Location): Problem[] => [{ type, loc, msg }];

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

const plain =
	(isRight: (value: unknown) => boolean, fault: (loc: Location) => Problem[]): Check =>
	(value, loc) =>
		isRight(value) ? [] : fault(loc);

export const text = plain(
	(value) => typeof value === "string",
	wrong("string_type", "Input should be a valid string"),
);
export const flag = plain(
	(value) => typeof value === "boolean",
	wrong("bool_type", "Input should be a valid boolean"),
);
export const whole = plain(
	(value) => Number.isSafeInteger(value),
	wrong("int_type", "Input should be a valid integer"),
);
export const dictionary = plain(isRecord, wrong("dict_type", "Input should be a valid dictionary"));

export const oneOf = (...values: ReadonlyArray<unknown>): Check =>
	plain((value) => values.includes(value), wrong("literal_error", `Input should be ${values.join(" or ")}`));

/** Absent and null are the same. */
export const optional =
	(check: Check): Check =>
	(value, loc) =>
		value === undefined || value === null ? [] : check(value, loc);

export const list =
	(check: Check): Check =>
	(value, loc) =>
		Array.isArray(value)
			? value.flatMap((item, index) => check(item, [...loc, index]))
			: wrong("list_type", "Input should be a valid list")(loc);

export const either =
	(...checks: ReadonlyArray<Check>): Check =>
	(value, loc) => {
		const results = checks.map((check) => check(value, loc));
		return results.find((problems) => problems.length === 0) ?? results[0]!;
	};

export const record =
	(fields: Readonly<Record<string, Check>>): Check =>
	(value, loc) => {
		if (!isRecord(value)) return wrong("model_attributes_type", "Input should be a valid dictionary")(loc);
		return Object.entries(fields).flatMap(([name, check]) => {
			const at = [...loc, name];
			const problems = check(value[name], at);
			return problems.length > 0 && value[name] === undefined
				? wrong("missing", "Field required")(at)
				: problems;
		});
	};

/** The body, checked. Throws 422. */
export function checkBody<T>(body: unknown, check: Check): T {
	const problems = check(body, ["body"]);
	if (problems.length > 0) throw unprocessable(JSON.stringify(problems));
	return body as T;
}
