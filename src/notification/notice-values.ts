import type { Language } from '../register/codes.ts';
import {
  currentMaterials,
  listMaterials,
  listRounds,
  type CaseRecord,
  type MaterialRecord,
  type Store,
  type SupplementRoundRecord,
} from '../register/index.ts';
import { formatDay, formatInstant } from './dates.ts';
import { NoticeError } from './notice-error.ts';
import type { TemplateValues } from './templates.ts';
import { wordFor, type Words } from './words.ts';

/** What a notice needs beside the register: codes and dates that the process holds. */
export interface NoticeExtra {
  /** The round that a supplement notice is about. */
  round?: number | undefined;
  reasonCode?: string | undefined;
  solutionCode?: string | undefined;
  handlingDays?: number | undefined;
  /** The decision limit after the clock was started again. */
  decisionDueAt?: Date | undefined;
}

export interface NoticeContext {
  store: Store;
  case: CaseRecord;
  language: Language;
  words: Words;
  extra: NoticeExtra;
  customerLink: string;
  /** Where number and query secret open the case. */
  progressUrl: string;
  /** As people read it; '' for a case from before there were secrets. */
  querySecret: string;
  agentName: string | undefined;
  /** What a material is called in the customer's language. */
  materialName: (material: MaterialRecord) => string;
}

type Builder = (context: NoticeContext) => TemplateValues | Promise<TemplateValues>;

/** The values of each template beside the common ones; `variables.json` declares the same names. */
const builders: Readonly<Record<string, Builder>> = {
  async receipt(context) {
    const { store, case: found, language, words } = context;
    const registrar = found.registeredBy
      ? await store.db
          .selectFrom('staff')
          .select('displayName')
          .where('id', '=', found.registeredBy)
          .executeTakeFirst()
      : undefined;
    return {
      receivedAt: formatInstant(found.receivedAt, language),
      decisionDueAt: due(found.decisionDueAt, 'decisionDueAt', language),
      channelName: words.channel[found.channel],
      receivedBy: registrar?.displayName ?? words.customerSelf,
      agentName: context.agentName ?? '',
      querySecret: context.querySecret,
      progressUrl: context.progressUrl,
      materials: materialRows(await currentMaterials(store, found.id), context),
    };
  },
  async 'supplement-notice'(context) {
    const round = await roundOf(context);
    const current = await currentMaterials(context.store, context.case.id);
    const present = current.filter((material) => material.verdict === 'ok');
    return {
      ...roundValues(round, context.language),
      itemCount: String(round.items.length),
      presentMaterials: materialRows(present, context),
    };
  },
  async 'supplement-reminder'(context) {
    const round = await roundOf(context);
    return { ...roundValues(round, context.language), itemCount: String(round.items.length) };
  },
  async 'supplement-received'(context) {
    const { store, case: found, language, words, extra } = context;
    const round = await roundOf(context);
    const handedIn = (await listMaterials(store, found.id)).filter((row) => row.round === round.round);
    const byCode = new Map(handedIn.map((row) => [row.code, quantity(row, words)]));
    return {
      supplementReceivedAt: due(round.receivedAt, 'receivedAt', language),
      decisionDueAt: due(extra.decisionDueAt ?? found.decisionDueAt, 'decisionDueAt', language),
      items: round.items.map((item, index) => ({
        position: String(index + 1),
        name: item.name,
        received: byCode.get(item.code) ?? words.quantity.none,
      })),
    };
  },
  acceptance({ case: found, language, words, extra }) {
    if (extra.handlingDays === undefined)
      throw new NoticeError('The notice of acceptance needs the variable handlingDays: map it to the task.');
    return {
      acceptedAt: formatDay(required(found.acceptedAt, 'acceptedAt'), language),
      promisedFinishAt: due(found.promisedFinishAt, 'promisedFinishAt', language),
      handlingDays: String(extra.handlingDays),
      departmentName: departmentName(found, words),
    };
  },
  async 'non-acceptance'(context) {
    const { store, case: found, words, extra } = context;
    const { reasonCode, solutionCode } = extra;
    if (!reasonCode)
      throw new NoticeError('A non-acceptance needs a reason: map reasonCode or set it as a task header.');
    return {
      reason: wordFor(words.reason, 'reason', reasonCode),
      solution: solutionCode ? wordFor(words.solution, 'solution', solutionCode) : '',
      materials: materialRows(await currentMaterials(store, found.id), context),
    };
  },
  async 'not-supplemented'(context) {
    return roundValues(await roundOf(context), context.language);
  },
  result(context) {
    const { case: found, words } = context;
    const result = required(found.result, 'result');
    const collection = wordFor(words.collection, 'collection', found.collectionWay ?? 'none');
    return {
      resultName: words.result[result],
      isRefused: result === 'refused',
      reason: found.resultReasonCode ? wordFor(words.reason, 'reason', found.resultReasonCode) : '',
      departmentName: departmentName(found, words),
      collection: collection.long,
      collectionShort: collection.short,
      ...surveyValues(context),
    };
  },
  'survey-reminder': (context) => surveyValues(context),
  'page-link': () => ({}),
  withdrawal: ({ case: found, language }) => ({
    withdrawalRequestedAt: due(found.withdrawalRequestedAt, 'withdrawalRequestedAt', language),
  }),
};

