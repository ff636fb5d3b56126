import type { Request } from 'express';
import { z } from 'zod';
import type { MatterCatalogue } from '../../../matters/index.ts';
import {
  findListedCase,
  languages,
  type InquiryInput,
  type StaffMember,
  type Store,
} from '../../../register/index.ts';
import { paragraph } from '../../api/fields.ts';
import { maySeeCase } from '../../auth.ts';
import { readQuestion, type AskProblem } from '../guide/ask-entry.ts';
import { field } from '../form-fields.ts';
import { oneOf } from './filters.ts';
import { answerWays, enteredChannels, type NewInquiryEntry } from './inquiry-new-page.ts';

const problemTexts: Readonly<Record<AskProblem, string>> = {
  topic: '请选择咨询内容。',
  question: '请写下问题（2 至 2000 字）。',
  name: '咨询人请控制在 100 字以内。',
  contact: '不当场答复的，请至少填写电话或邮箱，以便告知。',
  phone: '请填写 11 位手机号码、带区号的座机号码，或以 + 开头的境外号码。',
  email: '请填写有效的邮箱。',
};
const requestIdSchema = z.uuid();

/** What was typed, and the form's own id. */
export function readEntry(request: Request): { entry: NewInquiryEntry; requestId: string | undefined } {
  const text = (name: keyof NewInquiryEntry) => field(request, name);
  const entry = {
    channel: text('channel'),
    language: text('language'),
    topic: text('topic'),
    matterCode: text('matterCode'),
    question: text('question'),
    caseNumber: text('caseNumber'),
    name: text('name'),
    phone: text('phone'),
    email: text('email'),
    way: text('way'),
    answer: text('answer'),
  };
  return { entry, requestId: requestIdSchema.safeParse(field(request, 'requestId')).data };
}

/** The question as it goes into the register, or what has to be put right. */
export async function checkEntry(
  store: Store,
  matters: MatterCatalogue,
  staff: StaffMember,
  entry: NewInquiryEntry,
): Promise<{ input: InquiryInput } | { problems: readonly string[] }> {
  const way = oneOf(answerWays, entry.way) ?? 'later';
  const read = readQuestion(entry, matters, { needsContact: way === 'later' });
  const problems = 'problems' in read ? read.problems.map((problem) => problemTexts[problem]) : [];
  const matter = matters.get(entry.matterCode);
  if (way === 'guide' && !matter) problems.push('按办事指南答复的，请选择事项。');
  const written = paragraph(5000).safeParse(entry.answer);
  if (way === 'now' && !written.success) problems.push('请写下当场答复的内容（不超过 5000 字）。');
  const found = entry.caseNumber ? await findListedCase(store, entry.caseNumber) : undefined;
  const isVisible = found !== undefined && maySeeCase(staff, found.departmentCode);
  if (entry.caseNumber && !isVisible) problems.push('没有找到该收件编号，请核对，或留空。');
  if ('problems' in read || problems.length > 0) return { problems };
  const answer =
    way === 'guide'
      ? `已按《${matter?.name ?? ''}》办事指南答复。`
      : way === 'now'
        ? written.data
        : undefined;
  return {
    input: {
      ...read.asked,
      channel: oneOf(enteredChannels, entry.channel) ?? 'counter',
      language: oneOf(languages, entry.language) ?? 'zh-CN',
      caseId: found?.id,
      answer,
      receivedBy: staff.username,
    },
  };
}
