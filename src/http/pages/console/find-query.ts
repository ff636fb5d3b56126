import type { Request } from 'express';
import {
  caseStatuses,
  channels,
  classifications,
  outcomes,
  type CaseListQuery,
} from '../../../register/index.ts';
import { day } from '../../api/fields.ts';
import { oneOf, queryText } from './filters.ts';

const dayMs = 86_400_000;
const fieldNames = [
  'number',
  'matter',
  'state',
  'classification',
  'department',
  'channel',
  'from',
  'until',
  'limit',
] as const;

export type SearchField = (typeof fieldNames)[number];

/** What a person asked for, as typed and as the register reads it. */
export interface CaseSearch {
  entered: Readonly<Record<SearchField, string>>;
  query: CaseListQuery;
  /** What is wrong, by field; the query is not to be run then. */
  problems: Partial<Record<SearchField, string>>;
}

/** Reads the filters of the address. `nearLimit` gives the instant up to which a limit counts as near. */
export async function readSearch(
  request: Request,
  now: Date,
  nearLimit: () => Promise<Date>,
): Promise<CaseSearch> {
  const entries = fieldNames.map((name) => [name, queryText(request, name)] as const);
  const entered = Object.fromEntries(entries) as Record<SearchField, string>;
  const problems: CaseSearch['problems'] = {};
  const readDay = (name: 'from' | 'until', shiftMs: number): Date | undefined => {
    if (!entered[name]) return undefined;
    if (day.safeParse(entered[name]).success)
      return new Date(Date.parse(`${entered[name]}T00:00:00+08:00`) + shiftMs);
    problems[name] = '请填写日期，例如 2026-03-05。';
    return undefined;
  };
  if (!/^[A-Za-z0-9-]{0,40}$/.test(entered.number))
    problems.number = '收件编号只含字母、数字和连字符，例如 20260305-RC-0001。';
  const receivedFrom = readDay('from', 0);
  const receivedBefore = readDay('until', dayMs);
  if (receivedFrom && receivedBefore && receivedFrom >= receivedBefore)
    problems.until = '截止日期不能早于起始日期。';
  const query = {
    number: entered.number || undefined,
    matterCode: entered.matter || undefined,
    departmentCode: entered.department || undefined,
    status: oneOf(caseStatuses, entered.state),
    outcome: oneOf(outcomes, entered.state),
    classification: oneOf(classifications, entered.classification),
    channel: oneOf(channels, entered.channel),
    dueBefore: entered.limit === 'overdue' ? now : entered.limit === 'near' ? await nearLimit() : undefined,
    receivedFrom,
    receivedBefore,
  };
  return { entered, query, problems };
}
