import ts from "typescript";
import type { ClassSchema, MemberSchema } from "./types.ts";

const BASE_OF_ALL = "RBXObject";
const NOT_CLASSES = new Set(["Services", "CreatableInstances", "Instances"]);

/** Reads the classes from the text of the generated declarations of `@rbxts/types`. */
export function parseClasses(fileName: string, text: string): Record<string, ClassSchema> {
	const source = ts.createSourceFile(fileName, text, ts.ScriptTarget.Latest, false);
	const interfaces = source.statements.filter(ts.isInterfaceDeclaration);
	const services = memberNamesOf(interfaces, "Services");
	const creatable = memberNamesOf(interfaces, "CreatableInstances");
	const classes: Record<string, ClassSchema> = {};
	for (const declaration of interfaces) {
		const name = declaration.name.text;
		const parent = superOf(declaration, source);
		if (NOT_CLASSES.has(name) || (parent === undefined && name !== BASE_OF_ALL)) continue;
		classes[name] = {
			...(parent !== undefined && { super: parent }),
			...(services.has(name) && { service: true }),
			...(creatable.has(name) && { creatable: true }),
			members: parseMembers(declaration, source),
		};
	}
	return classes;
}

function memberNamesOf(interfaces: ts.InterfaceDeclaration[], name: string): Set<string> {
	const declaration = interfaces.find((candidate) => candidate.name.text === name);
	if (declaration === undefined) throw new Error(`@rbxts/types: found no interface ${name}`);
	return new Set(declaration.members.map(nameOf));
}

function superOf(declaration: ts.InterfaceDeclaration, source: ts.SourceFile): string | undefined {
	return declaration.heritageClauses?.[0]?.types[0]?.expression.getText(source);
}

function parseMembers(declaration: ts.InterfaceDeclaration, source: ts.SourceFile) {
	const typeParameters = new Set(declaration.typeParameters?.map((parameter) => parameter.name.text));
	const members: Record<string, MemberSchema> = {};
	for (const member of declaration.members) {
		const name = nameOf(member);
		if (name === "" || name.startsWith("_nominal_")) continue;
		const schema = memberSchema(member, typeParameters, source);
		if (schema !== undefined)
			members[name] = { ...schema, ...(isDeprecated(member, source) && { deprecated: true }) };
	}
	return members;
}

function memberSchema(
	member: ts.TypeElement,
	typeParameters: ReadonlySet<string>,
	source: ts.SourceFile,
): MemberSchema | undefined {
	if (ts.isMethodSignature(member)) return { kind: "method" };
	// `get X()` alone: scripts only read it; a place file or a plugin writes it.
	if (ts.isGetAccessorDeclaration(member)) {
		return { kind: "property", type: typeText(member.type, source), readonly: true, inPlaceFile: true };
	}
	if (!ts.isPropertySignature(member)) return undefined;
	const text = typeText(member.type, source);
	// `Changed` is declared as unknown, because its listeners' arguments depend on the class.
	if (text.startsWith("RBXScriptSignal") || nameOf(member) === "Changed") return { kind: "event" };
	if (isCallback(member.type, typeParameters, source)) return { kind: "callback" };
	const isReadonly = member.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.ReadonlyKeyword);
	return { kind: "property", type: text, ...(isReadonly && { readonly: true }) };
}

function isCallback(
	type: ts.TypeNode | undefined,
	typeParameters: ReadonlySet<string>,
	source: ts.SourceFile,
) {
	if (type === undefined) return false;
	return (ts.isUnionTypeNode(type) ? type.types : [type]).some((part) => {
		const inner = ts.isParenthesizedTypeNode(part) ? part.type : part;
		return ts.isFunctionTypeNode(inner) || typeParameters.has(inner.getText(source));
	});
}

/** `BasePart | undefined` becomes `BasePart|nil`. */
function typeText(type: ts.TypeNode | undefined, source: ts.SourceFile): string {
	if (type === undefined) return "unknown";
	if (ts.isUnionTypeNode(type)) return type.types.map((part) => typeText(part, source)).join("|");
	return type.kind === ts.SyntaxKind.UndefinedKeyword ? "nil" : type.getText(source).replace(/\s+/g, " ");
}

function isDeprecated(member: ts.TypeElement, source: ts.SourceFile): boolean {
	return source.text.slice(member.pos, member.end).includes("@deprecated");
}

function nameOf(member: ts.TypeElement): string {
	return member.name !== undefined && ts.isIdentifier(member.name) ? member.name.text : "";
}
