import {
  askMore,
  enqueueMessage,
  getInquiry,
  listInquirySteps,
  listNotices,
  listNotifications,
  receiveInquiry,
  writeAnswer,
  type InquiryInput,
} from '../../src/register/index.ts';
import { keepForCanary } from '../support/personal-data.ts';
import { createPeople } from '../support/sample-people.ts';
import { startTestApp } from '../support/test-app.ts';
import { until } from '../support/wait.ts';

const app = await startTestApp('inquiry');
const people = createPeople(106);
afterAll(() => app.stop());

const minuteMs = 60_000;
const question = '上月在望江路门店购买的设备想退，需要准备什么';
const answer = '可以办理，请联系我们约定时间，把设备带到望江路门店检测';
keepForCanary([question, answer]);

interface Asked {
  id: string;
  number: string;
  instanceKey: number;
  phone: string;
  email: string;
}

/** Asks, and waits until the process runs. */
async function ask(change: Partial<InquiryInput> = {}): Promise<Asked> {
  const { name, phone, email } = people.person();
  keepForCanary([name, phone, email]);
  const { id, number } = await receiveInquiry(app.register, {
    channel: 'web',
    language: 'zh-CN',
    topic: 'other',
    question,
    asker: { name, phone, email },
    ...change,
  });
  const instanceKey = await until(`the process of ${number} runs`, async () => {
    const { processInstanceKey } = await getInquiry(app.register, id);
    return processInstanceKey !== null && Number(processInstanceKey);
  });
  return { id, number, instanceKey, phone, email };
}

const refund = { topic: 'requirements', matter: { code: 'refund-claim', name: '退款申请' } } as const;
const templatesOf = async ({ id }: Asked) =>
  (await listNotices(app.register, { inquiryId: id })).map(({ template }) => template);
const stepsOf = ({ id }: Asked) => listInquirySteps(app.register, id);
const write = ({ id }: Asked) =>
  writeAnswer(app.register, { inquiryId: id, text: answer, writtenBy: 'clerk' });
const more = ({ id }: Asked) => askMore(app.register, { inquiryId: id, question });
const answered = [{ answerDecision: 'answered' }];

async function dueDate({ id }: Asked, column: 'dueAt' | 'moreUntilAt'): Promise<Date> {
  const at = (await getInquiry(app.register, id))[column];
  if (!at) throw new Error(`Inquiry ${id} has no ${column}.`);
  return at;
}

describe('a question', () => {
  test.concurrent(
    'the guide is sent at once; who wants more gets a person, whose text must be there',
    async () => {
      const asked = await ask(refund);
      await app.people.drive(asked.instanceKey, 'Task_AwaitMore');
      expect(await templatesOf(asked)).toEqual(['inquiry-guide']);
      await until('the guide is sent by SMS and e-mail', async () => {
        const messages = await listNotifications(app.register, { inquiryId: asked.id });
        return (
          messages.length === 2 && messages.every(({ state }) => state === 'sent' || state === 'delivered')
        );
      });
      await more(asked);
      const task = await app.people.task(asked.instanceKey, 'Task_AnswerInquiry');
      expect(task.candidateGroups).toEqual(['intake-clerk']);
      await app.people.answer(task, { answerDecision: 'answered' });
      const again = await app.watch.until(asked.instanceKey, 'it comes back, for no answer is written', () =>
        app.watch.tasksOf(asked.instanceKey).find(({ key }) => key !== task.key),
      );
      await write(asked);
      await app.people.answer(again, { answerDecision: 'answered' });
      await app.people.drive(asked.instanceKey, 'Task_AwaitMore');
      expect(await stepsOf(asked)).toMatchObject([
        { elementId: 'Task_AnswerInquiry', isValid: false },
        { elementId: 'Task_AnswerInquiry', isValid: true, decidedBy: 'clerk' },
      ]);
      expect(await templatesOf(asked)).toEqual(['inquiry-guide', 'inquiry-answer']);
      expect(await getInquiry(app.register, asked.id)).toMatchObject({ status: 'answered', round: 2 });
    },
  );

  test.concurrent('a doubt about a review goes to the reviewer (3.2.3)', async () => {
    const asked = await ask({ topic: 'reviewResult' });
    const task = await app.people.task(asked.instanceKey, 'Task_AnswerInquiry');
    expect(task.candidateGroups).toEqual(['reviewer']);
    await write(asked);
    await app.people.drive(asked.instanceKey, 'Task_AwaitMore', { Task_AnswerInquiry: answered });
    expect(await templatesOf(asked)).toEqual(['inquiry-answer']);
  });

  test.concurrent('what is no question is closed with a reason, and nobody is written to', async () => {
    const asked = await ask();
    await app.people.drive(asked.instanceKey, 'ended', {
      Task_AnswerInquiry: [
        { answerDecision: 'unanswered' },
        { answerDecision: 'unanswered', answerReasonCode: 'notAQuestion' },
      ],
    });
    expect(app.watch.instancesAt('EndEvent_NotAnswered')).toContain(asked.instanceKey);
    expect(await getInquiry(app.register, asked.id)).toMatchObject({
      status: 'closed',
      outcome: 'unanswered',
      outcomeReasonCode: 'notAQuestion',
    });
    expect(await templatesOf(asked)).toEqual([]);
  });

  test.concurrent('answered face to face: recorded, nothing to do', async () => {
    const asked = await ask({ channel: 'counter', answer, receivedBy: 'clerk' });
    await app.people.drive(asked.instanceKey, 'ended');
    expect(app.watch.instancesAt('EndEvent_AnsweredOnTheSpot')).toContain(asked.instanceKey);
    expect(await getInquiry(app.register, asked.id)).toMatchObject({ outcome: 'onTheSpot' });
  });

  test.concurrent('an answer that arrives nowhere becomes a call', async () => {
    const asked = await ask({ topic: 'progress' });
    app.mail.refuse(asked.email, 550);
    app.sms.refuseNumber(`+86${asked.phone}`);
    await write(asked);
    await app.people.answer(await app.people.task(asked.instanceKey, 'Task_AnswerInquiry'), {
      answerDecision: 'answered',
    });
    await app.people.drive(asked.instanceKey, 'EndEvent_CallRecorded', {
      Task_CallAsker: [
        { reachDecision: 'reached' },
        { reachDecision: 'reached', reachReasonCode: 'byPhone' },
      ],
    });
    expect(await stepsOf(asked)).toMatchObject([
      { elementId: 'Task_AnswerInquiry', decidedBy: 'circulation' },
      { elementId: 'Task_CallAsker', isValid: false },
      { elementId: 'Task_CallAsker', isValid: true, decidedBy: 'feedback' },
    ]);
    expect(app.watch.isActive(asked.instanceKey, 'Task_AwaitMore')).toBe(true);
  });

  test.concurrent('a start message that comes again under another id touches nothing', async () => {
    const asked = await ask();
    await app.people.task(asked.instanceKey, 'Task_AnswerInquiry');
    await enqueueMessage(app.register, {
      name: 'care.inquiryReceived',
      correlationKey: asked.id,
      messageId: `${asked.id}-again`,
      variables: { inquiryId: asked.id },
      timeToLiveMs: 600_000,
    });
    await app.people.drive(asked.instanceKey, 'ended', {
      Task_AnswerInquiry: [{ answerDecision: 'unanswered', answerReasonCode: 'askerSettled' }],
    });
    await app.watch.until(undefined, 'the second instance has ended', () =>
      app.watch
        .instancesAt('EndEvent_AlreadyRunning')
        .some((key) => key > asked.instanceKey && app.watch.hasEnded(key)),
    );
    const { processInstanceKey } = await getInquiry(app.register, asked.id);
    expect(processInstanceKey).toBe(String(asked.instanceKey));
  });
});

