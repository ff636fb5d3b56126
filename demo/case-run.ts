import { z } from 'zod';
import { usualAnswer, type Answer } from '../test/support/answers.ts';
import type { Attachment, HandedIn, IntakeClient } from '../test/support/intake-client.ts';
import type { CaseTask, Desk } from './desk.ts';
import type { Scenario } from './scenarios.ts';
import { words } from './words.ts';

const caseFile = z.object({
  number: z.string(),
  matterName: z.string(),
  status: z.string(),
  outcome: z.string().nullable(),
  result: z.string().nullable(),
  classification: z.string().nullable(),
  supplementRounds: z.array(z.object({ round: z.number(), status: z.string() })),
  steps: z.array(z.object({ elementId: z.string(), isValid: z.boolean() })),
});
export type CaseFile = z.infer<typeof caseFile>;

const worstRating = 2;
const usualScore = 5;

/** One intake on its way: looked at again and again, each time whoever can act does. */
export class CaseRun {
  readonly scenario: Scenario;
  readonly handedIn: HandedIn;
  private readonly papers: readonly Attachment[];
  private readonly plan: Map<string, NonNullable<Scenario['plan']>[string][number][]>;
  private readonly done = new Set<string>();
  /** The task at which the case was left, once it has got there. */
  waitsAt: string | undefined;
  isFinished = false;

  constructor(scenario: Scenario, handedIn: HandedIn, papers: readonly Attachment[]) {
    this.scenario = scenario;
    this.handedIn = handedIn;
    this.papers = papers;
    this.plan = new Map(
      Object.entries(scenario.plan ?? {}).map(([elementId, answers]) => [elementId, [...answers]]),
    );
  }

  /** Lets staff or customer act if it is their turn; returns what happened, in a few words. */
  async step(tasks: readonly CaseTask[], desk: Desk, client: IntakeClient): Promise<string | undefined> {
    const task = tasks.find(({ caseId, id }) => caseId === this.handedIn.id && !this.done.has(id));
    if (task) return this.work(task, desk, client);
    return this.customerActs(await readFile(client, this.handedIn.id), client);
  }

  private async work(task: CaseTask, desk: Desk, client: IntakeClient): Promise<string | undefined> {
    const { leaveAt, withdrawsAt } = this.scenario;
    if (task.elementId === leaveAt) {
      this.waitsAt = task.elementId;
      this.isFinished = true;
      return `停在“${task.name}”，等您办理`;
    }
    if (task.elementId === withdrawsAt) {
      this.done.add(task.id);
      return this.withdraw(client);
    }
    const planned = this.plan.get(task.elementId)?.[0];
    const answer: Answer =
      typeof planned === 'function'
        ? planned(task.variables)
        : (planned ?? usualAnswer(task.elementId, task.variables));
    const username = await desk.answer(task, answer);
    // Only now: a call that failed is tried again with the same answer.
    this.done.add(task.id);
    this.plan.get(task.elementId)?.shift();
    return `${task.name}（${username}）`;
  }

  private async customerActs(file: CaseFile, client: IntakeClient): Promise<string | undefined> {
    const link = this.handedIn.customerLink;
    const waiting = file.supplementRounds.find(({ status }) => status === 'waiting');
    if (waiting && this.once(`supplement ${waiting.round}`)) {
      if (this.scenario.withdrawsAt === 'supplement') return this.withdraw(client);
      await client.supplement(link, this.scenario.wish, this.papers);
      return '客户已补正';
    }
    if (file.status !== 'closed') return undefined;
    if (file.outcome !== 'completed') {
      this.isFinished = true;
      return words[file.outcome ?? ''] ?? '结束';
    }
    return this.rate(file, client);
  }

  private async rate(file: CaseFile, client: IntakeClient): Promise<string | undefined> {
    const { score = usualScore, comment, leaveAt } = this.scenario;
    const view = await client.readCustomer(this.handedIn.customerLink);
    if (!view.survey) return undefined;
    if (score !== null && this.once('survey')) {
      await client.answerSurvey(this.handedIn.customerLink, score, comment);
      return `客户评价 ${score} 分`;
    }
    const needsFollowUp = score !== null && score <= worstRating;
    const isFollowedUp = file.steps.some((step) => step.elementId === 'Task_FollowUpRating' && step.isValid);
    if (leaveAt ?? (needsFollowUp && !isFollowedUp)) return undefined;
    this.isFinished = true;
    return words.completed ?? '结束';
  }

  private async withdraw(client: IntakeClient): Promise<string> {
    await client.withdraw(this.handedIn.customerLink);
    return '客户撤回';
  }

  private once(what: string): boolean {
    if (this.done.has(what)) return false;
    this.done.add(what);
    return true;
  }
}

/** The case file as the clerk sees it. */
export async function readFile(client: IntakeClient, caseId: string): Promise<CaseFile> {
  return caseFile.parse(await client.readCase(caseId));
}
