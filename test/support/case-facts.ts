import { getCase, listNotices, listSteps, type CaseRecord } from '../../src/register/index.ts';
import type { TestApp, TestCase } from './test-app.ts';

/** What the register says about the case itself. */
export function readOutcome(app: TestApp, { id }: TestCase): Promise<CaseRecord> {
  return getCase(app.register, id);
}

/** The templates of the notices issued for the case, oldest first. */
export async function templatesOf(app: TestApp, { id }: TestCase): Promise<string[]> {
  return (await listNotices(app.register, id)).map(({ template }) => template);
}

/** What people decided at a task, oldest first, refused answers included. */
export async function stepsAt(app: TestApp, { id }: TestCase, elementId: string) {
  return (await listSteps(app.register, id)).filter((step) => step.elementId === elementId);
}
