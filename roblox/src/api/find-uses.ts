import path from "node:path";
import ts from "typescript";
import { Failure } from "../failure.ts";
import type { Use } from "./uses.ts";

/** Where the typings of the engine are. */
const TYPINGS = /[\\/]@rbxts[\\/]types[\\/]include[\\/]/;
const SERVICES_MODULE = "@rbxts/services";
/** Methods whose first argument names a class, or a property of the receiver. */
const TAKES_CLASS = /^(IsA|GetService|FindService|FindFirst(Child|Ancestor)(OfClass|WhichIsA))$/;
const TAKES_PROPERTY = "GetPropertyChangedSignal";

interface Finder {
	readonly checker: ts.TypeChecker;
	/** The names of the engine's classes. */
	readonly classes: ReadonlySet<string>;
	readonly add: (node: ts.Node, use: WithoutPlace<Use>) => void;
}

/** Leaves every kind of use a kind of its own. */
type WithoutPlace<T> = T extends Use ? Omit<T, "at"> : never;

/** Reads all sources of a TypeScript project below `folder`, and finds what they use of the engine's classes and enums. */
export function findUses(tsconfig: string, folder: string, classes: ReadonlySet<string>): Use[] {
	const program = programOf(tsconfig);
	const checker = program.getTypeChecker();
	const root = path.dirname(tsconfig);
	const uses: Use[] = [];
	for (const file of program.getSourceFiles()) {
		if (file.isDeclarationFile || !isInside(file.fileName, path.join(root, folder))) continue;
		const add: Finder["add"] = (node, use) => {
			const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
			uses.push({ ...use, at: `${path.relative(root, file.fileName)}:${line + 1}` } as Use);
		};
		visit(file, { checker, classes, add });
	}
	return uses;
}

const isInside = (file: string, folder: string): boolean => !path.relative(folder, file).startsWith("..");

function programOf(tsconfig: string): ts.Program {
	const { config, error } = ts.readConfigFile(tsconfig, ts.sys.readFile);
	if (error !== undefined) throw new Failure(`${tsconfig} cannot be read`);
	const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, path.dirname(tsconfig));
	return ts.createProgram(fileNames, options);
}

function visit(node: ts.Node, finder: Finder): void {
	if (ts.isPropertyAccessExpression(node)) readAccess(node, finder);
	else if (ts.isObjectBindingPattern(node)) readPattern(node, finder);
	else if (ts.isCallExpression(node)) readCall(node, finder);
	else if (ts.isNewExpression(node)) readCreation(node, finder);
	else if (ts.isImportDeclaration(node)) readImport(node, finder);
	ts.forEachChild(node, (child) => visit(child, finder));
}

/** The engine's class that declares a member; undefined for everything else. */
function classOf(symbol: ts.Symbol | undefined, { classes }: Finder): string | undefined {
	for (const declaration of symbol?.declarations ?? []) {
		const { parent } = declaration;
		if (!TYPINGS.test(declaration.getSourceFile().fileName) || !ts.isInterfaceDeclaration(parent)) continue;
		if (classes.has(parent.name.text)) return parent.name.text;
	}
	return undefined;
}

function readAccess(node: ts.PropertyAccessExpression, finder: Finder): void {
	const { expression, name } = node;
	if (ts.isPropertyAccessExpression(expression) && expression.expression.getText() === "Enum") {
		finder.add(node, { kind: "enumItem", enumName: expression.name.text, name: name.text });
		return;
	}
	const className = classOf(finder.checker.getSymbolAtLocation(name), finder);
	if (className === undefined) return;
	finder.add(name, { kind: "member", className, name: name.text, isWritten: isAssigned(node) });
}

function isAssigned(node: ts.Node): boolean {
	const { parent } = node;
	if (!ts.isBinaryExpression(parent) || parent.left !== node) return false;
	const { kind } = parent.operatorToken;
	return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

/** `const { UserId } = player` */
function readPattern(pattern: ts.ObjectBindingPattern, finder: Finder): void {
	const type = finder.checker.getTypeAtLocation(pattern);
	for (const element of pattern.elements) {
		const name = element.propertyName ?? element.name;
		if (ts.isIdentifier(name)) readProperty(element, type, name.text, finder);
	}
}

function readProperty(node: ts.Node, type: ts.Type, name: string, finder: Finder): void {
	const className = classOf(finder.checker.getPropertyOfType(type, name), finder);
	if (className !== undefined) finder.add(node, { kind: "member", className, name, isWritten: false });
}

function readCall({ expression, arguments: [first] }: ts.CallExpression, finder: Finder): void {
	if (!ts.isPropertyAccessExpression(expression) || first === undefined || !ts.isStringLiteral(first)) return;
	const { name, expression: receiver } = expression;
	if (classOf(finder.checker.getSymbolAtLocation(name), finder) === undefined) return;
	if (TAKES_CLASS.test(name.text))
		finder.add(first, { kind: "class", className: first.text, isCreated: false });
	if (name.text === TAKES_PROPERTY)
		readProperty(
			first,
			finder.checker.getNonNullableType(finder.checker.getTypeAtLocation(receiver)),
			first.text,
			finder,
		);
}

/** `new Instance("Part")`, and `new Instance(className)` where the name's type is a union of names. */
function readCreation({ expression, arguments: args }: ts.NewExpression, finder: Finder): void {
	const first = args?.[0];
	if (first === undefined || expression.getText() !== "Instance") return;
	const given = finder.checker.getTypeAtLocation(first);
	const type = (given.isTypeParameter() ? given.getConstraint() : given) ?? given;
	for (const each of type.isUnion() ? type.types : [type])
		if (each.isStringLiteral()) finder.add(first, { kind: "class", className: each.value, isCreated: true });
}

function readImport({ moduleSpecifier, importClause }: ts.ImportDeclaration, finder: Finder): void {
	const bindings = importClause?.namedBindings;
	if (!ts.isStringLiteral(moduleSpecifier) || moduleSpecifier.text !== SERVICES_MODULE) return;
	if (bindings === undefined || !ts.isNamedImports(bindings)) return;
	for (const { name, propertyName } of bindings.elements)
		finder.add(name, { kind: "class", className: (propertyName ?? name).text, isCreated: false });
}
