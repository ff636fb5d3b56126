import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import { testEnvironment } from '../../support/environment.ts';
import { modelFiles } from '../../support/model-files.ts';

const evaluation = z.object({
  output: z.string(),
  failureMessage: z.string().nullish(),
  evaluatedDecisions: z.array(z.object({ matchedRules: z.array(z.object({ ruleId: z.string() })) })),
});

export interface Evaluation {
  readonly output: unknown;
  /** Ids of the rules that matched. */
  readonly rules: readonly string[];
}

export interface DecisionEngine {
  /** Rejects with the engine's reason when the decision fails, as a UNIQUE table does when two rules match. */
  evaluate(decisionId: string, variables: Readonly<Record<string, unknown>>): Promise<Evaluation>;
  /** Ids of all rules that have matched so far. */
  readonly fired: ReadonlySet<string>;
}

/** Deploys every whole bundle of this checkout (unchanged parts make no new version) and evaluates on the engine. */
export async function createDecisionEngine(): Promise<DecisionEngine> {
  const { restUrl } = testEnvironment();
  const files = (['bpmn', 'dmn', 'form'] as const).flatMap(modelFiles);
  for (const domain of new Set(files.map((file) => file.domain))) {
    const form = new FormData();
    for (const { path } of files.filter((file) => file.domain === domain))
      form.append('resources', new Blob([await readFile(path)]), basename(path));
    await send(`${restUrl}/v2/deployments`, { body: form });
  }
  const fired = new Set<string>();
  return {
    fired,
    async evaluate(decisionId, variables) {
      const answer = evaluation.parse(
        await send(`${restUrl}/v2/decision-definitions/evaluation`, {
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ decisionDefinitionId: decisionId, variables }),
        }),
      );
      if (answer.failureMessage) throw new Error(answer.failureMessage);
      const rules = answer.evaluatedDecisions.flatMap(({ matchedRules }) =>
        matchedRules.map(({ ruleId }) => ruleId),
      );
      for (const rule of rules) fired.add(rule);
      return { output: JSON.parse(answer.output), rules };
    },
  };
}

async function send(url: string, init: RequestInit): Promise<unknown> {
  const response = await fetch(url, { method: 'POST', ...init });
  const text = await response.text();
  if (!response.ok) throw new Error(`The engine answered ${response.status}: ${text}`);
  return JSON.parse(text);
}

/** Every combination of one value for each name. */
export function combinations<Value>(
  values: Readonly<Record<string, readonly Value[]>>,
): Record<string, Value>[] {
  return Object.entries(values).reduce<Record<string, Value>[]>(
    (rows, [name, options]) => rows.flatMap((row) => options.map((option) => ({ ...row, [name]: option }))),
    [{}],
  );
}
