import express, { Router, type Request, type Response } from 'express';
import { decideByHand, type HandDecision } from '../../../notification/index.ts';
import {
  displayNames,
  findOutboxItem,
  listOutbox,
  notificationChannels,
  notificationStates,
  revealMessage,
  type OutboxItem,
} from '../../../register/index.ts';
import { intakeRoles, requireRole } from '../../auth.ts';
import type { HttpDeps } from '../../deps.ts';
import { Problem } from '../../problem.ts';
import { checkCsrf } from '../csrf.ts';
import { field } from '../form-fields.ts';
import { sendPage, type ConsoleFrame } from '../layout.ts';
import { isId } from './case-file.ts';
import { oneOf, queryText, readPlace } from './filters.ts';
import { outboxItemPage, type OutboxItemState } from './outbox-item-page.ts';
import { outboxPage } from './outbox-page.ts';
import { isReason, reasonNeeded, staffPage } from './routes.ts';

const pageSize = 30;

const doneTexts: Readonly<Record<HandDecision, string>> = {
  retry: '已安排重新发送。',
  hasArrived: '已记为送达。',
  sendAgain: '已安排重新发送。',
  hasNotArrived: '已记为发送失败。',
};
const decisions: readonly HandDecision[] = ['retry', 'hasArrived', 'sendAgain', 'hasNotArrived'];

const refusals = {
  changed: '这条通知的状态已经改变，可能已由他人处理。请按现在的状态处理。',
  addressGone: '案卷中已没有这种联系方式。请先在案卷中更正，或改用其他方式联系客户。',
} as const;

/** The outbox of the house: every message with what became of it. For those who work at the window. */
export function createOutboxRoutes(deps: HttpDeps): Router {
  const { register } = deps;
  const router = Router();
  const form = express.urlencoded({ extended: false, limit: 10_000 });

  async function namesOf(items: readonly OutboxItem[]): Promise<(username: string) => string> {
    const usernames = items.map(({ recipient }) => recipient.replace(/^staff:/, ''));
    const names = await displayNames(register, usernames);
    return (username) => names.get(username) ?? username;
  }

  /** The message of the address. Throws `not-found`. */
  async function find(request: Request): Promise<OutboxItem> {
    const id = String(request.params.id);
    const item = isId(id) ? await findOutboxItem(register, id) : undefined;
    if (!item) throw new Problem('not-found');
    return item;
  }

  async function show(
    request: Request,
    response: Response,
    frame: ConsoleFrame,
    state: Partial<OutboxItemState>,
    status = 200,
  ): Promise<void> {
    const item = await find(request);
    const nameOf = await namesOf([item]);
    sendPage(response, outboxItemPage(frame, item, { nameOf, ...state }), status);
  }

  router.get(
    '/console/outbox',
    staffPage(deps, async (request, response, _staff, frame) => {
      requireRole(request, ...intakeRoles);
      const entered = {
        state: queryText(request, 'state'),
        channel: queryText(request, 'channel'),
        number: queryText(request, 'number').slice(0, 40),
      };
      const before = readPlace(request);
      const found = await listOutbox(register, {
        state: oneOf(notificationStates, entered.state),
        channel: oneOf(notificationChannels, entered.channel),
        number: entered.number || undefined,
        after: before && { createdAt: before.at, id: before.id },
        limit: pageSize + 1,
      });
      const items = found.slice(0, pageSize);
      const end = found.length > pageSize ? items.at(-1) : undefined;
      const last = end && { at: end.createdAt, id: end.id };
      const nameOf = await namesOf(items);
      sendPage(response, outboxPage(frame, { items, entered, last, isFirst: !before, nameOf }));
    }),
  );

  router.get(
    '/console/outbox/:id',
    staffPage(deps, async (request, response, _staff, frame) => {
      requireRole(request, ...intakeRoles);
      const decision = oneOf(decisions, queryText(request, 'done'));
      await show(request, response, frame, { done: decision && doneTexts[decision] });
    }),
  );

  router.post(
    '/console/outbox/:id/preview',
    form,
    staffPage(deps, async (request, response, staff, frame) => {
      requireRole(request, ...intakeRoles);
      checkCsrf(request, field(request, 'csrf'));
      const { id } = await find(request);
      const reason = field(request, 'reason');
      if (!isReason(reason)) return show(request, response, frame, { revealProblem: reasonNeeded }, 400);
      const revealed = await revealMessage(register, { id, actor: staff.username, reason });
      await show(request, response, frame, { revealed });
    }),
  );

  router.post(
    '/console/outbox/:id/decision',
    form,
    staffPage(deps, async (request, response, staff, frame) => {
      requireRole(request, ...intakeRoles);
      checkCsrf(request, field(request, 'csrf'));
      const { id } = await find(request);
      const decision = oneOf(decisions, field(request, 'decision'));
      if (!decision) return show(request, response, frame, { problem: '请选择如何处理这条通知。' }, 400);
      const outcome = await decideByHand(register, { id, decision, actor: staff.username });
      if (outcome !== 'done') return show(request, response, frame, { problem: refusals[outcome] }, 409);
      response.redirect(303, `/console/outbox/${id}?done=${decision}`);
    }),
  );
  return router;
}
