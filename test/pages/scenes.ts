import request from 'supertest';
import {
  acceptCase,
  closeCase,
  createNotice,
  openHop,
  openRound,
  openSurvey,
  planNotification,
  recordCustody,
  recordStep,
  setClassification,
  setResult,
  type Result,
} from '../../src/register/index.ts';
import type { TestApp } from '../http/test-app.ts';

const dayMs = 86_400_000;

/** Days after the test's now. */
export function later({ clock }: TestApp, days: number): Date {
  return new Date(clock.now().getTime() + days * dayMs);
}

export async function classify(test: TestApp, caseId: string, departmentCode = 'finance'): Promise<void> {
  await setClassification(test.register, caseId, {
    classification: 'routine',
    serviceLevel: 'standard',
    departmentCode,
    priority: 50,
    decisionDueAt: later(test, 5),
  });
}

/** Opens a supplement round for two materials, due in `days`. */
export function askForSupplement(test: TestApp, caseId: string, days = 10) {
  return openRound(test.register, {
    caseId,
    dueAt: later(test, days),
    reminderAt: later(test, days / 2),
    items: [
      {
        code: 'application-form',
        name: '退款申请表',
        problem: '未签字',
        requirement: '填写完整，本人签字。',
      },
      {
        code: 'payment-proof',
        name: '付款凭证',
        problem: '缺少',
        requirement: '复印件 1 份，金额清晰可辨。',
      },
    ],
    serviceElementInstanceKey: `round-${caseId}-${test.clock.now().getTime()}`,
  });
}

export async function accept(test: TestApp, caseId: string): Promise<void> {
  await classify(test, caseId);
  await acceptCase(test.register, caseId, {
    acceptedAt: test.clock.now(),
    promisedFinishAt: later(test, 7),
  });
}

/** Accepted, handed to a department, decided and closed, with an open survey. */
export async function finish(
  test: TestApp,
  caseId: string,
  result: Result = 'granted',
  reason = 'evidenceInsufficient',
): Promise<void> {
  await accept(test, caseId);
  await handOver(test, caseId);
  await setResult(
    test.register,
    caseId,
    {
      result,
      collectionWay: 'counter',
      ...(result === 'refused' ? { resultReasonCode: reason } : {}),
    },
    'finance',
  );
  await closeCase(test.register, caseId, { outcome: 'completed' });
  await openSurvey(test.register, caseId, later(test, 14));
}

export async function handOver(test: TestApp, caseId: string): Promise<void> {
  const { hop } = await openHop(test.register, {
    caseId,
    departmentCode: 'finance',
    handedOverBy: 'clerk',
    originals: 2,
    copies: 1,
    note: '原件装订成册',
    serviceElementInstanceKey: `hop-${caseId}`,
  });
  await recordCustody(test.register, { caseId, hop, isReceived: true, decidedBy: 'finance' });
}

/** A few decisions of people, one of them asked again. */
export async function decide(test: TestApp, caseId: string): Promise<void> {
  const step = { caseId, elementId: 'Task_CheckIdentity', name: '核实客户身份', decidedBy: 'clerk' };
  await recordStep(test.register, {
    ...step,
    decision: 'notProven',
    isValid: false,
    serviceElementInstanceKey: `step-${caseId}-1`,
  });
  await recordStep(test.register, {
    ...step,
    decision: 'notProven',
    reasonCode: 'documentExpired',
    note: '已请客户出示新证件',
    isValid: true,
    serviceElementInstanceKey: `step-${caseId}-2`,
  });
}

/** A receipt as issued, with one message by SMS. */
export async function issueReceipt(test: TestApp, caseId: string, content: string): Promise<void> {
  const notice = await createNotice(test.register, {
    caseId,
    template: 'receipt',
    occurrence: '1',
    series: '收',
    language: 'zh-CN',
    render: () => content,
  });
  await planNotification(test.register, {
    noticeId: notice.id,
    caseId,
    recipient: 'customer',
    channel: 'sms',
    address: '13812345678',
    body: content,
  });
}

/** A browser's view of the console: keeps the cookies and reads the forms' token. */
export async function openConsole(test: TestApp, username: string) {
  const browser = request.agent(test.app);
  const login = await browser.get('/login');
  await browser
    .post('/login')
    .type('form')
    .send({ csrf: readCsrf(login.text), username, password: `${username}-password` })
    .expect(303);
  const csrf = readCsrf((await browser.get('/console/cases').expect(200)).text);
  return { browser, csrf };
}

/** The token in the first form of a page. Throws when there is none. */
export function readCsrf(page: string): string {
  const token = /name="csrf" value="([\w-]+)"/.exec(page)?.[1];
  if (!token) throw new Error('The page has no form token: is it the page that was meant?');
  return token;
}
