import { join } from 'node:path';
import { z } from 'zod';
import type { CustomerType, Language } from '../register/index.ts';
import { readDecisionTable, type DecisionTable, type Rule } from './decision-table.ts';
import { accepts, parseCellTest, parseLiteral, type CellTest, type Scalar } from './unary-test.ts';

const days = z.number().int().min(1).max(365);

const matterSchema = z.object({
  name: z.string().min(1),
  nameEn: z.string().min(1),
  departmentCode: z.string().regex(/^[a-z]+$/),
  nature: z.enum(['routine', 'special']),
  isSensitive: z.boolean(),
  /** Whether a customer's wish for urgent handling can be granted. */
  canBeUrgent: z.boolean(),
  /** Working days from receipt to the decision on acceptance. */
  decisionDays: days,
  /** Promised working days from acceptance to the result. */
  handlingDays: days,
  supplementDays: days,
  surveyDays: days,
  /** Part of the case number. */
  prefix: z.string().regex(/^[A-Z]{2,3}$/),
});

const materialSchema = z.object({
  code: z.string().regex(/^[a-z]+(-[a-z]+)*$/),
  name: z.string().min(1),
  nameEn: z.string().min(1),
  isRequired: z.boolean(),
  copies: z.number().int().min(1).max(99),
  form: z.enum(['original', 'copy', 'any']),
  needsSignature: z.boolean(),
  needsSeal: z.boolean(),
  /** When the material is accepted, in words for the customer. */
  standard: z.string().min(1),
  standardEn: z.string().min(1),
});

/** A matter that the window receives (clause 2.1.3), a row of the decision table `matter`. */
export type Matter = Readonly<z.output<typeof matterSchema>> & { readonly code: string };
/** A material that a matter asks for (clause 2.3.1), a row of `requiredMaterials`. */
export type RequiredMaterial = Readonly<z.output<typeof materialSchema>>;

/** What the window receives and what each matter asks for, as the decision tables have it. */
export interface MatterCatalogue {
  /** All matters in the table's order; `name` is in the language asked for. */
  list(language: Language): readonly Matter[];
  /** `name` is Chinese, `nameEn` beside it. */
  get(code: string): Matter | undefined;
  /** In the table's order; empty for an unknown matter. */
  materialsFor(code: string, customerType: CustomerType, hasAgent: boolean): readonly RequiredMaterial[];
  /** The version tags of the two tables. */
  readonly versions: Readonly<Record<'matter' | 'requiredMaterials', string>>;
}

interface MaterialRule {
  readonly tests: readonly CellTest[];
  readonly material: RequiredMaterial;
}

/**
 * Reads matter.dmn and required-materials.dmn in `directory` (bpmn/intake). Rejects with all problems in one
 * message, each naming file, rule and column.
 */
export async function loadMatters(directory: string): Promise<MatterCatalogue> {
  const [matterTable, materialTable] = await Promise.all([
    readDecisionTable(join(directory, 'matter.dmn')),
    readDecisionTable(join(directory, 'required-materials.dmn')),
  ]);
  const problems = [
    ...checkShape(matterTable, ['matterCode'], 'FIRST'),
    ...checkShape(materialTable, ['matterCode', 'customerType', 'hasAgent'], 'COLLECT'),
  ];
  const matters = readMatters(matterTable, problems);
  const rules = readMaterials(materialTable, new Set(matters.map(({ code }) => code)), problems);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const byCode = new Map(matters.map((matter) => [matter.code, matter]));
  return {
    versions: { matter: matterTable.versionTag, requiredMaterials: materialTable.versionTag },
    list: (language) =>
      language === 'en' ? matters.map((matter) => ({ ...matter, name: matter.nameEn })) : matters,
    get: (code) => byCode.get(code),
    materialsFor: (code, customerType, hasAgent) =>
      byCode.has(code)
        ? rules
            .filter(({ tests }) => matches(tests, [code, customerType, hasAgent]))
            .map(({ material }) => material)
        : [],
  };
}

function matches(tests: readonly CellTest[], values: readonly Scalar[]): boolean {
  return values.every((value, index) => {
    const test = tests[index];
    return test !== undefined && accepts(test, value);
  });
}

function checkShape(table: DecisionTable, inputs: readonly string[], hitPolicy: string): string[] {
  const names = table.inputs.map(({ name }) => name);
  return [
    ...(table.hitPolicy === hitPolicy ? [] : [`${table.file}: set the hit policy to ${hitPolicy}.`]),
    ...(names.join() === inputs.join()
      ? []
      : [`${table.file}: the input columns must be ${inputs.join(', ')}, in this order.`]),
  ];
}

function readMatters(table: DecisionTable, problems: string[]): Matter[] {
  const matters: Matter[] = [];
  for (const [index, rule] of table.rules.entries()) {
    const [test] = readTests(table, rule, problems);
    if (!test || test.isAny) {
      if (test && index !== table.rules.length - 1)
        problems.push(`${table.file}: rule ${rule.id} fits every matter, so it must be the last row.`);
      continue;
    }
    const row = readRow(table, rule, matterSchema, problems);
    for (const code of test.values) {
      if (matters.some((known) => known.code === code))
        problems.push(`${table.file}: rule ${rule.id} repeats the matter ${code}; keep one row for it.`);
      else if (row) matters.push({ ...row, code: String(code) });
    }
  }
  for (const [index, { code, prefix }] of matters.entries()) {
    const earlier = matters.slice(0, index).find((other) => other.prefix === prefix);
    if (earlier)
      problems.push(
        `${table.file}: ${earlier.code} and ${code} share the prefix ${prefix}; give one another prefix.`,
      );
  }
  return matters;
}

function readMaterials(table: DecisionTable, codes: ReadonlySet<Scalar>, problems: string[]): MaterialRule[] {
  return table.rules.flatMap((rule) => {
    const tests = readTests(table, rule, problems);
    const [matter] = tests;
    const unknown = matter && !matter.isAny ? matter.values.filter((code) => !codes.has(code)) : [];
    if (unknown.length > 0)
      problems.push(
        `${table.file}: rule ${rule.id} names ${unknown.join(', ')}, which no row of matter.dmn has.`,
      );
    const material = readRow(table, rule, materialSchema, problems);
    return material ? [{ tests, material }] : [];
  });
}

function readTests(table: DecisionTable, rule: Rule, problems: string[]): CellTest[] {
  return table.inputs.flatMap(({ label, name }, index) => {
    const test = parseCellTest(rule.inputs[index] ?? '');
    if (test) return [test];
    problems.push(
      `${table.file}: rule ${rule.id}, column ${label || name}: write values like "a","b", true, or leave the cell empty.`,
    );
    return [];
  });
}

function readRow<Row>(
  table: DecisionTable,
  rule: Rule,
  schema: z.ZodType<Row>,
  problems: string[],
): Row | undefined {
  const values = Object.fromEntries(
    table.outputs.map(({ name }, index) => [name, parseLiteral(rule.outputs[index] ?? '')]),
  );
  const parsed = schema.safeParse(values);
  if (parsed.success) return parsed.data;
  for (const { path, message } of parsed.error.issues) {
    const name = String(path[0]);
    const label = table.outputs.find((column) => column.name === name)?.label ?? name;
    problems.push(`${table.file}: rule ${rule.id}, column ${label} (${name}): ${message}.`);
  }
  return undefined;
}
