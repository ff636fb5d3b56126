import Handlebars from 'handlebars';
import type { Variables } from './template-definitions.ts';

type Scope = Variables | ReadonlySet<string>;
type Node = hbs.AST.Node;

const isPath = (node: Node): node is hbs.AST.PathExpression => node.type === 'PathExpression';
const isMustache = (node: Node): node is hbs.AST.MustacheStatement => node.type === 'MustacheStatement';
const isBlock = (node: Node): node is hbs.AST.BlockStatement => node.type === 'BlockStatement';
const harmless = new Set(['ContentStatement', 'CommentStatement']);

/**
 * What is wrong with a template's text, one sentence each; empty when it is right. Only variables, `#if`,
 * `#unless` and `#each` over a declared list are allowed: a text must not be able to fail when it is needed.
 */
export function checkTemplate(source: string, variables: Variables): string[] {
  let program: hbs.AST.Program;
  try {
    program = Handlebars.parse(source);
  } catch (error) {
    return [`syntax: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'unreadable'}`];
  }
  const problems: string[] = [];
  walk(program, [variables], problems);
  return problems;
}

function walk(program: hbs.AST.Program | undefined, scopes: readonly Scope[], problems: string[]): void {
  for (const node of program?.body ?? []) {
    if (harmless.has(node.type)) continue;
    if (isMustache(node)) checkMustache(node, scopes, problems);
    else if (isBlock(node)) checkBlock(node, scopes, problems);
    else problems.push(`line ${node.loc.start.line}: ${node.type} is not allowed`);
  }
}

function checkMustache(node: hbs.AST.MustacheStatement, scopes: readonly Scope[], problems: string[]): void {
  if (!isPath(node.path) || node.params.length > 0 || (node.hash as unknown)) {
    problems.push(`line ${node.loc.start.line}: only a variable may stand here`);
    return;
  }
  const kind = resolve(node.path, scopes);
  if (kind === undefined) problems.push(unknownVariable(node.path));
  else if (kind !== 'text')
    problems.push(`line ${node.loc.start.line}: {{${node.path.original}}} is no text, use #if or #each`);
}

function checkBlock(node: hbs.AST.BlockStatement, scopes: readonly Scope[], problems: string[]): void {
  const helper = node.path.original;
  const [subject, ...more] = node.params;
  if (!['if', 'unless', 'each'].includes(helper) || !subject || !isPath(subject) || more.length > 0) {
    problems.push(`line ${node.loc.start.line}: only #if, #unless and #each with one variable are allowed`);
    return;
  }
  const kind = resolve(subject, scopes);
  if (kind === undefined) problems.push(unknownVariable(subject));
  if (helper === 'each') {
    if (typeof kind === 'string')
      problems.push(`line ${node.loc.start.line}: ${subject.original} is no list`);
    const fields = new Set(typeof kind === 'object' ? kind : []);
    walk(node.program, kind === undefined ? scopes : [fields, ...scopes], problems);
  } else walk(node.program, scopes, problems);
  walk(node.inverse, scopes, problems);
}

/** `text`, `flag`, the fields of a list, or undefined when nothing of that name is declared in reach. */
function resolve(
  path: hbs.AST.PathExpression,
  scopes: readonly Scope[],
): 'text' | 'flag' | readonly string[] | undefined {
  const scope = scopes[path.depth];
  const [name, ...deeper] = path.parts;
  if (!scope || !name || path.data || deeper.length > 0) return undefined;
  if (scope instanceof Set) return scope.has(name) ? 'text' : undefined;
  const variables = scope as Variables;
  return Object.hasOwn(variables, name) ? variables[name] : undefined;
}

function unknownVariable(path: hbs.AST.PathExpression): string {
  return `line ${path.loc.start.line}: {{${path.original}}} is not declared in variables.json`;
}
