import { addWorkingDays } from '../../../calendar/index.ts';
import type { OpenTask } from '../../../engine/reader.ts';
import {
  casesOfInstances,
  countCasesNearLimit,
  countOpenCases,
  countTroubledNotifications,
  inquiriesOfInstances,
  listCasesNearLimit,
  outboxBacklog,
  type CaseRecord,
  type CaseStatus,
  type InquiryOfInstance,
  type StaffMember,
} from '../../../register/index.ts';
import { isIntakeStaff, maySeeCase } from '../../auth.ts';
import type { HttpDeps } from '../../deps.ts';
import { readIrregularities } from './cancelled-data.ts';
import { unlessAway } from './engine-state.ts';
import type { ConsolePolicy } from './home-policy.ts';
import { maySeeInquiry } from './inquiry-access.ts';

/** Read before those are left out that the person may not see; then so many are shown. */
const tasksRead = 200;
const tasksShown = 50;
const casesShown = 20;
const incidentsShown = 20;

export interface TaskRow {
  readonly task: OpenTask;
  /** The case or the question that the task belongs to. */
  readonly found: CaseRecord | undefined;
  readonly inquiry: InquiryOfInstance | undefined;
}

export interface Stuck {
  readonly notices: { readonly failed: number; readonly unknown: number };
  readonly backlog: { readonly waiting: number; readonly oldestAt: Date | null };
  /** Cases with an unresolved incident; undefined: cannot be read now. */
  readonly incidents: readonly { rootInstanceKey: string; found: CaseRecord | undefined }[] | undefined;
  /** Cases whose process was ended or changed by hand; undefined: cannot be read now. */
  readonly irregular: number | undefined;
}

export interface Overview {
  readonly open: ReadonlyMap<CaseStatus, number>;
  readonly overdue: number;
  readonly near: number;
  readonly stuck: Stuck;
}

export interface Home {
  /** Undefined: cannot be read now. */
  readonly tasks: { readonly rows: readonly TaskRow[]; readonly isMore: boolean } | undefined;
  readonly nearLimit: { readonly cases: readonly CaseRecord[]; readonly isMore: boolean };
  /** For managers. */
  readonly overview: Overview | undefined;
}

/** What one person sees first: own work, cases that will be late, and for a manager how the window is doing. */
export async function readHome(deps: HttpDeps, staff: StaffMember, policy: ConsolePolicy): Promise<Home> {
  const { register, clock, logger } = deps;
  const now = clock.now();
  const nearUntil = await addWorkingDays(register, now, policy.nearLimitWorkingDays);
  const [tasks, cases, overview] = await Promise.all([
    unlessAway(logger, readTasks(deps, staff)),
    listCasesNearLimit(register, {
      before: nearUntil,
      departmentCodes: isIntakeStaff(staff) ? undefined : staff.departmentCodes,
      limit: casesShown + 1,
    }),
    staff.groups.includes('manager') ? readOverview(deps, policy, nearUntil) : undefined,
  ]);
  return {
    tasks,
    nearLimit: { cases: cases.slice(0, casesShown), isMore: cases.length > casesShown },
    overview,
  };
}

async function readTasks({ register, engine }: HttpDeps, staff: StaffMember) {
  const { groups, username } = staff;
  const open = await engine.openTasks({ groups, username, limit: tasksRead });
  const roots = open.map(({ rootInstanceKey }) => rootInstanceKey);
  const [cases, inquiries] = await Promise.all([
    casesOfInstances(register, roots),
    inquiriesOfInstances(register, roots),
  ]);
  const rows = open.flatMap((task) => {
    const found = cases.get(task.rootInstanceKey);
    const inquiry = inquiries.get(task.rootInstanceKey);
    const isTaken = task.assignee !== null && task.assignee !== username;
    const isVisible =
      (!found || maySeeCase(staff, found.departmentCode)) && (!inquiry || maySeeInquiry(staff, inquiry));
    return isTaken || !isVisible ? [] : [{ task, found, inquiry }];
  });
  return { rows: rows.slice(0, tasksShown), isMore: rows.length > tasksShown || open.length === tasksRead };
}

async function readOverview(deps: HttpDeps, policy: ConsolePolicy, nearUntil: Date): Promise<Overview> {
  const { register, clock } = deps;
  const [open, overdue, near, notices, backlog, incidents, irregular] = await Promise.all([
    countOpenCases(register),
    countCasesNearLimit(register, clock.now()),
    countCasesNearLimit(register, nearUntil),
    countTroubledNotifications(register),
    outboxBacklog(register),
    unlessAway(deps.logger, readIncidents(deps)),
    readIrregularities(deps, policy.handChangesShownDays),
  ]);
  return {
    open,
    overdue,
    near: near - overdue,
    stuck: {
      notices,
      backlog,
      incidents,
      irregular: irregular && irregular.ended.length + (irregular.changed?.length ?? 0),
    },
  };
}

async function readIncidents({ register, engine }: HttpDeps) {
  const incidents = await engine.openIncidents();
  const roots = [...new Set(incidents.map(({ rootInstanceKey }) => rootInstanceKey))];
  const cases = await casesOfInstances(register, roots);
  return roots
    .slice(0, incidentsShown)
    .map((rootInstanceKey) => ({ rootInstanceKey, found: cases.get(rootInstanceKey) }));
}
