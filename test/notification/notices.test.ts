import { jest } from '@jest/globals';
import {
  acceptCase,
  getCase,
  listNotices,
  listNotifications,
  openRound,
  openSurvey,
  querySecretText,
  readQuerySecret,
  recordMaterialVerdicts,
  resolveCustomerToken,
  setClassification,
  setResult,
  claimNotifications,
  type Register,
} from '../../src/register/index.ts';
import type { NoticeExtra } from '../../src/notification/index.ts';
import { createTestRegister, type TestRegister } from '../support/register.ts';
import {
  agent,
  customer,
  loadNotices,
  material,
  personalTexts,
  publicUrl,
  registerSample,
  seedSampleStaff,
} from './setup.ts';

jest.setTimeout(60_000);
const notices = loadNotices();
let database: TestRegister;
let register: Register;

beforeAll(async () => {
  database = await createTestRegister();
  register = database.register;
  await seedSampleStaff(register);
});
afterAll(() => database.drop());

const classified = {
  classification: 'urgent',
  serviceLevel: 'standard',
  departmentCode: 'finance',
  priority: 90,
  decisionDueAt: new Date('2026-03-09T10:00:00Z'),
} as const;

/** A case with everything that any notice may need. */
async function preparedCase(change: Parameters<typeof registerSample>[1] = {}): Promise<string> {
  const caseId = await registerSample(register, change);
  await setClassification(register, caseId, classified);
  return caseId;
}

const issue = (caseId: string, template: string, occurrence = '1', extra: NoticeExtra = {}) =>
  register.transaction((store) => notices.issueNotice(store, { caseId, template, occurrence, extra }));

async function openedRound(caseId: string) {
  return openRound(register, {
    caseId,
    dueAt: new Date('2026-03-16T10:00:00Z'),
    reminderAt: new Date('2026-03-13T10:00:00Z'),
    items: [
      { code: 'payment-proof', name: '付款凭证', problem: '未提交', requirement: '金额、日期、收款方清晰' },
      {
        code: 'bank-account-proof',
        name: '收款账户证明',
        problem: '不清晰',
        requirement: '户名与申请人一致',
      },
    ],
    serviceElementInstanceKey: `round-${caseId}`,
  });
}

