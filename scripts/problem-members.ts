import fs from 'node:fs';
import ts from 'typescript';

/**
 * The members that answers of each problem have beyond the common ones, by the name of its class: what its constructor gives to `super`, or, where it has none of its
 * own, whoever makes one. Read from the sources, because nothing else knows all of them. In the order in which they are written.
 */
export function problemMembers(files: readonly string[]): Map<string, string[]> {
  const found = new Map<string, Set<string>>();
  for (const file of files) {
    const text = fs.readFileSync(file, 'utf8');
    if (/extends Problem|new [A-Z]/.test(text))
      visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true), undefined);
  }
  return new Map([...found].map(([name, members]) => [name, [...members]]));

  function visit(node: ts.Node, inside: ts.ClassDeclaration | undefined): void {
    const owner = ts.isClassDeclaration(node) ? node : inside;
    if (ts.isNewExpression(node) && ts.isIdentifier(node.expression)) add(node.expression.text, node.arguments?.[1]);
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.SuperKeyword && owner?.name)
      add(owner.name.text, node.arguments[1]);
    ts.forEachChild(node, (child) => visit(child, owner));
  }

  function add(name: string, extensions: ts.Expression | undefined): void {
    if (extensions === undefined) return;
    const members = found.get(name) ?? new Set();
    for (const member of namesIn(extensions)) members.add(member);
    if (members.size > 0) found.set(name, members);
  }
}

/** Names of an object that is written down, with what is spread into it. */
function namesIn(node: ts.Expression): string[] {
  if (ts.isParenthesizedExpression(node)) return namesIn(node.expression);
  if (ts.isConditionalExpression(node)) return [...namesIn(node.whenTrue), ...namesIn(node.whenFalse)];
  if (ts.isIdentifier(node)) return namesOfParameter(node);
  if (!ts.isObjectLiteralExpression(node)) return [];
  return node.properties.flatMap((property) =>
    ts.isSpreadAssignment(property) ? namesIn(property.expression) : [property.name.getText()],
  );
}

/** Of a parameter whose type is written down at its function. */
function namesOfParameter(node: ts.Identifier): string[] {
  let scope: ts.Node = node;
  while (!ts.isFunctionLike(scope)) {
    if (ts.isSourceFile(scope)) return [];
    scope = scope.parent;
  }
  const type = scope.parameters.find(({ name }) => name.getText() === node.text)?.type;
  return type && ts.isTypeLiteralNode(type) ? type.members.map((member) => member.name!.getText()) : [];
}
