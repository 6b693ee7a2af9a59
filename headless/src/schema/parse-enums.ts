import ts from "typescript";

/** Reads `declare namespace Enum` from the text of the generated enums of `@rbxts/types`. */
export function parseEnums(fileName: string, text: string): Record<string, Record<string, number>> {
	const source = ts.createSourceFile(fileName, text, ts.ScriptTarget.Latest, false);
	const root = source.statements
		.filter(ts.isModuleDeclaration)
		.find((declaration) => declaration.name.text === "Enum");
	if (root === undefined) throw new Error("@rbxts/types: found no namespace Enum");
	const enums: Record<string, Record<string, number>> = {};
	for (const declaration of statementsOf(root).filter(ts.isModuleDeclaration)) {
		enums[declaration.name.text] = parseItems(declaration);
	}
	return enums;
}

function parseItems(declaration: ts.ModuleDeclaration): Record<string, number> {
	const items: Record<string, number> = {};
	for (const item of statementsOf(declaration).filter(ts.isInterfaceDeclaration)) {
		const value = item.members
			.filter(ts.isPropertySignature)
			.find((member) => isNamed(member, "Value"))?.type;
		if (value !== undefined && ts.isLiteralTypeNode(value))
			items[item.name.text] = literalValue(value.literal);
	}
	return items;
}

function statementsOf(declaration: ts.ModuleDeclaration): ReadonlyArray<ts.Statement> {
	return declaration.body !== undefined && ts.isModuleBlock(declaration.body)
		? declaration.body.statements
		: [];
}

function isNamed(member: ts.PropertySignature, name: string): boolean {
	return ts.isIdentifier(member.name) && member.name.text === name;
}

function literalValue(literal: ts.LiteralTypeNode["literal"]): number {
	if (ts.isNumericLiteral(literal)) return Number(literal.text);
	if (ts.isPrefixUnaryExpression(literal) && ts.isNumericLiteral(literal.operand))
		return -Number(literal.operand.text);
	throw new Error("@rbxts/types: an enum item's Value is not a number");
}