/** The values that only this template has. Throws NoticeError when the register lacks what it must say. */
export async function noticeValues(template: string, context: NoticeContext): Promise<TemplateValues> {
  const build = builders[template];
  if (!build)
    throw new NoticeError(`No notice to customers is called ${template}: correct the task's header.`);
  return build(context);
}

async function roundOf({ store, case: found, extra }: NoticeContext): Promise<SupplementRoundRecord> {
  const rounds = await listRounds(store, found.id);
  const round = rounds.find((row) => row.round === (extra.round ?? rounds.length));
  if (!round)
    throw new NoticeError(`Case ${found.id} has no such supplement round: check the variable round.`);
  return round;
}

function roundValues(round: SupplementRoundRecord, language: Language) {
  return {
    dueAt: formatInstant(round.dueAt, language),
    items: round.items.map(({ name, problem, requirement }, index) => ({
      position: String(index + 1),
      name,
      problem,
      requirement,
    })),
  };
}

function surveyValues({ case: found, language, words, customerLink }: NoticeContext) {
  return {
    surveyDueAt: due(found.surveyDueAt, 'surveyDueAt', language),
    ratings: (['5', '4', '3', '2', '1'] as const).map((score) => ({
      label: `${score} ${words.rating[score]}`,
      link: `${customerLink}?score=${score}`,
    })),
  };
}

/** What was really handed in; a row that only holds a verdict counts no pieces. */
function materialRows(materials: readonly MaterialRecord[], { words, materialName }: NoticeContext) {
  return materials
    .filter((row) => row.form === 'electronic' || row.originals + row.copies > 0)
    .map((row, index) => ({
      position: String(index + 1),
      name: materialName(row),
      quantity: quantity(row, words),
      nature: row.nature ?? '',
    }));
}

function quantity(row: MaterialRecord, { quantity: texts }: Words): string {
  const count = (text: string, n: number) => (n > 0 ? [text.replace('{n}', String(n))] : []);
  const pieces = [...count(texts.originals, row.originals), ...count(texts.copies, row.copies)];
  if (row.form === 'electronic') return texts.electronic;
  if (pieces.length === 0) return texts.none;
  return [...pieces, ...count(texts.pages, row.pages ?? 0)].join(texts.separator);
}

function departmentName(found: CaseRecord, words: Words): string {
  return wordFor(words.department, 'department', required(found.departmentCode, 'departmentCode'));
}

function due(instant: Date | null, name: string, language: Language): string {
  return formatInstant(required(instant, name), language);
}

function required<T>(value: T | null, name: string): T {
  if (value === null)
    throw new NoticeError(`The case has no ${name} yet: the notice stands too early in the model.`);
  return value;
}