describe('deadlines of a question', () => {
  test('who answers is reminded, then the manager told; the question stays open', async () => {
    const asked = await ask();
    await app.people.task(asked.instanceKey, 'Task_AnswerInquiry');
    const reminder = new Date(String(await app.people.variable(asked.instanceKey, 'reminderAt')));
    await app.advanceTo(new Date(reminder.getTime() + minuteMs));
    await until('the clerk is reminded', async () => (await templatesOf(asked)).includes('inquiry-reminder'));
    await app.advanceTo(new Date((await dueDate(asked, 'dueAt')).getTime() + minuteMs));
    await until('the manager is told', async () => (await templatesOf(asked)).includes('inquiry-overdue'));
    await write(asked);
    await app.people.drive(asked.instanceKey, 'Task_AwaitMore', { Task_AnswerInquiry: answered });
  });

  test('unless somebody asks for more, the question is closed as it was answered', async () => {
    const [guided, personal] = [await ask(refund), await ask()];
    await write(personal);
    await app.people.drive(guided.instanceKey, 'Task_AwaitMore');
    await app.people.drive(personal.instanceKey, 'Task_AwaitMore', { Task_AnswerInquiry: answered });
    await app.advanceTo(new Date((await dueDate(personal, 'moreUntilAt')).getTime() + minuteMs));
    await app.people.drive(guided.instanceKey, 'ended');
    await app.people.drive(personal.instanceKey, 'ended');
    expect(await getInquiry(app.register, guided.id)).toMatchObject({ outcome: 'byGuide' });
    expect(await getInquiry(app.register, personal.id)).toMatchObject({ outcome: 'byStaff' });
    await expect(more(guided)).rejects.toMatchObject({ code: 'INQUIRY_STATE' });
  });

  test('who asked for more in time is answered, even when the deadline is noticed first', async () => {
    const asked = await ask(refund);
    await app.people.drive(asked.instanceKey, 'Task_AwaitMore');
    const at = await dueDate(asked, 'moreUntilAt');
    await app.advanceTo(new Date(at.getTime() - minuteMs));
    await app.stopApp();
    await more(asked);
    await app.advanceEngineTo(new Date(at.getTime() + minuteMs));
    await app.watch.until(asked.instanceKey, 'the engine has noticed the deadline', () =>
      app.watch.isActive(asked.instanceKey, 'Task_CloseAnswered'),
    );
    await app.startApp();
    await app.people.task(asked.instanceKey, 'Task_AnswerInquiry');
    expect(await getInquiry(app.register, asked.id)).toMatchObject({ status: 'received' });
    await write(asked);
    await app.people.drive(asked.instanceKey, 'Task_AwaitMore', { Task_AnswerInquiry: answered });
    expect(await getInquiry(app.register, asked.id)).toMatchObject({ status: 'answered' });
  });
});
