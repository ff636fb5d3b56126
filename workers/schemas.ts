import { z } from 'zod';
import { classifications, materialVerdicts, serviceLevels } from '../src/register/index.ts';

/** Variables that several workers share. Answers of people are read leniently: what is wrong with them is said
 * to the person who gave them, not to whoever watches incidents. */
export const caseId = z.uuid();
export const inquiryId = z.uuid();

/** A number of days or pieces in the model. */
export const count = z.number().int().min(0).max(9_999);
export const days = z.number().int().min(1).max(366);

/** Business key of a notice: the model gives numbers. */
export const occurrence = z.union([z.string(), z.number()]).transform(String);

export const answerText = z.string().nullish();
export const answerNumber = z.number().nullish();

/** One row of the decision `requiredMaterials`. */
export const requiredMaterial = z.object({
  code: z.string(),
  name: z.string(),
  nameEn: z.string().nullish(),
  isRequired: z.boolean(),
  /** How many are needed. */
  copies: count,
  form: z.enum(['original', 'copy', 'any']),
  needsSignature: z.boolean(),
  needsSeal: z.boolean(),
  /** What it takes to be accepted, in words for the customer. */
  standard: z.string(),
  standardEn: z.string().nullish(),
});
/** A collecting decision without a match gives null. */
export const requiredMaterials = z
  .array(requiredMaterial)
  .nullish()
  .transform((rows) => rows ?? []);

/** One row of the completeness forms as it comes back. */
export const materialAnswer = z.object({
  materialCode: answerText,
  verdict: answerText,
  reasonNote: answerText,
});

export const classification = z.enum(classifications);
export const serviceLevel = z.enum(serviceLevels);
export const materialVerdict = z.enum(materialVerdicts);

export type RequiredMaterial = z.output<typeof requiredMaterial>;
export type MaterialAnswer = z.output<typeof materialAnswer>;
