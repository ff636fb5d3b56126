import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { IntakeClient } from '../test/support/intake-client.ts';
import { startApp } from './support/app.ts';
import { createBareGateway } from './support/bare-gateway.ts';
import { createCaseLoad, prepareCases } from './support/case-load.ts';
import { startChild } from './support/child.ts';
import { startMailSink } from './support/mail-sink.ts';
import { noOpAnswers } from './support/no-op-answers.ts';
import { openOffice, type OfficeOptions } from './support/office.ts';
import { forEach } from './support/pump.ts';
import { limits } from './support/runners.ts';
import type { Scratch } from './support/scratch.ts';
import { alternate } from './support/statistics.ts';
import type { Subject, SubjectContext } from './support/subject.ts';

/** Cases on their way at any moment: more than the engine can work on, so that waiting for records costs nothing. */
const inFlight = 100;

/** What both arms have in common. */
interface Round {
  context: SubjectContext;
  scratch: Scratch;
  materialCodes: readonly string[];
  bodies: readonly Buffer[];
}

interface Run {
  instancesPerSecond: number;
  jobsPerInstance: number;
}

/** R1: the whole product on the main line, from the application handed in to the survey answered. */
export const caseThroughput: Subject = {
  id: 'R1',
  title: 'the five processes with our workers and register ÷ with bare workers that do nothing',
  unit: 'instances/s',
  ours: 'the app: API, register, relay, workers, sender',
  bare: 'start messages by gRPC, bare workers with constant answers',
  aim: 0.85,
  better: 'higher',
  async measure(context) {
    const scratch = await context.scratch();
    const mail = await startMailSink(scratch.stack.ports.smtp);
    try {
      const round = { context, scratch, ...(await prepare(scratch)) };
      const arm = (name: string, run: (round: Round) => Promise<Run>) => async () => {
        const result = await run(round);
        context.say(
          `R1 ${name}: ${result.instancesPerSecond.toFixed(2)} instances/s, ${result.jobsPerInstance} jobs each`,
        );
        return result;
      };
      const { ours, bare } = await alternate(
        { ours: arm('ours', runOurs), bare: arm('bare', runBare) },
        // The first third of each round is thrown away instead.
        { rounds: context.isQuick ? 1 : 2, warmUps: 0 },
      );
      const jobs = new Set([...ours, ...bare].map(({ jobsPerInstance }) => jobsPerInstance));
      if (jobs.size > 1) throw new Error(`The arms did not do the same: ${[...jobs].join(', ')} jobs each.`);
      return {
        ours: ours.map(({ instancesPerSecond }) => instancesPerSecond),
        bare: bare.map(({ instancesPerSecond }) => instancesPerSecond),
      };
    } finally {
      await mail.stop();
    }
  },
};

async function prepare({ stack, env }: Scratch): Promise<Pick<Round, 'bodies' | 'materialCodes'>> {
  const app = await startApp(stack, { env, readyWhen: 'readyz' });
  try {
    const bodies = await prepareCases(app.url, 1);
    const { materials } = z
      .object({ materials: z.array(z.object({ code: z.string() })) })
      .parse(JSON.parse(bodies[0]?.toString('utf8') ?? ''));
    return { bodies, materialCodes: materials.map(({ code }) => code) };
  } finally {
    await app.stop();
  }
}

async function runOurs({ context, scratch, materialCodes, bodies }: Round): Promise<Run> {
  const app = await startApp(scratch.stack, { env: scratch.env, readyWhen: 'readyz' });
  const load = createCaseLoad(app.url, bodies);
  const client = new IntakeClient(app.url);
  const links = new Map<string, string>();
  const registered = z.object({ id: z.string(), customerLink: z.string() });
  try {
    return await timed(context, {
      office: {
        stack: scratch.stack,
        materialCodes,
        answerSurvey: (caseId) => client.answerSurvey(links.get(caseId) ?? '', 5),
      },
      async start() {
        const { id, customerLink } = registered.parse(JSON.parse(await load.register()));
        links.set(id, customerLink);
      },
    });
  } finally {
    load.close();
    await app.stop();
  }
}

async function runBare({ context, scratch, materialCodes }: Round): Promise<Run> {
  const { grpcAddress } = scratch.stack;
  const gateway = createBareGateway(grpcAddress);
  const workers = Object.entries(noOpAnswers(materialCodes)).map(([type, variables]) => ({
    type,
    variables,
    ...limits,
  }));
  const child = await startChild('bare-workers', { grpcAddress, workers }, { folder: context.folder });
  try {
    const run = timed(context, {
      office: {
        stack: scratch.stack,
        materialCodes,
        answerSurvey: (caseId) =>
          gateway.publish({
            name: 'intake.surveyAnswered',
            correlationKey: caseId,
            variables: { surveyScore: 5 },
          }),
      },
      start() {
        const caseId = randomUUID();
        return gateway.publish({
          name: 'intake.caseRegistered',
          correlationKey: caseId,
          variables: { caseId },
        });
      },
    });
    return await Promise.race([run, child.died]);
  } finally {
    await child.stop();
    gateway.close();
  }
}

/**
 * Keeps the same number of cases on their way: the first ones at once, then one for each that ends. What is measured is
 * the middle third, by the engine's own record of the endings: by then everything is warm and flows evenly.
 */
async function timed(
  { isQuick }: SubjectContext,
  { office: options, start }: { office: Omit<OfficeOptions, 'onEnded'>; start: () => Promise<unknown> },
): Promise<Run> {
  const wave = isQuick ? 6 : inFlight;
  const count = 3 * wave;
  let started = 0;
  const starting: Promise<unknown>[] = [];
  const startMore = (more: number) => {
    const now = Math.min(more, count - started);
    started += now;
    const begun = forEach(now, 8, start);
    // Its failure is seen below, when the work is over.
    begun.catch(() => undefined);
    starting.push(begun);
  };
  const office = openOffice({ ...options, onEnded: startMore });
  startMore(wave);
  const ends = await office.workUntilEnded(count);
  await Promise.all(starting);
  const [from = 0, to = 0] = [ends[wave - 1], ends[2 * wave - 1]];
  return {
    instancesPerSecond: (wave * 1_000) / (to - from),
    jobsPerInstance: (await office.completedJobs()) / count,
  };
}
