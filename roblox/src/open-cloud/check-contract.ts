import { FIELDS_READ, type Operation, OPERATIONS, TASK_ERRORS, TASK_STATES } from "./contract.ts";
import { type DescribedOperation, type Description, resolveSchema, type Schema } from "./description.ts";

const missing = (wanted: ReadonlyArray<string>, there: ReadonlyArray<string>) =>
	wanted.filter((name) => !there.includes(name));

function bodyFields(described: DescribedOperation, description: Description): string[] {
	const schemas = Object.values(described.requestBody?.content ?? {}).map(({ schema }) => schema ?? {});
	return schemas.flatMap((schema) => Object.keys(resolveSchema(schema, description).properties ?? {}));
}

/** The description tells a limit in a field and in its text, and they differ: the lower holds. */
function describedLimit(described: DescribedOperation): number | undefined {
	const { perApiKeyOwner } = described["x-roblox-rate-limits"] ?? {};
	const inText = [...(described.description ?? "").matchAll(/(\d+) calls per minute/g)].map(([, calls]) =>
		Number(calls),
	);
	const inField = perApiKeyOwner?.period === "MINUTE" ? [perApiKeyOwner.maxInPeriod] : [];
	const limits = [...inText, ...inField];
	return limits.length === 0 ? undefined : Math.min(...limits);
}

function checkOperation(name: string, operation: Operation, description: Description): string[] {
	const described = description.paths[operation.path]?.[operation.method];
	if (described === undefined) return [`${name}: ${operation.method} ${operation.path} is not described`];
	const query = (described.parameters ?? [])
		.filter(({ in: place }) => place === "query")
		.map((each) => each.name);
	const scopes = (described["x-roblox-scopes"] ?? []).map((scope) => scope.name);
	const limit = describedLimit(described);
	return [
		...missing(operation.query, query).map((key) => `${name}: there is no parameter ${key}`),
		...missing(operation.body, bodyFields(described, description)).map(
			(key) => `${name}: the body has no ${key}`,
		),
		...missing(operation.scopes, scopes).map((scope) => `${name}: the scope is not ${scope}`),
		...(limit !== undefined && limit < operation.perMinute
			? [`${name}: ${limit} requests a minute are allowed, not ${operation.perMinute}`]
			: []),
	];
}

function checkFields(name: string, fields: ReadonlyArray<string>, description: Description): string[] {
	const schema = description.components.schemas[name];
	if (schema === undefined) return [`there is no schema ${name}`];
	return missing(fields, Object.keys(schema.properties ?? {})).map((field) => `${name} has no ${field}`);
}

function checkEnum(what: string, ours: ReadonlyArray<string>, schema: Schema | undefined): string[] {
	const theirs = schema?.enum ?? [];
	return [
		...missing(ours, theirs).map((value) => `${what} is never ${value}`),
		...missing(theirs, ours).map((value) => `${what} may be ${value}, which we do not know`),
	];
}

/** What the published description says otherwise than `contract.ts`. */
export function checkContract(description: Description): string[] {
	const { schemas } = description.components;
	return [
		...Object.entries(OPERATIONS).flatMap(([name, operation]) =>
			checkOperation(name, operation, description),
		),
		...Object.entries(FIELDS_READ).flatMap(([name, fields]) => checkFields(name, fields, description)),
		...checkEnum("a task's state", TASK_STATES, schemas.LuauExecutionSessionTask?.properties?.state),
		...checkEnum("an error's code", TASK_ERRORS, schemas.LuauExecutionSessionTask_Error?.properties?.code),
	];
}