describe('a notice to the customer', () => {
  test('is numbered, kept, sent by every channel, and its link opens the case', async () => {
    const caseId = await preparedCase();
    const { number, isNew } = await issue(caseId, 'receipt');
    expect(isNew).toBe(true);
    expect(number).toMatch(/^收〔2026〕\d+号$/);
    const [kept] = await listNotices(register, caseId);
    expect(kept?.content).toContain('收件不等于受理');
    expect(kept?.content).toContain('欧阳雨桐');
    expect(kept?.content).toContain('业务申请表：原件 1 份，共 2 页');
    expect(kept?.content).toContain('2026年3月9日 18:00');
    expect(kept?.content).toContain(number);
    const planned = (await claimNotifications(register, 50)).filter((row) => row.caseId === caseId);
    expect(planned.map(({ channel, address }) => [channel, address]).sort()).toEqual([
      ['email', 'yutong.ouyang@customer.example'],
      ['sms', '+8613912345678'],
    ]);
    const sms = planned.find(({ channel }) => channel === 'sms');
    const token = /\/c\/([\w-]{43})/.exec(sms?.body ?? '')?.[1] ?? '';
    expect(await resolveCustomerToken(register, token)).toEqual({ caseId });
    // Whoever reads the kept text must not be able to act for the customer.
    expect(kept?.content).toContain(`${publicUrl}/c/…`);
    expect(kept?.content).not.toContain(token);
  });

  test('of receipt tells number, query code and where both open the case; the kept text hides the code', async () => {
    const caseId = await preparedCase();
    await issue(caseId, 'receipt');
    const code = querySecretText((await readQuerySecret(register, caseId)) ?? '');
    const { number } = await getCase(register, caseId);
    const planned = (await claimNotifications(register, 50)).filter((row) => row.caseId === caseId);
    expect(planned).toHaveLength(2);
    for (const { body } of planned) {
      expect(body).toContain(code);
      expect(body).toContain(number);
    }
    const letter = planned.find(({ channel }) => channel === 'email');
    expect(letter?.body).toContain(`${publicUrl}/progress?number=${number}`);
    const [kept] = await listNotices(register, caseId);
    expect(kept?.content).toContain('查询码：…');
    expect(kept?.content).not.toContain(code);
    // What the engine is told of the case holds neither.
    expect(JSON.stringify(await register.db.selectFrom('outbox').selectAll().execute())).not.toContain(code);
  });

  test('of receipt for a case from before there were query codes says nothing of them', async () => {
    const caseId = await preparedCase();
    await register.db.updateTable('cases').set({ querySecretEnc: null }).where('id', '=', caseId).execute();
    await issue(caseId, 'receipt');
    const [kept] = await listNotices(register, caseId);
    expect(kept?.content).not.toContain('查询码');
  });

  test('is issued once, also when asked twice at the same time', async () => {
    const caseId = await preparedCase();
    const answers = await Promise.all([1, 2, 3, 4].map(() => issue(caseId, 'receipt')));
    expect(answers.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(new Set(answers.map(({ number }) => number)).size).toBe(1);
    expect(await listNotices(register, caseId)).toHaveLength(1);
    expect(await listNotifications(register, caseId)).toHaveLength(2);
    const tokens = await register.db
      .selectFrom('customerToken')
      .select('tokenHash')
      .where('caseId', '=', caseId)
      .execute();
    expect(tokens).toHaveLength(1);
    await issue(caseId, 'receipt', '2');
    expect(await listNotices(register, caseId)).toHaveLength(2);
  });

  test('leaves nothing behind when its transaction fails', async () => {
    const caseId = await preparedCase();
    const failing = register.transaction(async (store) => {
      await notices.issueNotice(store, { caseId, template: 'receipt', occurrence: '1' });
      throw new Error('later step failed');
    });
    await expect(failing).rejects.toThrow('later step failed');
    expect(await listNotices(register, caseId)).toHaveLength(0);
    expect(await listNotifications(register, caseId)).toHaveLength(0);
  });

  test('numbers run per year and kind without gaps or repeats', async () => {
    const ids = await Promise.all(Array.from({ length: 12 }, () => preparedCase()));
    const numbers = await Promise.all(ids.map(async (id) => (await issue(id, 'receipt')).number));
    const sequence = numbers.map((number) => Number(/〕(\d+)号/.exec(number)?.[1])).sort((a, b) => a - b);
    expect(sequence.every((n, index) => index === 0 || n === (sequence[index - 1] ?? 0) + 1)).toBe(true);
  });

  test('every template can be issued in both languages and says what it must', async () => {
    for (const language of ['zh-CN', 'en'] as const) {
      const caseId = await preparedCase({
        language,
        parties: [customer, agent],
        authorisation: { scope: 'all', principalName: customer.name },
      });
      const contents: Record<string, string> = {};
      const say = async (template: string, extra: NoticeExtra = {}) => {
        await issue(caseId, template, '1', extra);
        const found = (await listNotices(register, caseId)).find((notice) => notice.template === template);
        contents[template] = found?.content ?? '';
      };
      await say('receipt');
      await recordMaterialVerdicts(register, caseId, [{ code: 'application-form', verdict: 'ok' }]);
      await openedRound(caseId);
      await say('supplement-notice', { round: 1 });
      await say('supplement-reminder', { round: 1 });
      await say('not-supplemented', { round: 1 });
      await register.db
        .updateTable('supplementRound')
        .set({ status: 'received', receivedAt: new Date('2026-03-10T03:00:00Z') })
        .where('caseId', '=', caseId)
        .execute();
      await say('supplement-received', { round: 1, decisionDueAt: new Date('2026-03-13T10:00:00Z') });
      await acceptCase(register, caseId, {
        acceptedAt: new Date('2026-03-11T03:00:00Z'),
        promisedFinishAt: new Date('2026-03-20T10:00:00Z'),
      });
      await say('acceptance', { handlingDays: 7 });
      await say('non-acceptance', { reasonCode: 'outsideScope', solutionCode: 'applyElsewhere' });
      await setResult(
        register,
        caseId,
        { result: 'refused', resultReasonCode: 'evidenceInsufficient', collectionWay: 'post' },
        'clerk',
      );
      await openSurvey(register, caseId, new Date('2026-03-31T10:00:00Z'));
      await say('result');
      await say('survey-reminder');
      await register.db
        .updateTable('cases')
        .set({ withdrawalRequestedAt: new Date('2026-03-12T03:00:00Z') })
        .where('id', '=', caseId)
        .execute();
      await say('withdrawal');

      const must: Record<string, readonly string[]> =
        language === 'en'
          ? {
              receipt: [
                'receipt is not acceptance',
                '诸葛思涵',
                '9 March 2026, 18:00',
                'Refund claim',
                'Application form',
              ],
              'supplement-notice': ['付款凭证', '未提交', '16 March 2026, 18:00', 'paused'],
              'supplement-received': ['not handed in', '13 March 2026, 18:00'],
              acceptance: ['7 working days', '20 March 2026, 18:00', 'Finance'],
              'non-acceptance': ['not one that we handle', 'body in charge', '400-820-0001'],
              result: ['refused', 'evidence is not sufficient', 'posted', '?score=5', '?score=1'],
              withdrawal: ['12 March 2026, 11:00'],
            }
          : {
              receipt: ['收件不等于受理', '诸葛思涵', '2026年3月9日 18:00'],
              'supplement-notice': ['业务申请表', '付款凭证', '收款账户证明', '2026年3月16日 18:00', '暂停'],
              'supplement-received': ['未提交', '2026年3月13日 18:00'],
              acceptance: ['7 个工作日', '2026年3月20日 18:00', '财务部'],
              'non-acceptance': ['不属于本公司受理范围', '有权办理的单位', '监督电话', '重新申请'],
              result: ['未通过', '依据不足', '邮寄', '监督电话', '?score=5', '?score=1'],
              withdrawal: ['2026年3月12日 11:00'],
            };
      for (const [template, texts] of Object.entries(must))
        for (const text of texts) expect(contents[template]).toContain(text);
      expect(Object.keys(contents)).toHaveLength(10);
    }
  });

  test('lists what was handed in, not what merely has a verdict', async () => {
    const caseId = await preparedCase({
      materials: [
        material('a', { name: '合同文本', originals: 2, copies: 1, nature: '商业秘密' }),
        material('b', { name: '照片', form: 'electronic', originals: 0 }),
        material('c', { name: '空项', originals: 0 }),
      ],
    });
    await issue(caseId, 'receipt');
    const [kept] = await listNotices(register, caseId);
    expect(kept?.content).toContain('1. 合同文本：原件 2 份，复印件 1 份（商业秘密）');
    expect(kept?.content).toContain('2. 照片：电子文件');
    expect(kept?.content).not.toContain('空项');
  });

  test.each([
    ['acceptance', {}, 'handlingDays'],
    ['non-acceptance', {}, 'reasonCode'],
    ['non-acceptance', { reasonCode: 'noSuchReason' }, 'words.json'],
    ['result', {}, 'result'],
    ['supplement-notice', { round: 1 }, 'round'],
    ['urgent-case', {}, 'not for customers'],
    ['no-such', {}, 'no-such'],
  ])('%s with %j is refused with what to do', async (template, extra, said) => {
    const caseId = await preparedCase();
    await expect(issue(caseId, template, '1', extra)).rejects.toThrow(said);
    expect(await listNotices(register, caseId)).toHaveLength(0);
  });

  test.each([
    [{ phone: '021-58881234' }, ['email']],
    [{ email: undefined }, ['sms']],
    [{ phone: '+852 9123 4567' }, ['email', 'sms']],
  ])('with %j goes by %j', async (change, channels) => {
    const caseId = await preparedCase({ parties: [{ ...customer, ...change }] });
    await issue(caseId, 'receipt');
    const rows = await listNotifications(register, caseId);
    expect(rows.map(({ channel }) => channel).sort()).toEqual(channels);
  });

  test('a result that has nowhere to go is told to the process at once', async () => {
    const caseId = await preparedCase({ parties: [{ ...customer, phone: undefined, email: undefined }] });
    await setResult(register, caseId, { result: 'granted', collectionWay: 'counter' }, 'clerk');
    await openSurvey(register, caseId, new Date('2026-03-31T10:00:00Z'));
    await issue(caseId, 'result');
    await issue(caseId, 'result');
    const messages = await register.db
      .selectFrom('outbox')
      .select(['name', 'correlationKey'])
      .where('correlationKey', '=', caseId)
      .where('name', '=', 'intake.noticeUndeliverable')
      .execute();
    expect(messages).toHaveLength(1);
  });
});

describe('telling staff', () => {
  test('everybody of the role gets it once, with masked content only', async () => {
    const caseId = await preparedCase();
    const tell = () =>
      register.transaction((store) =>
        notices.tellStaff(store, {
          caseId,
          template: 'urgent-case',
          occurrence: '1',
          group: 'manager',
          stepName: '登记',
        }),
      );
    await Promise.all([tell(), tell()]);
    await tell();
    const rows = await listNotifications(register, caseId);
    expect(rows.map(({ recipient, channel }) => `${recipient} ${channel}`).sort()).toEqual([
      'staff:manager email',
      'staff:manager2 email',
    ]);
    const claimed = (await claimNotifications(register, 100)).filter((row) => row.caseId === caseId);
    for (const { body, subject } of claimed) {
      for (const personal of personalTexts) expect(`${subject}${body}`).not.toContain(personal);
      expect(body).toContain('欧**桐');
      expect(body).toContain(`${publicUrl}/console/cases/${caseId}`);
      expect(body).toContain('登记');
    }
  });
});

test('nothing personal lies in the clear in the tables of notices', async () => {
  const caseId = await preparedCase();
  await issue(caseId, 'receipt');
  const rows = await Promise.all(
    (['notice', 'notification', 'outbox', 'audit'] as const).map((table) =>
      register.db.selectFrom(table).selectAll().execute(),
    ),
  );
  const dump = JSON.stringify(rows);
  for (const personal of personalTexts) expect(dump).not.toContain(personal);
});
