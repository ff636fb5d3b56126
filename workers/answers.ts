import type { JobInfo } from '../src/engine/define-worker.ts';
import {
  looksPersonal,
  recordStep,
  stepOccurrence,
  type StepInput,
  type Store,
} from '../src/register/index.ts';
import type { Services } from './services.ts';

/** What somebody answered in a user task, as the process hands it on. */
export interface Answer {
  decision?: string | null | undefined;
  reasonCode?: string | null | undefined;
  note?: string | null | undefined;
}

/** A checked answer. `problem` is for the person who gave it: polite, without a value. */
export interface CheckedAnswer {
  decision: string;
  reasonCode: string | undefined;
  note: string | undefined;
  problem: string | undefined;
}

export const answerProblems = {
  notWritten: '请先在咨询页写好答复并保存，再提交；无需答复的请选“无需答复”。',
  decision: '请选择处理结论后再提交。',
  reason: '请选择原因后再提交。',
  noteTooLong: '备注请控制在 300 字以内；较长的意见请写到案卷页。',
  notePersonal: '备注中疑似含有电话、证件号码或邮箱，请删除后再提交；个人信息请填写到案卷页。',
} as const;

/** What is recorded of an answer that made no sense: never the text that came. */
const unreadable = 'invalid';
const longestNote = 300;
const codePattern = /^[A-Za-z][\w-]{0,59}$/;

/**
 * Checks an answer against the headers of the recording task: `decisions` (allowed ones) and
 * `reasonRequiredFor`. Only what may be kept is kept: codes that look like codes, notes without personal data.
 */
export function checkAnswer(answer: Answer, headers: JobInfo['headers']): CheckedAnswer {
  const decision = trimmed(answer.decision);
  const reasonCode = trimmed(answer.reasonCode);
  const { note, problem: noteProblem } = checkNote(answer.note);
  const isAllowed = decision !== undefined && list(headers.decisions).includes(decision);
  const isReasonRight =
    reasonCode === undefined
      ? !(isAllowed && list(headers.reasonRequiredFor).includes(decision))
      : codePattern.test(reasonCode);
  return {
    decision: isAllowed ? decision : unreadable,
    reasonCode: reasonCode !== undefined && codePattern.test(reasonCode) ? reasonCode : undefined,
    note,
    problem: !isAllowed ? answerProblems.decision : !isReasonRight ? answerProblems.reason : noteProblem,
  };
}

/** A note that may be kept, or what is wrong with it. */
export function checkNote(value: string | null | undefined): {
  note: string | undefined;
  problem: string | undefined;
} {
  const note = trimmed(value);
  if (note === undefined) return { note, problem: undefined };
  if (looksPersonal(note)) return { note: undefined, problem: answerProblems.notePersonal };
  if ([...note].length > longestNote) return { note: undefined, problem: answerProblems.noteTooLong };
  return { note, problem: undefined };
}

/** A code from a select of a form, if it looks like one. */
export function codeOrNothing(value: string | null | undefined): string | undefined {
  const code = trimmed(value);
  return code !== undefined && codePattern.test(code) ? code : undefined;
}

/** The part of a job's context that recording an answer needs. */
type RecordingContext = Services & {
  readonly job: JobInfo;
  readonly bpmnError: (code: 'ANSWER_INVALID', variables: { answerProblem: string }) => Error;
  readonly fatal: (message: string) => Error;
};

/** Where a decision is kept: with a case, or with a question. */
export interface StepLog {
  /** Which completion of the user task this recording belongs to, from 1; the same for a repeated job. */
  occurrence(store: Store, key: StepKey): Promise<number>;
  /** Once per recording element instance. */
  record(store: Store, step: StepKey & StepContent): Promise<{ isNew: boolean }>;
}
type StepKey = Pick<StepInput, 'elementId' | 'serviceElementInstanceKey'>;
type StepContent = Omit<StepInput, 'caseId' | keyof StepKey>;

/**
 * Records what a person decided on a case and who it was, then applies it, in one transaction. An answer with a
 * problem is recorded as refused and thrown back as ANSWER_INVALID. Repeated for the same element instance it
 * records nothing more; `apply` runs again and must find its own work (`isNew` is false then).
 */
export function recordAnswer<Result>(
  context: RecordingContext,
  caseId: string,
  answer: CheckedAnswer,
  apply: (store: Store, decidedBy: string, isNew: boolean) => Promise<Result>,
): Promise<Result> {
  // A case that was started again has the same task in another instance, and there it counts from 1.
  const { processInstanceKey } = context.job;
  const log: StepLog = {
    occurrence: (store, key) => stepOccurrence(store, { caseId, processInstanceKey, ...key }),
    record: (store, step) => recordStep(store, { caseId, processInstanceKey, ...step }),
  };
  return recordAnswerIn(log, context, answer, apply);
}

/** As `recordAnswer`, into any log. */
export async function recordAnswerIn<Result>(
  log: StepLog,
  context: RecordingContext,
  answer: CheckedAnswer,
  apply: (store: Store, decidedBy: string, isNew: boolean) => Promise<Result>,
): Promise<Result> {
  const { register, engine, job, bpmnError, fatal } = context;
  const { step: elementId, stepName } = job.headers;
  if (!elementId || !stepName)
    throw fatal(`${job.elementId} lacks the headers step and stepName: set them in the model and deploy it.`);
  const key = { elementId, serviceElementInstanceKey: job.elementInstanceKey };
  const occurrence = await log.occurrence(register, key);
  const { processInstanceKey } = job;
  const decidedBy = await engine.whoCompleted({ processInstanceKey, elementId, occurrence });
  const { problem, ...kept } = answer;
  const result = await register.transaction(async (store) => {
    const isValid = problem === undefined;
    const { isNew } = await log.record(store, { ...key, ...kept, name: stepName, isValid, decidedBy });
    return isValid ? { applied: await apply(store, decidedBy, isNew) } : undefined;
  });
  if (result) return result.applied;
  throw bpmnError('ANSWER_INVALID', { answerProblem: problem ?? answerProblems.decision });
}

function list(header: string | undefined): string[] {
  return (header ?? '').split(',').map((entry) => entry.trim());
}

function trimmed(value: string | null | undefined): string | undefined {
  const text = value?.trim() ?? '';
  return text === '' ? undefined : text;
}
