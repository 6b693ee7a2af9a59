/** An OpenAPI 3.0 description, as far as we read it. */
export interface Description {
	readonly paths: Readonly<
		Record<string, Readonly<Record<string, DescribedOperation | undefined>> | undefined>
	>;
	readonly components: { readonly schemas: Readonly<Record<string, Schema | undefined>> };
}

export interface DescribedOperation {
	readonly description?: string;
	readonly parameters?: ReadonlyArray<{ readonly name: string; readonly in: string }>;
	readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> };
	readonly responses: Readonly<
		Record<string, { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> } | undefined>
	>;
	readonly "x-roblox-scopes"?: ReadonlyArray<{ readonly name: string }>;
	readonly "x-roblox-rate-limits"?: {
		readonly perApiKeyOwner?: { readonly period: string; readonly maxInPeriod: number };
	};
}

export interface Schema {
	readonly $ref?: string;
	readonly type?: string;
	readonly enum?: ReadonlyArray<string>;
	readonly properties?: Readonly<Record<string, Schema>>;
	readonly items?: Schema;
	readonly nullable?: boolean;
}

const REF = /^#\/components\/schemas\/(\w+)$/;

/** Follows a reference to the schema that it names. */
export function resolveSchema(schema: Schema, description: Description): Schema {
	if (schema.$ref === undefined) return schema;
	const name = REF.exec(schema.$ref)?.[1] ?? "";
	return resolveSchema(description.components.schemas[name] ?? {}, description);
}

function isOfType(value: unknown, type: string): boolean {
	if (type === "array") return Array.isArray(value);
	if (type === "integer") return Number.isInteger(value);
	if (type === "object") return typeof value === "object" && value !== null && !Array.isArray(value);
	return typeof value === type;
}

/** What about `value` is not as the schema says; "" is the value itself. A field that the schema does not have counts. */
export function checkValue(value: unknown, given: Schema, description: Description, at = ""): string[] {
	const schema = resolveSchema(given, description);
	const where = at === "" ? "the whole" : at;
	if (value === null && schema.nullable === true) return [];
	if (schema.type !== undefined && !isOfType(value, schema.type))
		return [`${where} is no ${schema.type}: ${JSON.stringify(value)}`];
	if (schema.enum !== undefined && !schema.enum.includes(value as string))
		return [`${where} is none of ${schema.enum.join(", ")}: ${JSON.stringify(value)}`];
	if (Array.isArray(value) && schema.items !== undefined)
		return value.flatMap((item, index) => checkValue(item, schema.items!, description, `${at}[${index}]`));
	if (schema.properties === undefined || !isOfType(value, "object")) return [];
	return Object.entries(value as object).flatMap(([name, item]) => {
		const property = schema.properties?.[name];
		const path = at === "" ? name : `${at}.${name}`;
		return property === undefined
			? [`${path} is not described`]
			: checkValue(item, property, description, path);
	});
}
