import ts from 'typescript';

/**
 * - `eager`: loaded with the file that names it.
 * - `lazy`: loaded when a function runs (`import()`, `require` inside a function, `process.getBuiltinModule`).
 * - `type`: gone after compiling.
 */
export type ImportKind = 'eager' | 'lazy' | 'type';

export interface ImportFact {
	specifier: string;
	kind: ImportKind;
	/** From 1. */
	line: number;
}

/** What a specifier that is not a plain text is reported as: nobody could check it. */
export const NOT_LITERAL = '<not a literal>';

/** Every module that TypeScript source names, in whatever way it does. */
export function readImports(fileName: string, source: string): ImportFact[] {
	const file = ts.createSourceFile(fileName, source, ts.ScriptTarget.Latest, true);
	const facts: ImportFact[] = [];
	const note = (node: ts.Node, specifier: ts.Node | undefined, kind: ImportKind) =>
		facts.push({
			specifier: specifier !== undefined && ts.isStringLiteralLike(specifier) ? specifier.text : NOT_LITERAL,
			kind,
			line: file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1,
		});

	const visit = (node: ts.Node, insideFunction: boolean): void => {
		if (ts.isImportDeclaration(node)) note(node, node.moduleSpecifier, isTypeImport(node) ? 'type' : 'eager');
		else if (ts.isExportDeclaration(node) && node.moduleSpecifier)
			note(node, node.moduleSpecifier, isTypeExport(node) ? 'type' : 'eager');
		else if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference))
			note(node, node.moduleReference.expression, node.isTypeOnly ? 'type' : 'eager');
		else if (ts.isImportTypeNode(node))
			note(node, ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, 'type');
		else if (ts.isCallExpression(node)) {
			const how = loadingCall(node);
			if (how !== undefined) note(node, node.arguments[0], how === 'import' || insideFunction ? 'lazy' : 'eager');
		}
		ts.forEachChild(node, (child) => visit(child, insideFunction || ts.isFunctionLike(node)));
	};
	visit(file, false);
	return facts;
}

function loadingCall({ expression }: ts.CallExpression): 'import' | 'require' | undefined {
	if (expression.kind === ts.SyntaxKind.ImportKeyword) return 'import';
	if (ts.isIdentifier(expression) && expression.text === 'require') return 'require';
	if (ts.isPropertyAccessExpression(expression) && expression.name.text === 'getBuiltinModule') return 'require';
	return undefined;
}

function isTypeImport({ importClause }: ts.ImportDeclaration): boolean {
	if (importClause === undefined) return false;
	if (importClause.isTypeOnly) return true;
	const { name, namedBindings } = importClause;
	return (
		name === undefined &&
		namedBindings !== undefined &&
		ts.isNamedImports(namedBindings) &&
		namedBindings.elements.every((element) => element.isTypeOnly)
	);
}

function isTypeExport({ isTypeOnly, exportClause }: ts.ExportDeclaration): boolean {
	if (isTypeOnly) return true;
	return (
		exportClause !== undefined &&
		ts.isNamedExports(exportClause) &&
		exportClause.elements.every((element) => element.isTypeOnly)
	);
}
