import { readFile } from 'node:fs/promises';
import { DmnModdle } from 'dmn-moddle';
import { z } from 'zod';

/** A column as the table's author sees it: the variable or output behind it and the heading. */
export interface Column {
  readonly name: string;
  readonly label: string;
}

export interface Rule {
  readonly id: string;
  /** The annotation, in Chinese. */
  readonly note: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** The decision table of one .dmn file, cells as FEEL text. */
export interface DecisionTable {
  readonly file: string;
  readonly decisionId: string;
  readonly decisionName: string;
  /** What the table decides and how it is read, in Chinese. */
  readonly description: string;
  readonly hitPolicy: string;
  /** The version tag that the table's author gave; '' without one. */
  readonly versionTag: string;
  readonly inputs: readonly Column[];
  readonly outputs: readonly Column[];
  readonly rules: readonly Rule[];
}

const cell = z.object({ text: z.string().optional() }).optional();
const named = z.object({ label: z.string().default('') });
/** The part of dmn-moddle's object tree that this project relies on. */
const definitionsSchema = z.object({
  drgElement: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      description: z.string().default(''),
      extensionElements: z
        .object({
          values: z.array(z.object({ $type: z.string(), value: z.string().optional() })).default([]),
        })
        .optional(),
      decisionLogic: z.object({
        hitPolicy: z.string().default('UNIQUE'),
        input: z.array(named.extend({ inputExpression: z.object({ text: z.string() }) })),
        output: z.array(named.extend({ name: z.string() })),
        rule: z.array(
          z.object({
            id: z.string(),
            description: z.string().default(''),
            inputEntry: z.array(cell).default([]),
            outputEntry: z.array(cell).default([]),
          }),
        ),
      }),
    }),
  ),
});

/**
 * Reads a .dmn file that holds exactly one decision table. Rejects with a sentence naming the file when it
 * cannot be read or holds anything else.
 */
export async function readDecisionTable(file: string): Promise<DecisionTable> {
  const text = await readFile(file, 'utf8');
  const tree = await parse(file, text);
  const parsed = definitionsSchema.safeParse(tree);
  const [decision, another] = parsed.success ? parsed.data.drgElement : [];
  if (!decision || another) throw new Error(`${file}: keep exactly one decision table in this file.`);
  const { decisionLogic: table } = decision;
  return {
    file,
    decisionId: decision.id,
    decisionName: decision.name,
    description: decision.description,
    hitPolicy: table.hitPolicy,
    versionTag:
      decision.extensionElements?.values.find(({ $type }) => $type === 'zeebe:versionTag')?.value ?? '',
    inputs: table.input.map(({ label, inputExpression }) => ({ label, name: inputExpression.text.trim() })),
    outputs: table.output.map(({ label, name }) => ({ label, name })),
    rules: table.rule.map((rule) => ({
      id: rule.id,
      note: rule.description,
      inputs: rule.inputEntry.map((entry) => entry?.text?.trim() ?? ''),
      outputs: rule.outputEntry.map((entry) => entry?.text?.trim() ?? ''),
    })),
  };
}

async function parse(file: string, text: string): Promise<unknown> {
  try {
    const { rootElement } = await new DmnModdle().fromXML(text);
    return rootElement;
  } catch (error) {
    throw new Error(`${file}: not a readable DMN file; open it in Camunda Modeler and save it again.`, {
      cause: error,
    });
  }
}
