import { z } from 'zod';
import type { MatterCatalogue } from '../../../matters/index.ts';
import { inquiryTopics, type InquiryTopic } from '../../../register/index.ts';
import { email, line, paragraph, phone } from '../../api/fields.ts';

/** What somebody typed into the form of a question, kept for when it has to be shown again. */
export interface AskEntry {
  topic: string;
  matterCode: string;
  question: string;
  name: string;
  phone: string;
  email: string;
}

export const askFields = ['topic', 'matterCode', 'question', 'name', 'phone', 'email'] as const;

/** What is wrong with a field; the pages have words for it. */
export type AskProblem = 'topic' | 'question' | 'name' | 'contact' | 'phone' | 'email';

export interface AskedQuestion {
  topic: InquiryTopic;
  matter: { code: string; name: string } | undefined;
  question: string;
  asker: { name: string | undefined; phone: string | undefined; email: string | undefined };
}

export const longestQuestion = 2000;
const optional = <Schema extends z.ZodType>(schema: Schema) => z.literal('').or(schema);
const questionSchema = paragraph(longestQuestion).refine((text) => text.length >= 2);

/** The question, or what has to be put right, in the order of the form. An unknown matter counts as none. */
export function readQuestion(
  entry: AskEntry,
  matters: MatterCatalogue,
  { needsContact }: { needsContact: boolean },
): { asked: AskedQuestion } | { problems: readonly AskProblem[] } {
  const topic = inquiryTopics.find((code) => code === entry.topic);
  const question = questionSchema.safeParse(entry.question);
  const name = optional(line(100)).safeParse(entry.name);
  const contact = {
    phone: optional(phone).safeParse(entry.phone),
    email: optional(email).safeParse(entry.email),
  };
  const hasContact = entry.phone !== '' || entry.email !== '';
  if (topic && question.success && name.success && contact.phone.success && contact.email.success)
    if (hasContact || !needsContact) {
      const matter = matters.get(entry.matterCode);
      return {
        asked: {
          topic,
          matter: matter && { code: matter.code, name: matter.name },
          question: question.data,
          asker: {
            name: name.data || undefined,
            phone: contact.phone.data || undefined,
            email: contact.email.data || undefined,
          },
        },
      };
    }
  const checks: readonly (readonly [AskProblem, boolean])[] = [
    ['topic', topic !== undefined],
    ['question', question.success],
    ['name', name.success],
    ['contact', hasContact || !needsContact],
    ['phone', contact.phone.success],
    ['email', contact.email.success],
  ];
  return { problems: checks.flatMap(([problem, isRight]) => (isRight ? [] : [problem])) };
}
